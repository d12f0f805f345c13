import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createDeferred } from '../../src/tunnel/deferred.ts';
import type { ProbeResult } from '../../src/tunnel/probe.ts';
import { TunnelError, type TunnelProvider } from '../../src/tunnel/provider.ts';
import { eventually } from '../support/eventually.ts';
import { scriptedProvider } from '../support/scripted-provider.ts';
import { QUICK_TIMING, supervise as superviseQuickly } from '../support/supervise.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('superviseTunnel', () => {
  it('opens, proves and tells the URL with its path, and the notices once', async () => {
    const provider = scriptedProvider(['one', 'one']);
    const probed: string[] = [];
    const { events, tunnel } = supervise({
      provider,
      probe: async (url) => {
        probed.push(url.href);
        return { ok: true, tookMs: 1 };
      },
    });

    expect(await tunnel.firstOutcome).toEqual({ ok: true, url: 'https://one.example/webhook' });
    expect(tunnel.currentUrl()).toBe('https://one.example/webhook');
    expect(probed).toEqual(['https://one.example/webhook']);

    provider.end(0, 'The host is gone.');
    await eventually(() => expect(provider.wanted).toEqual([undefined, 'one']));
    await eventually(() => expect(events.at(-1)).toMatchObject({ type: 'tunnel.opened' }));
    expect(events).toEqual([
      { type: 'tunnel.opening', provider: 'scripted', attempt: 1 },
      { type: 'tunnel.proving', provider: 'scripted', url: 'https://one.example/webhook' },
      { type: 'tunnel.opened', provider: 'scripted', url: 'https://one.example/webhook', notices: ['Know this.'] },
      {
        type: 'tunnel.lost',
        provider: 'scripted',
        url: 'https://one.example/webhook',
        reason: 'The host is gone.',
        upMs: expect.any(Number),
      },
      { type: 'tunnel.opening', provider: 'scripted', attempt: 1 },
      { type: 'tunnel.proving', provider: 'scripted', url: 'https://one.example/webhook' },
      {
        type: 'tunnel.opened',
        provider: 'scripted',
        url: 'https://one.example/webhook',
        downMs: expect.any(Number),
        notices: [],
      },
    ]);
  });

  it('tells the URL that Meta still has when it changed', async () => {
    const provider = scriptedProvider(['one', taken(), 'two']);
    const { events, tunnel } = supervise({ provider, timing: { ...QUICK_TIMING, keepNameMs: 0 } });
    await tunnel.firstOutcome;

    provider.end(0, 'The host is gone.');

    await eventually(() => expect(tunnel.currentUrl()).toBe('https://two.example/webhook'));
    expect(provider.wanted).toEqual([undefined, 'one', undefined]);
    expect(events.at(-1)).toMatchObject({ type: 'tunnel.opened', previousUrl: 'https://one.example/webhook' });
  });

  it('never gives up a name that was asked for', async () => {
    const provider = scriptedProvider([taken(), taken(), taken(), 'mine']);
    const { events, tunnel } = supervise({
      provider,
      context: { wantedName: 'mine' },
      timing: { ...QUICK_TIMING, keepNameMs: 0 },
    });

    expect(await tunnel.firstOutcome).toEqual({ ok: false, code: 'name-taken', reason: 'The name is taken.' });
    await eventually(() => expect(tunnel.currentUrl()).toBe('https://mine.example/webhook'));
    expect(provider.wanted).toEqual(['mine', 'mine', 'mine', 'mine']);
    expect(events.filter(({ type }) => type === 'tunnel.failed')).toHaveLength(1);
  });

  it('tells the same failure once, and again when the reason changes', async () => {
    const down = new TunnelError('refused', 'The tunnel host refused the connection.');
    const broken = new TunnelError('bad-answer', 'The tunnel host answered 500.');
    const provider = scriptedProvider([down, down, down, broken, broken, down, 'one']);
    const { events, tunnel } = supervise({ provider });

    await eventually(() => expect(tunnel.currentUrl()).toBeDefined());

    expect(events).toMatchObject([
      { type: 'tunnel.opening', attempt: 1 },
      { type: 'tunnel.failed', code: 'refused', reason: down.message, retryInMs: 5 },
      { type: 'tunnel.opening', attempt: 2 },
      { type: 'tunnel.failed', code: 'bad-answer', retryInMs: 40 },
      { type: 'tunnel.opening', attempt: 5 },
      { type: 'tunnel.failed', code: 'refused', retryInMs: 40 },
      { type: 'tunnel.opening', attempt: 7 },
      { type: 'tunnel.proving' },
      { type: 'tunnel.opened' },
    ]);
  });

  it('ends at a fatal failure, and at a bug in the provider', async () => {
    const denied = new TunnelError('denied', 'The tunnel host refuses.', { isFatal: true });
    for (const [failure, code] of [
      [denied, 'denied'],
      [new TypeError('x is not a function'), 'unexpected'],
    ] as const) {
      const provider = scriptedProvider([failure]);
      const { events, tunnel } = supervise({ provider });

      expect(await tunnel.firstOutcome).toMatchObject({ ok: false, code });
      await tunnel.stop();
      expect(events.at(-1)).toEqual({
        type: 'tunnel.failed',
        provider: 'scripted',
        code,
        reason: expect.stringContaining(failure.message),
      });
      expect(provider.wanted).toHaveLength(1);
    }
  });

  it('closes a tunnel whose URL does not lead here, and tries again', async () => {
    const provider = scriptedProvider(['one', 'one']);
    const answers: ProbeResult[] = Array.from({ length: 3 }, () => ({
      ok: false,
      reason: 'The public URL answers 511.',
    }));
    const { tunnel, events } = supervise({ provider, probe: async () => answers.shift() ?? { ok: true, tookMs: 1 } });

    expect(await tunnel.firstOutcome).toEqual({
      ok: false,
      code: 'probe-failed',
      reason: 'The public URL answers 511.',
    });
    await eventually(() => expect(tunnel.currentUrl()).toBeDefined());
    expect(provider.closed()).toEqual([true, false]);
    expect(events.map(({ type }) => type)).toEqual([
      'tunnel.opening',
      'tunnel.proving',
      'tunnel.failed',
      'tunnel.opening',
      'tunnel.proving',
      'tunnel.opened',
    ]);
  });

  it('takes a URL that twice in a row leads nowhere for lost, and opens it again under its name', async () => {
    const provider = scriptedProvider(['one', 'one']);
    const answers: ProbeResult[] = [{ ok: true, tookMs: 1 }, MISS, { ok: true, tookMs: 1 }, MISS, MISS];
    const { tunnel, events } = supervise({
      provider,
      probe: async () => answers.shift() ?? { ok: true, tookMs: 1 },
      timing: { ...QUICK_TIMING, beatMs: 2, missPauseMs: 1 },
    });

    await eventually(() => expect(provider.wanted).toEqual([undefined, 'one']));
    await eventually(() => expect(tunnel.currentUrl()).toBeDefined());

    expect(provider.closed()).toEqual([true, false]);
    expect(events).toMatchObject([
      { type: 'tunnel.opening' },
      { type: 'tunnel.proving' },
      { type: 'tunnel.opened' },
      { type: 'tunnel.lost', reason: 'Two checks failed: The public URL answers 504.', upMs: expect.any(Number) },
      { type: 'tunnel.opening' },
      { type: 'tunnel.proving' },
      { type: 'tunnel.opened', downMs: expect.any(Number) },
    ]);
  });

  it('says after a while that there is no URL yet, and goes on', async () => {
    const { promise: gate, resolve: openGate } = createDeferred<void>();
    const slow = scriptedProvider(['one']);
    const provider: TunnelProvider = { ...slow, open: async (context) => gate.then(() => slow.open(context)) };
    const { tunnel } = supervise({ provider, timing: { ...QUICK_TIMING, firstOutcomeMs: 30 } });

    expect(await tunnel.firstOutcome).toEqual({
      ok: false,
      code: 'timeout',
      reason: 'No public URL within 0.03 s.',
    });
    openGate();
    await eventually(() => expect(tunnel.currentUrl()).toBe('https://one.example/webhook'));
  });

  it.each(['the signal', 'stop()'])('ends by %s while it is up, and tells no loss', async (by) => {
    const provider = scriptedProvider(['one']);
    const { events, tunnel, abort } = supervise({ provider });
    await tunnel.firstOutcome;

    if (by === 'the signal') abort();
    await tunnel.stop();

    expect(provider.closed()).toEqual([true]);
    expect(tunnel.currentUrl()).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['tunnel.opening', 'tunnel.proving', 'tunnel.opened']);
  });

  it('ends while it waits for the next attempt, and while it probes', async () => {
    const waiting = supervise({
      provider: scriptedProvider([new TunnelError('refused', 'No.')]),
      timing: { firstWaitMs: 60_000, longestWaitMs: 60_000 },
    });
    await waiting.tunnel.firstOutcome;
    await waiting.tunnel.stop();

    const provider = scriptedProvider(['one']);
    let isProbing = false;
    const probing = supervise({
      provider,
      probe: async (_url, signal) => {
        isProbing = true;
        await once(signal, 'abort');
        return { ok: false, reason: 'The check was stopped.' };
      },
    });
    await eventually(() => expect(isProbing).toBe(true));
    await probing.tunnel.stop();

    expect(await probing.tunnel.firstOutcome).toMatchObject({ ok: false, code: 'stopped' });
    expect(provider.closed()).toEqual([true]);
  });

  it('is stopped in time, also when the provider does not let go', async () => {
    const provider: TunnelProvider = { ...scriptedProvider([]), open: () => new Promise(() => {}) };
    const { tunnel } = supervise({ provider, timing: { stopMs: 50 } });

    await tunnel.stop();
  });
});

const MISS: ProbeResult = { ok: false, reason: 'The public URL answers 504.' };

function supervise(options: Parameters<typeof superviseQuickly>[0]) {
  const supervised = superviseQuickly(options);
  closers.push(supervised.tunnel.stop);
  return supervised;
}

function taken(): TunnelError {
  return new TunnelError('name-taken', 'The name is taken.');
}
