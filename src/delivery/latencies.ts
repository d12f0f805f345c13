// The whole package carries WebAssembly and a compressor that nobody here needs.
import histogramModule from 'hdr-histogram-js/dist/Int32Histogram.js';
import type { Times } from '../events.ts';

/** CommonJS: some loaders give the class itself, others what holds it. */
const Histogram = 'default' in histogramModule ? histogramModule.default : histogramModule;

/** How long things took, in memory that does not grow with their number. */
export interface Latencies {
  readonly record: (ms: number) => void;
  /** All 0 when nothing was recorded. */
  readonly times: () => Times;
}

/** Counted in microseconds, with three exact digits, up to an hour: longer than any answer is waited for. */
const MAX_US = 3_600_000_000;
const DIGITS = 3;

export function createLatencies(): Latencies {
  const histogram = new Histogram(1, MAX_US, DIGITS);
  let maxMs = 0;

  /** The time that this share of the answers did not exceed. Never above the longest, which is known exactly. */
  const percentile = (percent: number) =>
    histogram.totalCount === 0 ? 0 : roundMs(Math.min(histogram.getValueAtPercentile(percent) / 1_000, maxMs));

  return {
    record: (ms) => {
      histogram.recordValue(Math.min(Math.max(Math.round(ms * 1_000), 0), MAX_US));
      maxMs = Math.max(maxMs, ms);
    },
    times: () => ({
      p50Ms: percentile(50),
      p90Ms: percentile(90),
      p95Ms: percentile(95),
      p99Ms: percentile(99),
      p999Ms: percentile(99.9),
      maxMs: roundMs(maxMs),
    }),
  };
}

/** As exact as it is worth reading: 0.35, 4.2, 120. */
export function roundMs(ms: number): number {
  const scale = ms < 1 ? 100 : ms < 10 ? 10 : 1;
  return Math.round(ms * scale) / scale;
}
