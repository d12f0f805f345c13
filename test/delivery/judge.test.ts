import { describe, expect, it } from 'vitest';
import { isTakenByMeta, judge } from '../../src/delivery/judge.ts';

describe('judge', () => {
  it.each([
    [200, 10, { status: 200 }, true, undefined],
    [200, 1_001, { status: 200 }, true, /slower than 1 s/],
    [201, 10, { status: 200 }, false, /Meta documents 200/],
    [500, 10, { status: 200 }, false, undefined],
    [401, 10, { status: 401 }, true, undefined],
    [200, 10, { status: 401 }, false, /401 was expected/],
    [200, 500, { status: 200, withinMs: 500 }, true, undefined],
    [200, 501, { status: 200, withinMs: 500 }, false, /slower than the 500 ms of --expect-within/],
    [500, 501, { status: 200, withinMs: 500 }, false, undefined],
    [404, 501, { status: 200, withinMs: 500 }, false, /nothing is at this path/],
  ])('takes %i after %i ms, where %j is expected, for ok: %s', (status, tookMs, expectation, ok, reason) => {
    const judgement = judge({ status, tookMs }, expectation);
    expect(judgement.ok).toBe(ok);
    if (reason === undefined) expect(judgement).not.toHaveProperty('reason');
    else expect(judgement.reason).toMatch(reason);
  });
});

describe('isTakenByMeta', () => {
  it('takes 200 and nothing else', () => {
    expect([200, 201, 204, 302, 401, 500].filter(isTakenByMeta)).toEqual([200]);
  });
});
