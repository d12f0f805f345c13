import { pause } from '../deadline.ts';
import type { Emit } from '../events.ts';
import { type Attempt, toAttempt } from './attempt.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import { type Expectation, isTakenByMeta, METAS_EXPECTATION } from './judge.ts';
import type { Delivery, Plan } from './plan.ts';
import type { TlsOptions } from './tls.ts';

export interface RunOptions {
  readonly to: URL;
  readonly timeoutMs: number;
  readonly emit: Emit;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly tls?: TlsOptions | undefined;
  /** What Meta expects, when left out. */
  readonly expectation?: Expectation;
  /** No further group is started once a delivery ended otherwise than expected. */
  readonly isFailFast?: boolean;
}

/** Each delivery's attempts, in order; the last one is what became of it. */
export type Outcomes = readonly (readonly Attempt[])[];

/** Sends what is planned: group after group, a group's deliveries at once, each one again while the answer is not 200. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Outcomes> {
  const widest = plan.groups.reduce((most, group) => Math.max(most, group.length), 1);
  const deliverer = createDeliverer({ ...options, connections: widest });
  const outcomes: Attempt[][] = [];

  try {
    for (const [index, group] of plan.groups.entries()) {
      if (index > 0 && plan.intervalMs > 0) await pause(plan.intervalMs, options.signal);
      if (options.signal.aborted) break;
      const ended = await Promise.all(group.map((delivery) => deliverUntilTaken(delivery, plan, deliverer, options)));
      outcomes.push(...ended);
      if (options.isFailFast === true && !ended.every(isEndedWell)) break;
    }
    return outcomes;
  } finally {
    await deliverer.close();
  }
}

export function isEndedWell(attempts: readonly Attempt[]): boolean {
  const last = attempts.at(-1);
  return last?.type === 'delivery.answered' && last.ok;
}

/** Once, and again as the plan has it while the answer is not 200. */
export async function deliverUntilTaken(
  delivery: Delivery,
  { retryTimesMs, speed }: Plan,
  deliverer: Deliverer,
  options: RunOptions,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const startedMs = options.clock();

  for (const [retry, virtualMs] of [0, ...retryTimesMs].entries()) {
    await pause(virtualMs / speed - (options.clock() - startedMs), options.signal);
    if (options.signal.aborted) return attempts;

    const since = { virtualMs, realMs: Math.round(options.clock() - startedMs) };
    const attempt = await deliverOnce(delivery, { try: retry + 1, ...(retry > 0 ? since : {}) }, deliverer, options);
    attempts.push(attempt);
    options.emit(attempt);
    if (attempt.type === 'delivery.answered' && (isTakenByMeta(attempt.status) || attempt.ok)) return attempts;
  }
  return attempts;
}

async function deliverOnce(
  { n, what, rawBody, headers }: Delivery,
  attempt: Pick<Attempt, 'try' | 'virtualMs' | 'realMs'>,
  deliverer: Deliverer,
  { to, signal, expectation = METAS_EXPECTATION }: RunOptions,
): Promise<Attempt> {
  const path = `${to.pathname}${to.search}`;
  const result = await deliverer.deliver({ method: 'POST', path, headers, rawBody, signal });
  return toAttempt({ n, what, rawBody }, result, { to, expectation, ...attempt, tookMs: result.tookMs });
}
