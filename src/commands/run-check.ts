import { resolve } from 'node:path';
import type { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import type { CheckCase } from '../check/case.ts';
import { cases } from '../check/cases/index.ts';
import { checkEndpoint } from '../check/check.ts';
import { type EffectsRecorder, startEffects } from '../check/effects.ts';
import { applyProfile, type Profile, profileOf } from '../check/profile.ts';
import { selectCases } from '../check/select.ts';
import { CliError, EXIT, errorCode } from '../errors.ts';
import { type CaseFinished, createEventStream, type EventStream, type Stamped } from '../events.ts';
import { type Io, interruptedCode } from '../io.ts';
import { listFixtures, readFixture } from '../store/fixtures.ts';
import { createProgress } from '../ui/check-progress.ts';
import { openScreen } from '../ui/screen.ts';
import type { CheckFlags } from './check.ts';
import { PROFILE_FILE, readProfile, requireNoProfile } from './check-profile.ts';
import { reportCheck } from './check-report.ts';
import { requireReport, writeOutput } from './output-file.ts';
import { explainCase, listCases } from './print-cases.ts';
import { readAppSecret } from './secrets.ts';
import { readTls } from './tls-files.ts';

const NO_PROFILE: Profile = { headers: [], entries: [] };

/** Asks the endpoint, and reports. Answers with the exit code. */
export async function runCheck(url: URL | undefined, command: Command, io: Io): Promise<number> {
  const flags = command.opts<CheckFlags>();
  if (flags.explain !== undefined) return explainCase(flags.explain, io);
  const selected = select(flags);
  if (flags.list === true) return listCases(selected, flags.json === true, io);
  if (url === undefined) {
    throw new CliError('no-target', 'Nothing says which endpoint to check.', {
      hint: 'Name it: wa-webhook check http://127.0.0.1:3000/webhook --verify-token T --app-secret S',
    });
  }
  if (flags.output !== undefined) await requireReport(resolve(io.cwd, flags.output), '--output');
  const profilePath = resolve(io.cwd, flags.profile ?? PROFILE_FILE);
  if (flags.init === true) await requireNoProfile(profilePath);

  const stream = createEventStream(io.now);
  const told: Stamped[] = [];
  stream.subscribe((event) => void told.push(event));
  await openReaders(stream, flags, io);

  const profile = flags.profile === undefined || flags.init === true ? NO_PROFILE : await readProfile(profilePath);
  const applied = applyProfile(selected, profile);
  for (const note of applied.notes)
    stream.emit({ type: 'setting.noted', setting: flags.profile ?? 'the profile', note });

  const code = await ask(profile.path === undefined ? url : new URL(profile.path, url), {
    command,
    io,
    stream,
    profile,
    ...applied,
  });
  if (flags.init === true) {
    const failed = told.filter(
      (event): event is Stamped<CaseFinished> => event.type === 'case.finished' && event.verdict === 'failed',
    );
    await writeOutput(profilePath, profileOf(failed), '--profile', 0o644);
    stream.emit({ type: 'report.written', path: flags.profile ?? PROFILE_FILE, form: 'profile' });
    return EXIT.done;
  }
  await reportCheck(told, flags, io, stream);
  return code;
}

interface Asking {
  readonly command: Command;
  readonly io: Io;
  readonly stream: EventStream;
  readonly profile: Profile;
  readonly cases: readonly CheckCase[];
  readonly notApplicable: ReadonlyMap<string, string>;
}

async function ask(to: URL, { command, io, stream, profile, ...applied }: Asking): Promise<number> {
  const flags = command.opts<CheckFlags>();
  const { emit } = stream;
  const appSecret = await readAppSecret(command, io, emit);
  const tls = await readTls(flags, [to], { io, emit });
  const fixtures = await readFixtures(io);
  const effects = flags.effects === undefined ? undefined : await openEffects(flags.effects, io);

  try {
    const finished = await checkEndpoint({
      to,
      ...applied,
      verifyToken: flags.verifyToken,
      appSecret,
      fixtures,
      tls,
      effects,
      level: flags.level,
      limits: { budgetMs: flags.budget, timeoutMs: flags.timeout },
      seed: flags.seed ?? Buffer.from(io.random(4)).readUInt32BE(0) % 10_000_000,
      extraHeaders: [...profile.headers, ...(flags.header ?? [])],
      now: io.now,
      clock: io.clock,
      signal: io.signal,
      emit,
    });
    if (io.signal.aborted) return interruptedCode(io);
    return finished.failedRequired > 0 ? EXIT.negative : EXIT.done;
  } finally {
    await effects?.close();
  }
}

function select({ only = [], skip = [] }: CheckFlags): readonly CheckCase[] {
  const selected = selectCases(cases, { only, skip });
  if (selected.ok) return selected.cases;
  throw unknownCase(selected.pattern);
}

function unknownCase(pattern: string): CliError {
  const groups = cases.map(({ id }) => id.slice(0, id.indexOf('/')));
  const nearest = closest(pattern, [...cases.map(({ id }) => id), ...groups]);
  return new CliError('case-unknown', `There is no case "${pattern}". Did you mean "${nearest}"?`);
}

/** The table for people, lines for programs; nothing on stdout where the report itself goes there. */
async function openReaders(stream: EventStream, flags: CheckFlags, io: Io): Promise<void> {
  const isJson = flags.json === true || (flags.reporter === 'json' && flags.output === undefined);
  const isReportOnStdout = !isJson && flags.output === undefined && flags.reporter !== 'table' && flags.init !== true;
  const progress = isJson ? undefined : createProgress(io.stderr);

  if (progress !== undefined) stream.subscribe(progress.clear);
  const stdout = isReportOnStdout ? { write: () => true } : io.stdout;
  const { stderr, env, now } = io;
  await openScreen({ stdout, stderr, env, now }, stream, { screen: isJson ? 'json' : 'text', color: flags.color });
  if (progress !== undefined) stream.subscribe(progress.draw);
}

async function readFixtures(io: Io): Promise<ReadonlyMap<string, unknown>> {
  const files = await listFixtures(io.packageRoot);
  const read = files.map(async (file) => {
    const payload: unknown = JSON.parse(Buffer.from(await readFixture(file)).toString('utf8'));
    return [file.name, payload] as const;
  });
  return new Map(await Promise.all(read));
}

async function openEffects(port: number, io: Io): Promise<EffectsRecorder> {
  try {
    return await startEffects({ port, random: io.random, clock: io.clock });
  } catch (cause) {
    throw new CliError('port-unavailable', `Cannot listen on port ${port} (${errorCode(cause) ?? 'unknown error'}).`, {
      cause,
      hint: 'Choose another with --effects.',
    });
  }
}
