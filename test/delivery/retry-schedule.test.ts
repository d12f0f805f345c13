import { describe, expect, it } from 'vitest';
import { metasWaitAfter, retryTimes } from '../../src/delivery/retry-schedule.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('retryTimes', () => {
  it('starts at once, goes on with decreasing frequency and ends within seven days', () => {
    const times = retryTimes(7 * DAY);
    expect(times.slice(0, 5)).toEqual([0, MINUTE, 6 * MINUTE, 21 * MINUTE, 81 * MINUTE]);

    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect([...gaps].sort((a, b) => a - b)).toEqual(gaps);
    expect(times.at(-1)).toBeLessThanOrEqual(7 * DAY);
    expect(times.at(-1)).toBeGreaterThan(6 * DAY);
  });

  it('keeps to a shorter time', () => {
    expect(retryTimes(10 * MINUTE)).toEqual([0, MINUTE, 6 * MINUTE]);
    expect(retryTimes(0)).toEqual([0]);
  });
});

describe('metasWaitAfter', () => {
  it('is the gap to the next try, and nothing after the last one', () => {
    expect([1, 2, 3, 4].map(metasWaitAfter)).toEqual([0, MINUTE, 5 * MINUTE, 15 * MINUTE]);
    const tries = retryTimes(7 * DAY).length + 1;
    expect([tries - 1, tries, tries + 1].map(metasWaitAfter)).toEqual([DAY, null, null]);
  });
});
