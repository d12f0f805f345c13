import { resolve } from 'node:path';
import { readAnswer } from '../../allowlist/answer.ts';
import { compareLists, hasChanged } from '../../allowlist/compare-lists.ts';
import { EXIT } from '../../errors.ts';
import { type AllowlistCompared, type ComparedList, createEventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { type KeptPrefix, readPreviousList } from '../../store/kept-list.ts';
import { markdownOf } from '../../ui/markdown-allowlist.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import { chooseRegistrations } from './arrange-list.ts';
import { findKept, requireKept } from './find-kept.ts';
import { asnsOf, type DiffFlags } from './flags.ts';
import { readSaved } from './read-input.ts';

/** A list to compare, from wherever it comes. */
interface Side {
  readonly source: string;
  readonly foundAt: string | null;
  readonly knowsMaintainers: boolean;
  readonly prefixes: readonly KeptPrefix[];
}

/** Tells what the kept list gained and lost since the one before, since a date, or against another list. */
export async function runIpsDiff(flags: DiffFlags, io: Io): Promise<number> {
  const stream = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });

  const to = await keptSide(flags, io);
  const from = await findBefore(flags, io);
  const change = compareLists(comparable(from ?? to), comparable(to));
  const isSame = !hasChanged(change);
  const compared: AllowlistCompared = {
    type: 'allowlist.compared',
    asns: asnsOf(flags),
    from: from === undefined ? null : told(from),
    to: told(to),
    isSame,
    ...change,
  };
  if (flags.markdown === true && screen !== 'json') io.stdout.write(markdownOf(compared));
  else stream.emit(compared);
  return flags.exitCode === true && !isSame ? EXIT.negative : EXIT.done;
}

/** Nothing where the kept list is the first one. */
async function findBefore(flags: DiffFlags, io: Io): Promise<Side | undefined> {
  if (flags.against !== undefined) return savedSide(flags.against, flags, io);
  if (flags.since !== undefined) return keptSide(flags, io, flags.since);

  const previous = await readPreviousList(resolve(io.cwd, flags.stateDir), asnsOf(flags));
  if (previous.state === 'none') return undefined;
  const list = await requireKept(previous, flags, io);
  return { ...list, foundAt: list.at };
}

async function keptSide(flags: DiffFlags, io: Io, at?: Date): Promise<Side> {
  const list = await findKept(flags, io, at);
  return { ...list, foundAt: list.at };
}

async function savedSide(path: string, flags: DiffFlags, io: Io): Promise<Side> {
  const { answerText, source } = await readSaved(path, '--against', io);
  const { registrations, knowsMaintainers } = readAnswer(answerText, asnsOf(flags));
  const { chosen } = knowsMaintainers
    ? chooseRegistrations({ prefixes: registrations, knowsMaintainers, source }, flags)
    : { chosen: registrations };
  return { source, foundAt: null, knowsMaintainers, prefixes: chosen };
}

function comparable({ prefixes, knowsMaintainers }: Side) {
  return { registrations: prefixes, knowsMaintainers };
}

function told({ source, foundAt, prefixes }: Side): ComparedList {
  return { source, foundAt, prefixes: prefixes.length };
}
