import { describe, expect, it } from 'vitest';
import type { SessionActions } from '../../../src/ui/tui/actions.ts';
import { fulfilWishes } from '../../../src/ui/tui/fulfil.ts';
import { createSessionStore } from '../../../src/ui/tui/session-store.ts';
import { eventually } from '../../support/eventually.ts';
import { received } from '../../support/happened.ts';
import { labelsOf, noActions, webhooks } from '../../support/tui.ts';

const key = 'mhz3k2p1-2';

function session(change: Partial<SessionActions> = {}) {
  const store = createSessionStore();
  const copied: string[] = [];
  let quits = 0;
  fulfilWishes({
    store,
    actions: noActions(change),
    lendTerminal: (use) => use(),
    copyByTerminal: (text) => copied.push(text),
    onQuit: () => {
      quits += 1;
    },
  });
  for (const event of webhooks(1, 2)) store.dispatch(event);
  const press = (...keys: readonly string[]) => {
    for (const each of keys) store.dispatch({ type: 'key.pressed', press: each });
  };
  return { store, press, copied, quits: () => quits, said: () => store.getState().said };
}

describe('a wish', () => {
  it.each<[readonly string[], string]>([
    [['r'], `replay ${key}`],
    [['d'], `duplicate ${key}`],
    [['e'], `edit ${key}`],
    [['c'], `copy ${key}`],
    [['s', 'enter'], `save ${key} text-2`],
    [['3'], 'fault 3'],
    [['o'], 'dashboard'],
  ])('by %j is done and told', async (keys, text) => {
    const { press, said } = session();
    press(...keys);
    await eventually(() => expect(said()).toEqual({ text, isTrouble: false }));
  });

  it('to fire a fixture lists them first', async () => {
    const { store, press, said } = session();
    press('f');
    await eventually(() => expect(store.getState().fixtures).toHaveLength(3));
    press('r', 'e', 'a', 'enter');
    await eventually(() => expect(said()?.text).toBe('fire statuses/read'));
  });

  it('to open a webhook shows it, or says that it is gone', async () => {
    const { store, press } = session({ find: () => Promise.resolve(received(2)) });
    press('enter');
    await eventually(() => expect(store.getState().detail?.webhook).toMatchObject({ id: key }));

    for (const find of [() => Promise.resolve(undefined), () => Promise.reject(new Error('unreadable'))]) {
      const gone = session({ find });
      gone.press('enter');
      await eventually(() => expect(gone.said()?.isTrouble).toBe(true));
      expect(gone.store.getState().detail).toBeUndefined();
    }
  });

  it('to see what was before reads history; what cannot be read is the end of it', async () => {
    const { store, press } = session({ older: () => Promise.resolve({ events: webhooks(7, 8), isAll: false }) });
    press('g', 'up');
    await eventually(() => expect(labelsOf(store.getState())).toEqual(['#7', '#8', '#1', '#2']));

    const unreadable = session({ older: () => Promise.reject(new Error('unreadable')) });
    unreadable.press('g', 'up');
    await eventually(() => expect(unreadable.store.getState().older).toBe('none'));
  });

  it('to copy gives the terminal the command too', async () => {
    const { press, copied } = session({
      copy: () => Promise.resolve({ curl: 'curl …', text: 'Copied.', isTrouble: false }),
    });
    press('c');
    await eventually(() => expect(copied).toEqual(['curl …']));
  });

  it('that fails is a line on the screen, and the next one works', async () => {
    const { press, said } = session({
      replay: () => Promise.reject(new Error('No such app.')),
      setFault: () => Promise.reject(new Error('There is no fault 1.')),
    });
    press('r');
    await eventually(() => expect(said()).toEqual({ text: 'No such app.', isTrouble: true }));
    press('1');
    await eventually(() => expect(said()).toEqual({ text: 'There is no fault 1.', isTrouble: true }));
    press('d');
    await eventually(() => expect(said()).toEqual({ text: `duplicate ${key}`, isTrouble: false }));
  });

  it('to quit quits', async () => {
    const { press, quits } = session();
    press('q');
    await eventually(() => expect(quits()).toBe(1));
  });
});
