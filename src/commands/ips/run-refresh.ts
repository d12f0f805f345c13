import { relative, resolve } from 'node:path';
import { type Answer, readAnswer } from '../../allowlist/answer.ts';
import { compareLists, hasChanged } from '../../allowlist/compare-lists.ts';
import { findForeign } from '../../allowlist/maintainers.ts';
import { collapse } from '../../allowlist/prefixes.ts';
import { checkTrust } from '../../allowlist/trust.ts';
import { askWhois, serverName, type WhoisPatience } from '../../allowlist/whois.ts';
import { CliError, EXIT } from '../../errors.ts';
import { type AllowlistRefreshed, createEventStream, type Emit } from '../../events.ts';
import type { Io } from '../../io.ts';
import { type KeptList, keptListPath, readKeptList } from '../../store/kept-list.ts';
import { writeKeptList } from '../../store/write-kept-list.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import { arrangeList, chooseRegistrations, prefixesOf } from './arrange-list.ts';
import { asnsOf, type RefreshFlags } from './flags.ts';
import { openListFile } from './list-file.ts';
import { readSaved } from './read-input.ts';

interface Fetched {
  readonly answer: Answer;
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** Null for a saved answer. */
  readonly server: string | null;
}

interface Compared {
  readonly folder: string;
  readonly told: Pick<AllowlistRefreshed, 'keptIn' | 'keptProblem' | 'change' | 'acceptedChange'>;
}

type NewList = Omit<KeptList, 'since'>;

/** Gets an answer, checks it, keeps it, prints it. `patience` is for tests that cannot wait for real retries. */
export async function runIpsRefresh(flags: RefreshFlags, io: Io, patience?: WhoisPatience): Promise<number> {
  const { emit, ...stream } = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, { emit, ...stream }, { screen, color: flags.color });
  const output = flags.output === undefined ? undefined : await openListFile(flags.output, io);

  const fetched =
    flags.input === undefined ? await ask(flags, io, emit, patience) : await read(flags.input, flags, io, emit);
  const { list, leftOut } = chooseList(fetched, flags, io);
  const before = await compareWithKept(list, flags, io);
  // All that can be refused is refused before anything is replaced: also what the format cannot hold.
  await arrangeList({ ...list, since: list.at }, flags);
  const kept = await writeKeptList(before.folder, list);
  const { shown, text, note } = await arrangeList(kept, flags);

  if (output !== undefined) await output.write(text);
  else if (screen !== 'json') io.stdout.write(text);

  emit({
    type: 'allowlist.refreshed',
    asns: list.asns,
    source: list.source,
    isComplete: list.isComplete,
    knowsMaintainers: list.knowsMaintainers,
    isAggregated: flags.aggregate,
    routeObjects: list.routeObjects,
    ...shown,
    foreign: list.knowsMaintainers ? findForeign(list.prefixes) : [],
    leftOut,
    since: kept.since,
    ...before.told,
    ...(output !== undefined && { writtenTo: output.name }),
    ...(note !== undefined && { note }),
  });
  const isOther = before.told.change === undefined || hasChanged(before.told.change);
  return flags.exitCode === true && isOther ? EXIT.negative : EXIT.done;
}

async function ask(flags: RefreshFlags, io: Io, emit: Emit, patience: WhoisPatience | undefined): Promise<Fetched> {
  const { server, source: registries } = flags;
  const asns = asnsOf(flags);
  const answers: string[] = [];
  // One after the other: the registry counts connections, and resets the fifth of an address.
  for (const asn of asns) {
    const question = {
      server,
      query: `${registries === undefined ? '' : `-s ${registries} `}-i origin AS${asn}`,
      emit,
      signal: io.signal,
      jitter: () => (io.random(1)[0] ?? 0) / 255,
      ...(patience !== undefined && { patience }),
    };
    answers.push(await askWhois(question));
  }
  const name = serverName(server);
  return { answer: readAnswer(answers.join(''), asns), source: name, server: name };
}

async function read(input: string, flags: RefreshFlags, io: Io, emit: Emit): Promise<Fetched> {
  const { answerText, source } = await readSaved(input, '--input', io);
  const answer = readAnswer(answerText, asnsOf(flags));
  emit({ type: 'allowlist.recognised', source, kind: answer.kind });
  return { answer, source, server: null };
}

function chooseList({ answer, source, server }: Fetched, flags: RefreshFlags, io: Io) {
  const { isComplete, knowsMaintainers, entries, registrations } = answer;
  const { chosen, leftOut } = chooseRegistrations({ prefixes: registrations, knowsMaintainers, source }, flags);
  const at = io.now().toISOString();
  const facts = { asns: asnsOf(flags), source, server, at, isComplete, knowsMaintainers, routeObjects: entries };
  return { list: { ...facts, prefixes: chosen, collapsed: collapse(prefixesOf(chosen)) } satisfies NewList, leftOut };
}

/** What speaks against the list, by the last good one. Throws `list-refused`, unless `--force` lets it pass. */
async function compareWithKept(list: NewList, flags: RefreshFlags, io: Io): Promise<Compared> {
  const folder = resolve(io.cwd, flags.stateDir);
  const keptIn = shortPath(io.cwd, keptListPath(folder, list.asns));
  const kept = await readKeptList(folder, list.asns);
  if (kept.state === 'none') return { folder, told: { keptIn } };
  if (kept.state === 'damaged') return { folder, told: { keptIn, keptProblem: kept.reason } };

  const trust = checkTrust(prefixesOf(list.prefixes), prefixesOf(kept.list.prefixes), flags);
  if (!trust.ok && flags.force !== true) {
    const hint = `The last good list is unchanged (${keptIn}). If the change is real, run again with --force.`;
    throw new CliError('list-refused', trust.reason, { hint });
  }

  const change = compareLists(sideOf(kept.list), sideOf(list));
  return { folder, told: { keptIn, change, ...(!trust.ok && { acceptedChange: trust.reason }) } };
}

function sideOf({ prefixes, knowsMaintainers }: NewList) {
  return { registrations: prefixes, knowsMaintainers };
}

function shortPath(cwd: string, path: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below;
}
