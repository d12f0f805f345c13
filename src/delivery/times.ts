import type { Times } from '../events.ts';

/** How long things took. */
export interface Latencies {
  readonly record: (ms: number) => void;
  /** All 0 when nothing was recorded. */
  readonly times: () => Times;
}

/** The times that these shares of the answers did not exceed, in percent. */
export function timesOf(percentile: (percent: number) => number, maxMs: number): Times {
  const [p50Ms = 0, p90Ms = 0, p95Ms = 0, p99Ms = 0, p999Ms = 0] = [50, 90, 95, 99, 99.9].map((percent) =>
    roundMs(percentile(percent)),
  );
  return { p50Ms, p90Ms, p95Ms, p99Ms, p999Ms, maxMs: roundMs(maxMs) };
}

/** For what is all kept in any case: exact, and without the histogram, which takes longer to make than one answer to come. */
export function exactLatencies(): Latencies {
  const kept: number[] = [];
  return {
    record: (ms) => void kept.push(ms),
    times: () => {
      const sorted = Float64Array.from(kept).sort();
      // In thousandths, which are whole: 99.9 / 100 of a thousand are more than 999 for a computer.
      const rank = (percent: number) => Math.ceil((percent * 10 * sorted.length) / 1_000);
      const percentile = (percent: number) => sorted[Math.max(0, rank(percent) - 1)] ?? 0;
      return timesOf(percentile, sorted.at(-1) ?? 0);
    },
  };
}

/** As exact as it is worth reading: 0.35, 4.2, 120. */
export function roundMs(ms: number): number {
  const scale = ms < 1 ? 100 : ms < 10 ? 10 : 1;
  return Math.round(ms * scale) / scale;
}
