import { Command } from 'commander';
import { CliError, errorMessage } from '../../errors.ts';
import { createEventStream, type Emit } from '../../events.ts';
import { openPlace } from '../../graph/overrides.ts';
import type { Io } from '../../io.ts';
import {
  type KeptNote,
  type OverrideNote,
  ownerState,
  readOverrideNotes,
  takeNote,
  tidyOverrides,
} from '../../store/override-journal.ts';
import { markProcess } from '../../store/process-mark.ts';
import { chooseColor } from '../../ui/screen.ts';
import { createTextReader } from '../../ui/text.ts';
import { findAccessToken } from '../access-token.ts';
import { addGraphFlags, type GraphFlags } from '../graph-flags.ts';
import { openGraph } from '../open-graph.ts';
import { addPreviousTokenFlags, readPreviousToken } from '../override-flags.ts';
import { graphAddress, hostOf } from './graph-address.ts';
import { putBack } from './put-back.ts';
import { restoreCommand } from './words.ts';

export interface RecoverOptions {
  /** The one that was called. */
  readonly command: Command;
  /** Fills in options from environment and config, as for every command. */
  readonly settle: (command: Command) => Promise<unknown>;
  readonly io: Io;
}

/** The command that was called waits for it. */
const RECOVER_MS = 4_000;

/** Puts back what ended runs have left, with the token of the environment; tells on stderr what was done or must be done. */
export async function recoverOverrides(stateDir: string, { command, settle, io }: RecoverOptions): Promise<void> {
  // These do it themselves, or show it.
  if (command.name() === 'restore' || command.getOptionValue('dryRun') === true) return;

  const stream = createEventStream(io.now);
  const color = chooseColor(io, io.stderr, command.getOptionValue('color') as boolean | undefined);
  // Whatever the command prints on stdout is its own.
  stream.subscribe(createTextReader({ stdout: io.stderr, stderr: io.stderr }, { stdout: color, stderr: color }));
  const { emit } = stream;
  const { kept, damaged } = await readOverrideNotes(stateDir);
  for (const file of damaged) tellDamaged(file, emit);
  if (kept.length + damaged.length === 0) await tidyOverrides(stateDir, io.now());

  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(), RECOVER_MS);
  const stop = () => stopping.abort();
  io.signal.addEventListener('abort', stop);
  try {
    for (const each of kept) await mend(each, { command, settle, io, emit, signal: stopping.signal });
  } finally {
    clearTimeout(timer);
    io.signal.removeEventListener('abort', stop);
  }
}

interface MendOptions extends RecoverOptions {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Never fails: the command that was called has other things to do. */
async function mend(kept: KeptNote, options: MendOptions): Promise<void> {
  const { note } = kept;
  const { io, emit } = options;
  const state = await ownerState(note, io.isRunning);
  if (state === 'elsewhere') {
    const holder = `process ${note.owner?.pid} on ${note.owner?.host} holds it`;
    tellLeft(note, holder, emit, 'Were that gone for good, it would take --force.');
  }
  if (state !== 'gone') return;
  try {
    await recover(kept, options);
  } catch (error) {
    tellLeft(note, errorMessage(error), emit, error instanceof CliError ? error.hint : '');
  }
}

async function recover(left: KeptNote, { command, settle, io, emit, signal }: MendOptions): Promise<void> {
  const { note } = left;
  const settings = await settingsLike(command, settle);
  const token = await findAccessToken(settings, io, () => {});
  if (token === undefined) throw new CliError('token-missing', 'no access token is there to put it back');
  const graph = graphAddress(settings.opts<GraphFlags>());
  // The token is sent to no place but the one that is set now, whatever stands in a file of this folder.
  if (hostOf(note.graph) !== hostOf(graph)) {
    const sentence = `it was set through ${note.graph}, and WA_WEBHOOK_GRAPH_URL says ${graph}`;
    throw new CliError('wrong-usage', sentence, { hint: 'Set WA_WEBHOOK_GRAPH_URL to it, if that is right.' });
  }
  const previousToken = await readPreviousToken(settings, io);
  const client = await openGraph(settings, io, emit, { signal });
  try {
    const taken = await takeNote(left, await markProcess(io.pid));
    // Another start may be faster.
    if (taken === undefined) return;
    const place = openPlace(client, note);
    await putBack(taken, { place, previousToken, isLeftOver: true, now: io.now, patienceMs: 0, signal, emit });
  } finally {
    client.close();
  }
}

/** The settings of the Graph API from the environment, as the command that was called would read them. */
async function settingsLike(command: Command, settle: RecoverOptions['settle']): Promise<Command> {
  const settings = addPreviousTokenFlags(addGraphFlags(new Command('recover').option('--env-file <file>')));
  settings.setOptionValue('envFile', command.getOptionValue('envFile'));
  await settle(settings);
  return settings;
}

function tellLeft(note: OverrideNote, why: string, emit: Emit, hint = ''): void {
  const { level, id, ours } = note;
  const reason = `an earlier run pointed it to ${ours.at(-1)}, and ${why}`;
  const next = `${hint === '' ? '' : `${hint} `}Then: ${restoreCommand(note)}`;
  emit({ type: 'override.failed', level, id, what: 'restore', reason, next });
}

function tellDamaged(file: string, emit: Emit): void {
  const note =
    'it should tell what to put back at Meta, and cannot be read, or others may write it: look, and remove it';
  emit({ type: 'setting.noted', setting: file, note });
}
