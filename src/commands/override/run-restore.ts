import type { Command } from 'commander';
import { CliError, EXIT } from '../../errors.ts';
import { type Io, interruptedCode } from '../../io.ts';
import { type KeptNote, type OverrideNote, ownerState, readOverrideNotes } from '../../store/override-journal.ts';
import { clearOverrideRequest, readOverrideRequest, setOverrideRequest } from '../../webhook/override-request.ts';
import type { OverrideRestoreFlags } from '../override.ts';
import { readPreviousToken } from '../override-flags.ts';
import { type OverrideDesk, openDesk, targetOf } from './desk.ts';
import { hostOf } from './graph-address.ts';
import { putBack } from './put-back.ts';
import { restoreCommand, targetWords } from './words.ts';

/** So long it waits for what Meta makes of a request of a killed run. */
const PATIENCE_MS = 10_000;

/** Puts back what the notes of this folder tell of. Answers with 1 where somebody else has changed it since, with 5 where it is still to be done. */
export async function runOverrideRestore(command: Command, io: Io): Promise<number> {
  const flags = command.opts<OverrideRestoreFlags>();
  const target = targetOf(flags);
  const desk = await openDesk(command, io);
  const { kept, damaged } = await readOverrideNotes(desk.stateDir);
  const [file] = damaged;
  if (file !== undefined) {
    throw new CliError('input-unreadable', `${file} is none of our notes, or others may write it.`, {
      hint: 'Look at it: it says what stood at Meta. Remove it when that is in order.',
    });
  }
  const meant = kept.filter(
    ({ note }) => target === undefined || (note.level === target.level && note.id === target.id),
  );
  const previousToken = await readPreviousToken(command, io);
  if (meant.length === 0) {
    const note = 'there is nothing to put back: no note of it is in this folder';
    desk.emit({ type: 'setting.noted', setting: '--state-dir', note });
    return EXIT.done;
  }
  for (const { note } of meant) {
    if (flags.force !== true) await refuseRunning(note, io);
    refuseOtherGraph(note, desk);
  }
  if (desk.isDryRun) {
    for (const each of meant) plan(each, desk);
    return EXIT.done;
  }

  const outcomes = new Set<string>();
  for (const each of meant) {
    const { place, close } = await desk.open(each.note);
    try {
      outcomes.add(
        await putBack(each, {
          place,
          previousToken,
          isLeftOver: each.note.owner !== undefined,
          now: io.now,
          patienceMs: PATIENCE_MS,
          signal: io.signal,
          emit: desk.emit,
        }),
      );
    } finally {
      close();
    }
  }
  if (io.signal.aborted) return interruptedCode(io);
  if (outcomes.has('left')) return EXIT.outside;
  return outcomes.has('foreign') ? EXIT.negative : EXIT.done;
}

function plan({ note }: KeptNote, desk: OverrideDesk): void {
  const { before, wayBack } = note;
  desk.plan(note, 'read', readOverrideRequest(note));
  if (before === null || wayBack === 'given-up') desk.plan(note, 'clear', clearOverrideRequest(note));
  else desk.plan(note, 'restore', setOverrideRequest(note, before, '<its verify token>'));
}

async function refuseRunning(note: OverrideNote, { isRunning }: Io): Promise<void> {
  const state = await ownerState(note, isRunning);
  if (state !== 'running' && state !== 'elsewhere') return;
  const where = state === 'running' ? '' : ` on ${note.owner?.host}`;
  const sentence = `The override of ${targetWords(note)} is held by a wa-webhook that runs (process ${note.owner?.pid}${where}).`;
  throw new CliError('wrong-usage', sentence, {
    hint: `It puts it back when it ends. Were it gone for good: ${restoreCommand(note)} --force`,
  });
}

/** The access token goes to no other place than the one that was asked for now. */
function refuseOtherGraph(note: OverrideNote, { graph }: OverrideDesk): void {
  if (hostOf(note.graph) === hostOf(graph)) return;
  throw new CliError('wrong-usage', `The override of ${targetWords(note)} was set through ${note.graph}.`, {
    hint: `Give --graph-url with its address, if that is right; ${graph} knows nothing of it.`,
  });
}
