import { expect, it } from 'vitest';
import { retryWaitMs } from '../../src/tunnel/retry-wait.ts';

const timing = { firstWaitMs: 300, longestWaitMs: 30_000, nameReleaseMs: 1_200 };

it('doubles up to the limit', () => {
  const waits = [0, 1, 2, 3, 6, 7, 2_000].map((failures) => retryWaitMs(failures, 'refused', timing, () => 1));
  expect(waits).toEqual([300, 600, 1_200, 2_400, 19_200, 30_000, 30_000]);
});

it('spreads the waits over their upper half', () => {
  expect(retryWaitMs(1, 'refused', timing, () => 0)).toBe(300);
  expect(retryWaitMs(1, 'refused', timing, () => 0.5)).toBe(450);
});

it.each(['name-taken', 'probe-failed'] as const)('gives the host time to release the name after "%s"', (code) => {
  expect(retryWaitMs(0, code, timing, () => 0)).toBe(1_200);
  expect(retryWaitMs(7, code, timing, () => 0)).toBe(15_000);
});
