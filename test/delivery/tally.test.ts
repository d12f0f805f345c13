import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/delivery/attempt.ts';
import { createLatencies } from '../../src/delivery/latencies.ts';
import { createTally } from '../../src/delivery/tally.ts';
import { exactLatencies, roundMs } from '../../src/delivery/times.ts';

const about = { n: 1, what: 'a', to: 'x', try: 1, sizeBytes: 10, tookMs: 5 };
const answered = (status: number): Attempt => ({ type: 'delivery.answered', ...about, status, ok: status === 200 });
const failed = (code: string): Attempt => ({ type: 'delivery.failed', ...about, code, reason: code });

describe('createTally', () => {
  it('counts how deliveries ended, and every request by its kind', () => {
    const tally = createTally(exactLatencies());
    for (const attempt of [answered(500), answered(200), failed('ECONNREFUSED'), failed('TIMEOUT')])
      tally.tried(attempt);
    for (const attempt of [answered(200), failed('ECONNREFUSED'), failed('TIMEOUT')]) tally.ended(attempt);
    expect(tally.finished({ ranMs: 1_000, planned: 5 })).toMatchObject({
      sent: 4,
      ok: 1,
      refused: 0,
      failed: 2,
      repeatable: 2,
      unsent: 2,
      bytes: 40,
      perSecond: 4,
      statuses: { '200': 1, '500': 1 },
      errors: { ECONNREFUSED: 1, TIMEOUT: 1 },
    });
  });

  it('tells nothing of what was not sent when there is no end', () => {
    expect(createTally(exactLatencies()).finished({ ranMs: 1, planned: undefined })).not.toHaveProperty('unsent');
  });
});

describe('createLatencies', () => {
  it('gives the shares within a thousandth, and the longest exactly', () => {
    const latencies = createLatencies();
    for (let ms = 1; ms <= 10_000; ms += 1) latencies.record(ms);
    const times = latencies.times();
    for (const [share, expected] of [
      [times.p50Ms, 5_000],
      [times.p90Ms, 9_000],
      [times.p99Ms, 9_900],
      [times.p999Ms, 9_990],
    ] as const) {
      expect(Math.abs(share - expected)).toBeLessThanOrEqual(expected / 1_000);
    }
    expect(times.maxMs).toBe(10_000);
  });

  it('knows of nothing and of very long', () => {
    expect(createLatencies().times()).toEqual({ p50Ms: 0, p90Ms: 0, p95Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 });
    const long = createLatencies();
    long.record(86_400_000);
    expect(long.times().maxMs).toBe(86_400_000);
  });

  it.each([0, 1, 2, 3, 7, 1_000])('agrees with the exact ones on %i times', (count) => {
    const [counted, exact] = [createLatencies(), exactLatencies()];
    for (let n = 0; n < count; n += 1) for (const each of [counted, exact]) each.record((n * 37) % 1_000);
    expect(exact.times()).toEqual(counted.times());
  });

  it('is as exact as it is worth reading', () => {
    expect([0.0442, 4.449, 44.49, 4449.3].map(roundMs)).toEqual([0.04, 4.4, 44, 4449]);
  });
});
