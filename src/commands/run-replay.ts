import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { type Composed, compose, type Source } from '../delivery/compose.ts';
import type { Expectation } from '../delivery/judge.ts';
import { type Plan, type PlannedBody, planDeliveries, plannedEvents, type Signing } from '../delivery/plan.ts';
import { type Printed, printBody, printCurl, printHttp } from '../delivery/print.ts';
import { summarize } from '../delivery/report.ts';
import { CliError, type ErrorCode, EXIT } from '../errors.ts';
import { createEventStream, type Emit } from '../events.ts';
import { type Io, interruptedCode } from '../io.ts';
import { chooseScreen, openScreen } from '../ui/screen.ts';
import { createFresheners } from '../webhook/freshen.ts';
import type { ReplayFlags } from './replay.ts';
import { readSources } from './replay-sources.ts';
import { findTarget } from './replay-target.ts';
import { readAppSecret } from './secrets.ts';

/** Where a plan that is only printed would go when nothing else is said. */
const EXAMPLE_TARGET = new URL('http://127.0.0.1:8090/webhook');

/** Signs when no secret is given, so that a first try carries signatures like a real one. Not a secret. */
const TEST_SECRET = 'wa-webhook-test-secret';

/** What Meta sends at most ("Webhooks" overview, 2025-12-02). */
const MAX_BYTES = 3 * 1024 * 1024;

/** A plan of so few requests ends before optimised WebAssembly pays. */
const SHORT_PLAN = 20;

/** Plans what to send, then prints the plan or acts on it. Answers with the exit code. */
export async function runReplay(what: readonly string[], command: Command, io: Io): Promise<number> {
  const flags = command.opts<ReplayFlags>();
  const stream = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });

  checkSize(flags);
  const isSent = flags.print === undefined && flags.dryRun !== true;
  const to = await findTarget(flags, io, isSent ? undefined : EXAMPLE_TARGET);
  const signing = await chooseSigning(command, io, stream.emit);
  const plan = makePlan(await readSources(what, io), signing, flags, io);

  if (flags.print !== undefined) return print(plan, flags.print, to, io);
  if (flags.dryRun === true) {
    for (const event of plannedEvents(plan, to)) stream.emit(event);
    return EXIT.done;
  }
  return send(plan, to, flags, io, stream.emit);
}

function checkSize(flags: ReplayFlags): void {
  if (flags.size !== undefined && flags.size > MAX_BYTES && flags.oversize !== true) {
    throw new CliError('wrong-usage', `--size is ${flags.size} bytes; Meta sends ${MAX_BYTES} (3mb) at most.`, {
      hint: 'Add --oversize to send more all the same.',
    });
  }
}

async function chooseSigning(command: Command, io: Io, emit: Emit): Promise<Signing> {
  const { signature, badSignature } = command.opts<ReplayFlags>();
  if (!signature) return { kind: 'none' };

  const given = await readAppSecret(command, io, emit);
  if (given === undefined) {
    const note = `none is given, so "${TEST_SECRET}" signs; give your app's with --app-secret-file or WA_WEBHOOK_APP_SECRET`;
    emit({ type: 'setting.noted', setting: 'the app secret', note });
  }
  return { kind: badSignature === true ? 'wrong' : 'right', appSecret: given ?? TEST_SECRET };
}

function makePlan(sources: readonly Source[], signing: Signing, flags: ReplayFlags, io: Io): Plan {
  const freshenerOf = createFresheners({ nowSeconds: Math.floor(io.now().getTime() / 1000), random: io.random });
  const options = {
    identity: flags.identity,
    escaping: flags.escape,
    sizeBytes: flags.size,
    maxBytes: flags.oversize === true ? Number.POSITIVE_INFINITY : MAX_BYTES,
  };
  return planDeliveries({
    bodies: sources.map((source) => {
      const freshen = flags.verbatim === true ? undefined : freshenerOf(source.what);
      return orThrow(source.what, compose(source, { ...options, freshen }));
    }),
    signing,
    duplicates: flags.duplicates,
    isConcurrent: flags.concurrent === true,
    retryForMs: flags.retry === true ? flags.retryFor : 0,
    speed: flags.speed,
    extraHeaders: flags.header ?? [],
  });
}

const COMPOSE_FAULTS = {
  'not-json': { code: 'input-not-json', problem: 'is not JSON', hint: undefined },
  'too-large': {
    code: 'input-too-large',
    problem: 'is too large',
    hint: 'Meta sends 3 MiB at most; --oversize sends more.',
  },
  'too-deep': {
    code: 'input-unreadable',
    problem: 'cannot be sent',
    hint: 'One line with --verbatim is sent byte for byte.',
  },
  'cannot-grow': {
    code: 'wrong-usage',
    problem: 'cannot be made of that size',
    hint: 'Choose another --size or fixture.',
  },
} as const satisfies Record<string, { code: ErrorCode; problem: string; hint: string | undefined }>;

function orThrow(what: string, composed: Composed): PlannedBody {
  if (composed.ok) return composed.planned;
  const { code, problem, hint } = COMPOSE_FAULTS[composed.fault];
  // What is wrong with the JSON is a sentence of its own, about "The body".
  const sentence =
    composed.fault === 'not-json'
      ? composed.reason.replace(/^The body/, () => what)
      : `${what} ${problem}: ${composed.reason}.`.replace(/\.\.$/, '.');
  throw new CliError(code, sentence, hint === undefined ? {} : { hint });
}

const printers = { body: printBody, http: printHttp, curl: printCurl } satisfies Record<
  NonNullable<ReplayFlags['print']>,
  (delivery: Plan['groups'][number][number], to: URL) => Printed
>;

/** One body is printed to the byte, for a file or a pipe; several are kept apart by a newline. */
function print(plan: Plan, form: NonNullable<ReplayFlags['print']>, to: URL, io: Io): number {
  const printed = plan.groups.flat().map((delivery) => printers[form](delivery, to));
  const texts = printed.map((each) => {
    if (each.ok) return each.text;
    throw new CliError('input-too-large', `${each.reason}.`, {
      hint: 'Use --print body > FILE and curl --data-binary @FILE.',
    });
  });
  const isExact = texts.length === 1 && form !== 'curl';
  io.stdout.write(isExact ? texts.join('') : texts.map((text) => `${text}\n`).join(''));
  return EXIT.done;
}

async function send(plan: Plan, to: URL, flags: ReplayFlags, io: Io, emit: Emit): Promise<number> {
  // undici's parser is WebAssembly; waiting for its optimised form doubles the life of a one-request process.
  if (plan.groups.flat().length * (plan.retryTimesMs.length + 1) <= SHORT_PLAN) setFlagsFromString('--liftoff-only');
  const { runPlan } = await import('../delivery/run-plan.ts');

  const startedMs = io.clock();
  const expectation: Expectation = { status: flags.expectStatus, withinMs: flags.expectWithin };
  const outcomes = await runPlan(plan, {
    to,
    timeoutMs: flags.timeout,
    emit,
    clock: io.clock,
    signal: io.signal,
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
