import type { TunnelCode } from './provider.ts';

export interface RetryTiming {
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A host keeps a name for a second after its last connection closed; asked earlier it gives another one. */
  readonly nameReleaseMs: number;
}

/** How long to wait after so many failures in a row: doubling, up to a limit, spread over its upper half. */
export function retryWaitMs(
  failures: number,
  code: TunnelCode | undefined,
  timing: RetryTiming,
  random: () => number,
): number {
  const longestMs = Math.min(timing.firstWaitMs * 2 ** failures, timing.longestWaitMs);
  const waitMs = Math.round(longestMs * (0.5 + random() / 2));
  const mustReleaseName = code === 'name-taken' || code === 'probe-failed';
  return mustReleaseName ? Math.max(waitMs, timing.nameReleaseMs) : waitMs;
}
