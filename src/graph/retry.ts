import type { GraphError } from './graph-error.ts';

export interface Patience {
  /** Tries in all. */
  readonly tries: number;
  readonly firstWaitMs: number;
  /** Nobody sits before a terminal for longer than that. */
  readonly longestWaitMs: number;
}

export const PATIENCE: Patience = { tries: 4, firstWaitMs: 1_000, longestWaitMs: 60_000 };

/**
 * PURE: how long to wait before asking again; undefined when that is of no use, or Meta wants to be left alone for longer than a
 * person waits. Doubling and spread, so that many clients do not come back at the same moment; Meta's own hint beats it.
 */
export function retryWaitMs(
  error: GraphError,
  triesMade: number,
  patience: Patience,
  random: () => number,
): number | undefined {
  if (!error.isPassing || triesMade >= patience.tries) return undefined;
  const ownMs = Math.round(patience.firstWaitMs * 2 ** (triesMade - 1) * (0.75 + random() / 2));
  const waitMs = error.waitMs === undefined ? ownMs : Math.max(error.waitMs, ownMs);
  return waitMs > patience.longestWaitMs ? undefined : waitMs;
}
