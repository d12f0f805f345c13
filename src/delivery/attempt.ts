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
  { to, expectation, ...facts }: AttemptFacts,
): Attempt {
  const about = { n, what, to: to.href, sizeBytes: rawBody.byteLength, ...facts };
  const isTaken = result.kind === 'answered' && isTakenByMeta(result.status);
  const isStopped = result.kind === 'failed' && result.code === 'ABORTED';
  const next = isTaken || isStopped ? {} : { metaRepeatsInMs: metasWaitAfter(facts.try) };

  if (result.kind === 'failed') {
    return { type: 'delivery.failed', ...about, code: result.code, reason: result.reason, ...next };
  }
  const { status, answer } = result;
  const judgement = judge({ status, answer, tookMs: facts.tookMs }, expectation);
  return { type: 'delivery.answered', ...about, status, ...judgement, ...next };
}
