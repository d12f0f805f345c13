import { describe, expect, it } from 'vitest';
import { createSessionStore } from '../../../src/ui/tui/session-store.ts';
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
});
