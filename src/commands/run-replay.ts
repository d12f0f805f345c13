import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import type { Source } from '../delivery/compose.ts';
import type { Expectation } from '../delivery/judge.ts';
import { type Delivery, type Plan, plannedEvents, type Signing } from '../delivery/plan.ts';
import { summarize } from '../delivery/report.ts';
import type { TlsOptions } from '../delivery/tls.ts';
import { CliError, EXIT } from '../errors.ts';
import { createEventStream, type Emit, type EventStream } from '../events.ts';
import { type Io, interruptedCode } from '../io.ts';
import { chooseScreen, openScreen } from '../ui/screen.ts';
import { duration } from '../ui/text-line.ts';
import { requireWritable, writeOutput } from './output-file.ts';
import { readPayloads } from './payload-sources.ts';
import { checkFlags, planReplay } from './plan-replay.ts';
import { printPlan } from './print-plan.ts';
import type { ReplayFlags } from './replay.ts';
import { findTarget } from './replay-target.ts';
import { planScenarios, readScenarios } from './scenarios.ts';
import { readAppSecret } from './secrets.ts';
import { readTls } from './tls-files.ts';

/** Where a plan that is only printed would go when nothing else is said. */
const EXAMPLE_TARGET = new URL('http://127.0.0.1:8090/webhook');

/** Signs when no secret is given, so that a first try carries signatures like a real one. Not a secret. */
const TEST_SECRET = 'wa-webhook-test-secret';

/** A plan of so few requests ends before optimised WebAssembly pays. */
const SHORT_PLAN = 20;

/** Plans what to send, then prints the plan or acts on it. Answers with the exit code. */
export async function runReplay(what: readonly string[], command: Command, io: Io): Promise<number> {
  const flags = command.opts<ReplayFlags>();
  const stream = createEventStream(io.now);
  // What is printed has stdout for itself.
  const wantsJson = flags.json === true && flags.print === undefined;
  const screen = chooseScreen(io, { json: wantsJson, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });

  checkFlags(flags);
  const isSent = flags.print === undefined && flags.dryRun !== true;
  const to = await findTarget(flags, io, isSent ? undefined : EXAMPLE_TARGET);
  const tls = await readTls(flags, [to], { io, emit: stream.emit });
  const scenarios = await readScenarios(what, io);
  const sources = scenarios.length > 0 ? [] : await readPayloads(what, io, flags.stateDir);
  const signing = await chooseSigning(sources, command, io, stream.emit);
  const plan =
    scenarios.length > 0 ? planScenarios(scenarios, signing, flags, io) : planReplay(sources, signing, flags, io);

  if (flags.print !== undefined) return printPlan(plan, flags.print, { to, flags, io, emit: stream.emit });
  if (flags.dryRun === true) {
    for (const event of plannedEvents(plan, to, expectationOf(flags))) stream.emit(event);
    return EXIT.done;
  }
  tellPatience(plan, stream.emit);
  const report = flags.junit === undefined ? undefined : await openReport(resolve(io.cwd, flags.junit), stream);
  try {
    return await send(plan, { to, tls }, { flags, io, emit: stream.emit });
  } finally {
    await report?.write(plan.groups.flat());
  }
}

async function chooseSigning(sources: readonly Source[], command: Command, io: Io, emit: Emit): Promise<Signing> {
  const { signature, badSignature } = command.opts<ReplayFlags>();
  if (!signature) return { kind: 'none' };

  const given = await readAppSecret(command, io, emit);
  const kind = badSignature === true ? 'wrong' : 'right';
  if (given !== undefined) return { kind, appSecret: given };

  const isCaptured = sources.length > 0 && sources.every(({ capturedSignature }) => capturedSignature !== undefined);
  const isNeeded = kind === 'wrong' || !isCaptured;
  if (isNeeded) {
    const note = `none is given, so "${TEST_SECRET}" signs; give your app's with --app-secret-file or WA_WEBHOOK_APP_SECRET`;
    emit({ type: 'setting.noted', setting: 'the app secret', note });
  }
  return { kind, appSecret: TEST_SECRET, isTest: true };
}

/** A scenario of hours takes hours, and may do so unexpectedly. */
function tellPatience({ groups, speed }: Plan, emit: Emit): void {
  const lastMs = groups.at(-1)?.[0]?.moment?.atMs ?? 0;
  if (lastMs / speed < PATIENCE_MS) return;

  const factor = 10 ** Math.ceil(Math.log10(lastMs / COMFORTABLE_MS));
  const note = `the last webhook is due after ${duration(lastMs / speed)}; with ${factor}x it is after ${duration(lastMs / factor)}`;
  emit({ type: 'setting.noted', setting: '--speed', note });
}

const PATIENCE_MS = 60_000;
const COMFORTABLE_MS = 10_000;

function expectationOf({ expectStatus, expectWithin }: ReplayFlags): Expectation {
  return { status: expectStatus, withinMs: expectWithin };
}

/** A report of what happens from now on. */
async function openReport(path: string, stream: EventStream) {
  // As the makers of such reports do; where it cannot be made, the next line says so.
  await mkdir(dirname(path), { recursive: true }).catch(() => {});
  await requireWritable(path, '--junit');
  const { createJunitReport } = await import('../ui/junit.ts');
  const report = createJunitReport();
  stream.subscribe(report.reader);
  return { write: (planned: readonly Delivery[]) => writeOutput(path, report.xml(planned), '--junit') };
}

interface Target {
  readonly to: URL;
  readonly tls: TlsOptions | undefined;
}

interface Sending {
  readonly flags: ReplayFlags;
  readonly io: Io;
  readonly emit: Emit;
}

async function send(plan: Plan, { to, tls }: Target, { flags, io, emit }: Sending): Promise<number> {
  // undici's parser is WebAssembly; waiting for its optimised form doubles the life of a one-request process.
  if (plan.groups.flat().length * (plan.retryTimesMs.length + 1) <= SHORT_PLAN) setFlagsFromString('--liftoff-only');
  const isStaged = plan.groups[0]?.[0]?.moment !== undefined;
  const runPlan = isStaged
    ? (await import('../delivery/run-scenario.ts')).runScenario
    : (await import('../delivery/run-plan.ts')).runPlan;

  const startedMs = io.clock();
  const expectation = expectationOf(flags);
  const outcomes = await runPlan(plan, {
    to,
    timeoutMs: flags.timeout,
    emit,
    clock: io.clock,
    signal: io.signal,
    tls,
    expectation,
    isFailFast: flags.failFast === true,
  });
  const planned = plan.groups.flat().length;
  const finished = summarize(outcomes, { ranMs: io.clock() - startedMs, planned, expectation });
  emit(finished);
  if (io.signal.aborted) return interruptedCode(io);
  // Silence outweighs a refusal: while the endpoint does not answer, nothing else is known of it.
  if (finished.failed > 0) throw new CliError('target-unreachable', `No answer from ${to.href}.`);
  return finished.refused > 0 ? EXIT.negative : EXIT.done;
}
