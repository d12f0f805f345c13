import { pause } from '../deadline.ts';
import type { DeliveryAnswered, DeliveryFailed, Emit } from '../events.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import type { Delivery, Plan } from './plan.ts';

export type Attempt = DeliveryAnswered | DeliveryFailed;

export interface RunOptions {
  readonly to: URL;
  readonly timeoutMs: number;
  readonly emit: Emit;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/** Each delivery's attempts, in order; the last one is what became of it. */
export type Outcomes = readonly (readonly Attempt[])[];

/** Meta's documented bound: less than 1 % of the answers above one second ("Throughput"). */
export const SLOW_MS = 1_000;

/** Sends what is planned: group after group, a group's deliveries at once, each one again while the answer is not 200. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Outcomes> {
  const widest = Math.max(1, ...plan.groups.map((group) => group.length));
  const deliverer = createDeliverer({ ...options, connections: widest });
  const outcomes: Attempt[][] = [];

  try {
    for (const group of plan.groups) {
      if (options.signal.aborted) break;
      outcomes.push(
        ...(await Promise.all(group.map((delivery) => deliverUntilTaken(delivery, plan, deliverer, options)))),
      );
    }
    return outcomes;
  } finally {
    await deliverer.close();
  }
}

async function deliverUntilTaken(
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

    const attempt = await deliverOnce(delivery, retry + 1, virtualMs, deliverer, options);
    attempts.push(attempt);
    options.emit(attempt);
    if (attempt.type === 'delivery.answered' && attempt.status === 200) return attempts;
  }
  return attempts;
}

async function deliverOnce(
  { n, what, rawBody, headers }: Delivery,
  attempt: number,
  virtualMs: number,
  deliverer: Deliverer,
  { to, signal }: RunOptions,
): Promise<Attempt> {
  const path = `${to.pathname}${to.search}`;
  const result = await deliverer.deliver({ method: 'POST', path, headers, rawBody, signal });
  const about = {
    n,
    what,
    to: to.href,
    try: attempt,
    sizeBytes: rawBody.byteLength,
    tookMs: result.tookMs,
    ...(attempt > 1 ? { virtualMs } : {}),
  };

  if (result.kind === 'failed') return { type: 'delivery.failed', ...about, code: result.code, reason: result.reason };
  const { status, tookMs } = result;
  const reason =
    answerFault(status) ?? (tookMs > SLOW_MS ? 'slower than 1 s, which Meta asks for in 99 % of answers' : undefined);
  return {
    type: 'delivery.answered',
    ...about,
    status,
    ok: status === 200,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Why Meta takes this answer for a failure: only 200 counts ("Webhooks" overview, 2025-12-02). */
function answerFault(status: number): string | undefined {
  if (status === 200) return undefined;
  if (status < 300) return 'Meta documents 200; any other 2xx counts as a failure and is delivered again';
  if (status < 400) return 'Meta does not follow redirects';
  return STATUS_FAULTS[status];
}

const STATUS_FAULTS: Readonly<Record<number, string>> = {
  401: 'the endpoint did not accept the signature: is --app-secret the one that it checks with?',
  403: 'the endpoint forbids it: often a CSRF or login check on the webhook route',
  404: 'nothing is at this path: check the URL after --to',
  405: 'the endpoint takes no POST at this path',
  413: 'the body is too large for it: Meta sends up to 3 MB',
  415: 'it does not take Content-Type application/json',
  502: 'a proxy stands there, the app behind it is down',
};
