import { describe, expect, it } from 'vitest';
import { createSessionStore, MAX_CHANGES } from '../../../src/ui/tui/session-store.ts';
import { eventually } from '../../support/eventually.ts';
import { happened, received } from '../../support/happened.ts';

describe('createSessionStore', () => {
  it('calls back on a change, not without one, and not after it was told to stop', () => {
    const store = createSessionStore();
    let calls = 0;
    const unsubscribe = store.subscribe(() => {
      calls += 1;
    });

    store.dispatch(received(1));
    store.dispatch(happened('session.ended'));
    unsubscribe();
    store.dispatch(received(2));

    expect(calls).toBe(1);
    expect(store.getState().counts.received).toBe(2);
  });

  it('takes in a burst at once, and calls back for it fifteen times a second at most; for a key at once', async () => {
    const store = createSessionStore();
    const calls: number[] = [];
    store.subscribe(() => calls.push(store.getState().counts.received));

    const startedMs = performance.now();
    for (let n = 1; n <= 5_000; n += 1) store.dispatch(received(n));
    const burstMs = performance.now() - startedMs;
    expect(calls.length).toBeLessThanOrEqual(2 + burstMs / (1_000 / MAX_CHANGES));

    const before = calls.length;
    store.dispatch({ type: 'key.pressed', press: 'up' });
    expect(calls).toHaveLength(before + 1);
    store.dispatch(received(5_001));
    expect(calls).toHaveLength(before + 1);
    await eventually(() => expect(calls.at(-1)).toBe(5_001));
    store.close();
  });

  it('passes each wish on once', () => {
    const store = createSessionStore();
    const asked: string[] = [];
    store.onAsked(({ kind }) => asked.push(kind));
    store.dispatch(received(1));
    for (const press of ['r', 'r', 'up', 'd', 'q']) store.dispatch({ type: 'key.pressed', press });
    store.dispatch(received(2));
    expect(asked).toEqual(['replay', 'replay', 'older', 'duplicate', 'quit']);
  });
});
