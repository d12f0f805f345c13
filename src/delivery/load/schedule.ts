/** How a load is paced. */
export interface LoadOptions {
  /** Webhooks a second, whatever the answers do; undefined sends the next one as soon as a connection is free. */
  readonly perSecond: number | undefined;
  /** At most so many are on their way at once. */
  readonly connections: number;
  /** After it nothing more leaves. */
  readonly durationMs: number | undefined;
  /** How many there are; undefined when there is no end of them. */
  readonly deliveries: number | undefined;
}

/** One delivery's place in time. */
export interface Turn {
  /** In milliseconds since the start; there with a rate. */
  readonly dueMs?: number;
}

export interface Schedule {
  /** The next turn, for a connection that is free now while the others are busy, or not; undefined when there is none any more. */
  readonly take: (nowMs: number, areOthersBusy: boolean) => Turn | undefined;
  /** How many turns there are in all, where that is known. */
  readonly planned: number | undefined;
  readonly backlog: () => Backlog;
}

/** How far behind the rate a load was. */
export interface Backlog {
  /** Turns that found no free connection when they were due. */
  readonly waited: number;
  /** The most of them at once. */
  readonly mostWaiting: number;
}

/** Timers are no finer: what is later by less was not kept waiting by a connection. */
const GRAIN_MS = 1;

/**
 * With a rate, turn n is due n intervals after the start and stays so however late it is taken: a slow answer makes
 * the next ones late, and whoever measures from `dueMs` sees it (an open loop, without coordinated omission). A free
 * connection takes its turn in advance and waits for it, so that a turn is taken late only when all were busy.
 */
export function createSchedule({ perSecond, durationMs, deliveries }: Omit<LoadOptions, 'connections'>): Schedule {
  const planned = countTurns({ perSecond, durationMs, deliveries });
  let taken = 0;
  let waited = 0;
  let mostWaiting = 0;

  return {
    planned,
    backlog: () => ({ waited, mostWaiting }),
    take: (nowMs, areOthersBusy) => {
      if (taken >= (planned ?? Number.POSITIVE_INFINITY) || nowMs >= (durationMs ?? Number.POSITIVE_INFINITY)) return;

      const turn = taken;
      taken += 1;
      if (perSecond === undefined) return {};
      const dueMs = (turn * 1_000) / perSecond;
      // Late without that is this machine's doing, as in the first moments of a run.
      if (areOthersBusy && nowMs - dueMs > GRAIN_MS) {
        waited += 1;
        const dueByNow = least(dueBefore(nowMs, perSecond), planned) ?? 0;
        mostWaiting = Math.max(mostWaiting, dueByNow - turn);
      }
      return { dueMs };
    },
  };
}

/** How many deliveries a load has, where that is known before. */
export function countTurns({
  perSecond,
  durationMs,
  deliveries,
}: Omit<LoadOptions, 'connections'>): number | undefined {
  const due = perSecond === undefined || durationMs === undefined ? undefined : dueBefore(durationMs, perSecond);
  return least(deliveries, due);
}

/** How many turns of a rate are due before this moment. */
function dueBefore(ms: number, perSecond: number): number {
  return Math.ceil((ms * perSecond) / 1_000);
}

function least(...numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
