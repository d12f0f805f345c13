import { describe, expect, it } from 'vitest';
import { proveUrl, watchUrl } from '../../src/tunnel/check-url.ts';
import type { ProbeResult } from '../../src/tunnel/probe.ts';

const url = new URL('https://otter.example/webhook');
const OK: ProbeResult = { ok: true, tookMs: 1 };
const MISS: ProbeResult = { ok: false, reason: 'The public URL answers 502.' };

/** Gives these answers one after the other, and ends the test's wait behind the last. */
function scripted(answers: readonly ProbeResult[]) {
  const stop = new AbortController();
  let asked = 0;
  const probe = async () => {
    const answer = answers[asked];
    asked += 1;
    if (asked >= answers.length) stop.abort();
    return answer ?? OK;
  };
  return { probe, asked: () => asked, signal: stop.signal };
}

describe('watchUrl', () => {
  const timing = { beatMs: 1, missPauseMs: 1 };

  it('lets one miss pass, also every other time', async () => {
    const { probe, asked, signal } = scripted([OK, MISS, OK, MISS, OK, OK]);
    const options = { probe, url, timing, random: Math.random, lastArrivalMs: () => undefined, signal };

    expect(await watchUrl(options)).toBeUndefined();
    expect(asked()).toBe(6);
  });

  it('settles with the reason of the second miss in a row', async () => {
    const { probe, asked } = scripted([OK, MISS, MISS, OK, OK, OK]);
    const { signal } = new AbortController();
    const options = { probe, url, timing, random: Math.random, lastArrivalMs: () => undefined, signal };

    expect(await watchUrl(options)).toEqual({
      code: 'probe-failed',
      reason: 'Two checks failed: The public URL answers 502.',
    });
    expect(asked()).toBe(3);
  });

  it('asks nothing while webhooks come in', async () => {
    const { probe, asked, signal } = scripted([MISS]);
    let looks = 0;
    const lastArrivalMs = () => {
      looks += 1;
      return looks < 20 ? performance.now() + 1 : undefined;
    };
    await watchUrl({ probe, url, timing, random: Math.random, lastArrivalMs, signal });

    expect({ looks, asked: asked() }).toEqual({ looks: 20, asked: 1 });
  });
});

describe('proveUrl', () => {
  it('gives a URL as long as its provider says, and three tries at least', async () => {
    const { signal } = new AbortController();
    const late = scripted([...Array(5).fill(MISS), OK]);
    const options = { url, settleMs: 0, signal };
    expect(await proveUrl({ ...options, probe: late.probe, proveForMs: 60_000 })).toBeUndefined();

    const never = scripted(Array(9).fill(MISS));
    expect(await proveUrl({ ...options, probe: never.probe, proveForMs: 0 })).toMatchObject({ reason: MISS.reason });
    expect(never.asked()).toBe(3);
  });
});
