import type { Expectation } from '../delivery/judge.ts';
import type { Plan } from '../delivery/plan.ts';
import { summarize } from '../delivery/report.ts';
import { type RunOptions, runPlan } from '../delivery/run-plan.ts';
import type { TlsOptions } from '../delivery/tls.ts';
import type { Emit, ReplayFinished } from '../events.ts';
import type { Io } from '../io.ts';
import type { ReplayFlags } from './replay.ts';

export interface Target {
  readonly to: URL;
  readonly tls: TlsOptions | undefined;
}

export interface Sending {
  readonly flags: ReplayFlags;
  readonly io: Io;
  readonly emit: Emit;
}

export async function sendPlan(plan: Plan, target: Target, sending: Sending): Promise<ReplayFinished> {
  const planned = plan.groups.flat().length;
  const isStaged = plan.groups[0]?.[0]?.moment !== undefined;
  const run = isStaged ? (await import('../delivery/run-scenario.ts')).runScenario : runPlan;

  const options = runOptions(target, sending);
  const startedMs = options.clock();
  const outcomes = await run(plan, options);
  return summarize(outcomes, { ranMs: options.clock() - startedMs, planned, expectation: options.expectation });
}

export function runOptions({ to, tls }: Target, { flags, io, emit }: Sending) {
  return {
    to,
    tls,
    timeoutMs: flags.timeout,
    emit,
    clock: io.clock,
    signal: io.signal,
    expectation: expectationOf(flags),
    isFailFast: flags.failFast === true,
  } satisfies RunOptions;
}

export function expectationOf({ expectStatus, expectWithin }: ReplayFlags): Expectation {
  return { status: expectStatus, withinMs: expectWithin };
}
