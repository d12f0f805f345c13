/** With the app secret, with the signature that it came with, with the secret of another app, or not at all. */
export type Signed = 'anew' | 'as-it-came' | 'wrongly' | 'not';

export interface DeliveryPlanned {
  readonly type: 'delivery.planned';
  readonly n: number;
  readonly what: string;
  readonly to: string;
  readonly try: number;
  /** On Meta's clock: a retry counts from the first try, a webhook of a scenario from the start. */
  readonly virtualMs: number;
  /** On ours since the start, with `--speed`, and `--interval` as if every answer came at once. */
  readonly realMs: number;
  /** The first of those that start at this same instant. */
  readonly atOnceWith?: number;
  readonly signed: Signed;
  /** There when something else than a mere 200 is. */
  readonly expected?: { readonly status: number; readonly withinMs?: number };
  readonly sizeBytes: number;
  /** Of the body, in hexadecimal: two plans send the same when these are the same. */
  readonly sha256: string;
  /** A planned retry happens only while the answer is not 200. */
  readonly isRetry: boolean;
}

/** What a load is going to do; the deliveries follow. */
export interface LoadPlanned {
  readonly type: 'load.planned';
  readonly to: string;
  /** Webhooks a second; without it the next one leaves as soon as a connection is free. */
  readonly perSecond?: number;
  /** At most so many are on their way at once; without a rate, exactly so many. */
  readonly connections: number;
  /** After it nothing more leaves. */
  readonly durationMs?: number;
  /** Where it is known before. */
  readonly deliveries?: number;
}

interface DeliveryAttempt {
  readonly n: number;
  readonly what: string;
  readonly to: string;
  readonly try: number;
  readonly sizeBytes: number;
  readonly tookMs: number;
  /** On Meta's clock, counted from the first try; there on retries. */
  readonly virtualMs?: number;
  /** On ours, counted from the first try as well; there on retries. */
  readonly realMs?: number;
  /** How late it left, since all connections were busy, in a load with a rate; `tookMs` counts it in. */
  readonly lateMs?: number;
  /** After how long Meta would send it again, on its clock; null when it would give up. There unless Meta takes it for delivered. */
  readonly metaRepeatsInMs?: number | null;
}

export interface DeliveryAnswered extends DeliveryAttempt {
  readonly type: 'delivery.answered';
  readonly status: number;
  readonly ok: boolean;
  /** Why this answer counts as a failure, or is slow. */
  readonly reason?: string;
}

export interface DeliveryFailed extends DeliveryAttempt {
  readonly type: 'delivery.failed';
  readonly code: string;
  readonly reason: string;
}

export interface ReplayFinished {
  readonly type: 'replay.finished';
  readonly sent: number;
  /** Answered as expected, otherwise, and not at all. */
  readonly ok: number;
  readonly refused: number;
  readonly failed: number;
  /** Of all these, how many Meta would send again: the last answer was not 200. */
  readonly repeatable: number;
  /** Planned and not sent, since `--fail-fast` or the user ended it; there when there are some. */
  readonly unsent?: number;
  /** There when something else than a mere 200 was expected. */
  readonly expected?: { readonly status: number; readonly withinMs?: number };
  readonly bytes: number;
  /** Of the answers: until status and headers were there, in a load with a rate from when the webhook was due. */
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly perSecond: number;
  /** How many answers had which status, and how many requests had none, by the code of what went wrong. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** There for a load with a rate. */
  readonly pace?: LoadPace;
}

/** Whether the endpoint kept up with the rate. */
export interface LoadPace {
  readonly perSecond: number;
  readonly connections: number;
  /** How many left late, since each connection was busy when they were due; how many of them waited at once, and how long. */
  readonly waited: number;
  readonly mostWaiting: number;
  readonly maxLateMs: number;
  /** The endpoint's own time, from when a webhook left to its answer. */
  readonly service: Times;
}

export interface Times {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}
