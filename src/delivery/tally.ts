import type { LoadPace, ReplayFinished } from '../events.ts';
import type { Attempt } from './attempt.ts';
import { type Expectation, expectedOf, isTakenByMeta } from './judge.ts';
import type { Latencies } from './times.ts';

/** The numbers of a run, summed up as it goes: but for the latencies, they take the same memory however much is sent. */
export interface Tally {
  /** One request; `exactMs` where its time is known better than to the millisecond. */
  readonly tried: (attempt: Attempt, exactMs?: number) => void;
  /** What became of a delivery: its last attempt. */
  readonly ended: (attempt: Attempt) => void;
  readonly finished: (run: Run) => ReplayFinished;
}

export interface Run {
  readonly ranMs: number;
  /** How many deliveries the plan held; undefined for one without an end. */
  readonly planned: number | undefined;
  readonly expectation?: Expectation;
  readonly pace?: LoadPace | undefined;
}

export function createTally(latencies: Latencies): Tally {
  const statuses: Record<string, number> = {};
  const errors: Record<string, number> = {};
  const sums = { sent: 0, ok: 0, refused: 0, failed: 0, repeatable: 0, bytes: 0 };

  return {
    tried: (attempt, exactMs = attempt.tookMs) => {
      sums.sent += 1;
      sums.bytes += attempt.sizeBytes;
      if (attempt.type === 'delivery.answered') {
        latencies.record(exactMs);
        statuses[attempt.status] = (statuses[attempt.status] ?? 0) + 1;
      } else {
        errors[attempt.code] = (errors[attempt.code] ?? 0) + 1;
      }
    },
    ended: (attempt) => {
      const isAnswered = attempt.type === 'delivery.answered';
      if (!isAnswered) sums.failed += 1;
      else if (attempt.ok) sums.ok += 1;
      else sums.refused += 1;
      if (!isAnswered || !isTakenByMeta(attempt.status)) sums.repeatable += 1;
    },
    finished: ({ ranMs, planned, expectation, pace }) => {
      const { bytes, ...counts } = sums;
      const unsent = (planned ?? 0) - counts.ok - counts.refused - counts.failed;
      return {
        type: 'replay.finished',
        ...counts,
        ...(unsent > 0 ? { unsent } : {}),
        ...expectedOf(expectation),
        bytes,
        ...latencies.times(),
        perSecond: Math.round((counts.sent / Math.max(ranMs, 1)) * 10_000) / 10,
        statuses,
        errors,
        ...(pace === undefined ? {} : { pace }),
      };
    },
  };
}
