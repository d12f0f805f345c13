import type { DeliveryAnswered, DeliveryFailed } from '../events.ts';
import type { DeliveryResult } from './deliver.ts';
import { type Expectation, isTakenByMeta, judge } from './judge.ts';
import type { Delivery } from './plan.ts';
import { metasWaitAfter } from './retry-schedule.ts';

export type Attempt = DeliveryAnswered | DeliveryFailed;

/** What is known of an attempt besides its result. */
export interface AttemptFacts extends Pick<Attempt, 'try' | 'virtualMs' | 'realMs' | 'tookMs' | 'lateMs'> {
  readonly to: URL;
  readonly expectation: Expectation;
}

/** What became of one request, as an event: judged, and with what Meta would do next. */
export function toAttempt(
  { n, what, rawBody }: Pick<Delivery, 'n' | 'what' | 'rawBody'>,
  result: DeliveryResult,
  { to, expectation, try: attempt, virtualMs, realMs, tookMs, lateMs }: AttemptFacts,
): Attempt {
  // Property by property: a load makes thousands in a second, and copying them around is the larger part of that.
  const about: Writable<About> = { n, what, to: to.href, sizeBytes: rawBody.byteLength, try: attempt, tookMs };
  if (virtualMs !== undefined) about.virtualMs = virtualMs;
  if (realMs !== undefined) about.realMs = realMs;
  if (lateMs !== undefined) about.lateMs = lateMs;

  if (result.kind === 'failed') {
    const { code, reason } = result;
    const next = code === 'ABORTED' ? {} : { metaRepeatsInMs: metasWaitAfter(attempt) };
    return { type: 'delivery.failed', ...about, code, reason, ...next };
  }
  const { status, answer } = result;
  const judgement = judge({ status, answer, tookMs }, expectation);
  if (isTakenByMeta(status)) return { type: 'delivery.answered', ...about, status, ...judgement };
  return { type: 'delivery.answered', ...about, status, ...judgement, metaRepeatsInMs: metasWaitAfter(attempt) };
}

type About = Omit<DeliveryAnswered, 'type' | 'status' | 'ok' | 'reason' | 'metaRepeatsInMs'>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };
