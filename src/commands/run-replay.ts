import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Source } from '../delivery/compose.ts';
import { type Delivery, type Plan, plannedEvents, type Signing } from '../delivery/plan.ts';
import { CliError, EXIT } from '../errors.ts';
import { createEventStream, type Emit, type EventStream, type ReplayFinished } from '../events.ts';
import { type Io, interruptedCode } from '../io.ts';
import { createProgress, type Progress } from '../ui/progress.ts';
import { chooseScreen, openScreen, wantsProgress } from '../ui/screen.ts';
import { duration } from '../ui/text-line.ts';
import { createLoadFilter } from '../ui/text-load.ts';
import { isLoad, refuseAsLoad } from './load-flags.ts';
import { requireReport, writeOutput } from './output-file.ts';
import { readPayloads } from './payload-sources.ts';
import { checkFlags, planReplay } from './plan-replay.ts';
import { printPlan } from './print-plan.ts';
import type { ReplayFlags } from './replay.ts';
import { isWebhookName } from './replay-sources.ts';
import { EXAMPLE_TARGET, findTarget } from './replay-target.ts';
import { planLoad, sendLoad, tellLoad } from './run-load.ts';
import { planScenarios, readScenarios } from './scenarios.ts';
import { readAppSecret } from './secrets.ts';
import { expectationOf, type Sending, sendPlan, type Target } from './send-plan.ts';
import { readTls } from './tls-files.ts';

/** Signs when no secret is given, so that a first try carries signatures like a real one. Not a secret. */
const TEST_SECRET = 'wa-webhook-test-secret';

/** Plans what to send, then prints the plan or acts on it. Answers with the exit code. */
export async function runReplay(what: readonly string[], command: Command, io: Io): Promise<number> {
  const flags = command.opts<ReplayFlags>();
  const stream = createEventStream(io.now);
  // What is printed has stdout for itself.
  const wantsJson = flags.json === true && flags.print === undefined;
  const screen = chooseScreen(io, { json: wantsJson, hasTui: false });
  const isSent = flags.print === undefined && flags.dryRun !== true;
  const progress = isSent && wantsProgress(io, screen) ? createProgress(io) : undefined;
  const isFiltered = screen === 'text' && isLoad(flags) && isSent;
  await openScreen(progress?.io ?? io, isFiltered ? withLoadFilter(stream) : stream, { screen, color: flags.color });
  if (progress !== undefined) stream.subscribe(progress.reader);

  checkFlags(flags);
  const to = await findTarget(flags, io, isSent ? undefined : EXAMPLE_TARGET);
  const tls = await readTls(flags, [to], { io, emit: stream.emit });
  const areWebhooks = await Promise.all(what.map((word) => isWebhookName(word, io)));
  const scenarios = areWebhooks.every(Boolean) ? [] : await readScenarios(what, io);
  if (isLoad(flags)) refuseAsLoad(scenarios);
  const sources = scenarios.length > 0 ? [] : await readPayloads(what, io, flags.stateDir);
  const signing = await chooseSigning(sources, command, io, stream.emit);
  const sending: Sending = { flags, io, emit: stream.emit };
  const planAll = () =>
    scenarios.length > 0 ? planScenarios(scenarios, signing, flags, io) : planReplay(sources, signing, flags, io);
  try {
    const finished = isLoad(flags)
      ? await replayLoad(sources, signing, { to, tls }, { sending, command, progress })
      : await replayPlan(planAll(), { to, tls }, { sending, stream, progress });
    if (finished === undefined) return EXIT.done;
    progress?.close();
    stream.emit(finished);
    return exitCodeOf(finished, to, io);
  } finally {
    progress?.close();
  }
}

/** Nothing when the plan was only printed. */
async function replayPlan(
  plan: Plan,
  target: Target,
  { sending, stream, progress }: { sending: Sending; stream: EventStream; progress: Progress | undefined },
): Promise<ReplayFinished | undefined> {
  const { flags, io, emit } = sending;
  if (flags.print !== undefined) {
    await printPlan(plan, flags.print, { to: target.to, flags, io, emit });
    return undefined;
  }
  if (flags.dryRun === true) {
    for (const event of plannedEvents(plan, target.to, expectationOf(flags))) emit(event);
    return undefined;
  }

  tellPatience(plan, emit);
  const deliveries = plan.groups.flat();
  const report = flags.junit === undefined ? undefined : await openReport(resolve(io.cwd, flags.junit), stream);
  progress?.start({ deliveries: deliveries.length });
  try {
    return await sendPlan(plan, target, sending);
  } finally {
    await report?.write(deliveries);
  }
}

/** Nothing when the plan was only printed. */
async function replayLoad(
  sources: readonly Source[],
  signing: Signing,
  target: Target,
  { sending, command, progress }: { sending: Sending; command: Command; progress: Progress | undefined },
): Promise<ReplayFinished | undefined> {
  const isCountGiven = command.getOptionValueSource('count') !== 'default';
  const planned = planLoad(sources, signing, { ...sending, isCountGiven });
  if (sending.flags.dryRun === true) {
    tellLoad(planned, target.to, sending);
    return undefined;
  }

  progress?.start(planned.load);
  return sendLoad(planned, target, sending);
}

function withLoadFilter(stream: EventStream): EventStream {
  return { ...stream, subscribe: (reader) => stream.subscribe(createLoadFilter(reader)) };
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

/** A report of what happens from now on. */
async function openReport(path: string, stream: EventStream) {
  await requireReport(path, '--junit');
  const { createJunitReport } = await import('../ui/junit.ts');
  const report = createJunitReport();
  stream.subscribe(report.reader);
  return { write: (planned: readonly Delivery[]) => writeOutput(path, report.xml(planned), '--junit') };
}

/** What the numbers of a run mean for a script. */
function exitCodeOf({ failed, refused }: ReplayFinished, to: URL, io: Io): number {
  if (io.signal.aborted) return interruptedCode(io);
  // Silence outweighs a refusal: while the endpoint does not answer, nothing else is known of it.
  if (failed > 0) throw new CliError('target-unreachable', `No answer from ${to.href}.`);
  return refused > 0 ? EXIT.negative : EXIT.done;
}
