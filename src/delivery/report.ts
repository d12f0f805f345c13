import type { ReplayFinished } from '../events.ts';
import { type Expectation, expectedOf, isTakenByMeta } from './judge.ts';
import type { Outcomes } from './run-plan.ts';

export interface Run {
  readonly ranMs: number;
  /** How many deliveries the plan held. */
  readonly planned: number;
  readonly expectation?: Expectation;
}

/** The numbers of a run. `sent` counts requests, retries included; `ok`, `refused` and `failed` count how each delivery ended. */
export function summarize(outcomes: Outcomes, { ranMs, planned, expectation }: Run): ReplayFinished {
  const attempts = outcomes.flat();
  const endings = outcomes.flatMap((tries) => tries.at(-1) ?? []);
  const answered = endings.filter((ending) => ending.type === 'delivery.answered');
  const times = attempts.flatMap((attempt) => (attempt.type === 'delivery.answered' ? [attempt.tookMs] : []));
  times.sort((a, b) => a - b);

  return {
    type: 'replay.finished',
    sent: attempts.length,
    ok: answered.filter(({ ok }) => ok).length,
    refused: answered.filter(({ ok }) => !ok).length,
    failed: endings.length - answered.length,
    repeatable: endings.length - answered.filter(({ status }) => isTakenByMeta(status)).length,
    ...(planned > endings.length ? { unsent: planned - endings.length } : {}),
    ...expectedOf(expectation),
    bytes: attempts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    maxMs: times.at(-1) ?? 0,
    perSecond: Math.round((attempts.length / Math.max(ranMs, 1)) * 10_000) / 10,
  };
}

/** The smallest time that this share of the sorted times does not exceed; 0 when there are none. */
function percentile(times: readonly number[], percent: number): number {
  return times[Math.ceil((times.length * percent) / 100) - 1] ?? 0;
}
