// The whole package carries WebAssembly and a compressor that nobody here needs.
import histogramModule from 'hdr-histogram-js/dist/Int32Histogram.js';
import { type Latencies, timesOf } from './times.ts';

/** CommonJS: some loaders give the class itself, others what holds it. */
const Histogram = 'default' in histogramModule ? histogramModule.default : histogramModule;

/** Counted in microseconds, with three exact digits, up to an hour: longer than any answer is waited for. */
const MAX_US = 3_600_000_000;
const DIGITS = 3;

/** In memory that does not grow with their number. */
export function createLatencies(): Latencies {
  const histogram = new Histogram(1, MAX_US, DIGITS);
  let maxMs = 0;

  /** The time that this share of the answers did not exceed. Never above the longest, which is known exactly. */
  const percentile = (percent: number) =>
    histogram.totalCount === 0 ? 0 : Math.min(histogram.getValueAtPercentile(percent) / 1_000, maxMs);

  return {
    record: (ms) => {
      histogram.recordValue(Math.min(Math.max(Math.round(ms * 1_000), 0), MAX_US));
      maxMs = Math.max(maxMs, ms);
    },
    times: () => timesOf(percentile, maxMs),
  };
}
