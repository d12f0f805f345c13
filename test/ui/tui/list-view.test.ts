import { describe, expect, it } from 'vitest';
import { MAX_ROWS } from '../../../src/ui/tui/after-event.ts';
import { layoutOf } from '../../../src/ui/tui/layout.ts';
import { deliveryRows, isFollowing, viewOf } from '../../../src/ui/tui/list-view.ts';
import type { SessionState } from '../../../src/ui/tui/session-state.ts';
import { happened, stateAfter } from '../../support/happened.ts';
import { labelsOf, presses, resized, selectedKey, stateFrom, webhooks } from '../../support/tui.ts';

/** The row of the screen, from 0, on which the selected webhook stands. */
function selectedLine(state: SessionState): number {
  const { selected, top } = viewOf(deliveryRows(state), state.cursors.deliveries, layoutOf(state).listRows);
  return selected - top;
}

describe('the selection', () => {
  it('follows the newest', () => {
    const state = stateAfter(...webhooks(1, 50));
    expect(selectedKey(state)).toBe('mhz3k2p1-50');
    expect(isFollowing(state)).toBe(true);
    expect(selectedLine(state)).toBe(13);
  });

  it.each<[readonly string[], string, boolean]>([
    [['up'], 'mhz3k2p1-29', false],
    [['k'], 'mhz3k2p1-29', false],
    [['up', 'up', 'down'], 'mhz3k2p1-29', false],
    [['up', 'down'], 'mhz3k2p1-30', true],
    [['down'], 'mhz3k2p1-30', true],
    [['home'], 'mhz3k2p1-1', false],
    [['g', 'j'], 'mhz3k2p1-2', false],
    [['g', 'G'], 'mhz3k2p1-30', true],
    [['home', 'end'], 'mhz3k2p1-30', true],
    [['page-up'], 'mhz3k2p1-17', false],
    [['b', ' '], 'mhz3k2p1-30', true],
    [['g', 'page-down'], 'mhz3k2p1-14', false],
    [['g', 'page-up'], 'mhz3k2p1-1', false],
  ])('after %j of 30 stands on %s', (keys, key, follows) => {
    const state = stateAfter(...webhooks(1, 30), ...presses(...keys));
    expect({ key: selectedKey(state), follows: isFollowing(state) }).toEqual({ key, follows });
  });

  it('is not moved by new events once the person moved it, on the screen neither', () => {
    const before = stateAfter(...webhooks(1, 50), ...presses('up', 'up'));
    const later = stateFrom(before, ...webhooks(51, 500), happened('webhook.refused'));
    expect(selectedKey(later)).toBe('mhz3k2p1-48');
    expect(selectedLine(later)).toBe(selectedLine(before));
  });

  it('stays even when as many came as the list holds, and as many again', () => {
    const before = stateAfter(...webhooks(1, 50), ...presses('up', 'up'));
    const later = stateFrom(before, ...webhooks(51, 3 * MAX_ROWS));
    expect(selectedKey(later)).toBe('mhz3k2p1-48');
    expect(selectedLine(later)).toBe(selectedLine(before));
    expect(deliveryRows(later).length).toBeLessThanOrEqual(2 * MAX_ROWS);

    const back = stateFrom(later, ...presses('G'));
    expect(selectedKey(back)).toBe(`mhz3k2p1-${3 * MAX_ROWS}`);
    expect(deliveryRows(back)).toHaveLength(MAX_ROWS);
  });

  it.each([
    [80, 24],
    [80, 10],
    [40, 1],
    [200, 50],
  ])('stays on the screen at %i x %i', (columns, rows) => {
    for (const key of ['up', 'home', 'end', 'page-up']) {
      const state = stateAfter(...webhooks(1, 100), ...presses(key), resized(columns, rows));
      expect(selectedLine(state)).toBeGreaterThanOrEqual(0);
      expect(selectedLine(state)).toBeLessThan(layoutOf(state).listRows);
    }
  });

  it('does not mind keys while there is nothing', () => {
    expect(selectedKey(stateAfter(...presses('down', 'G', 'page-up', 'Enter', 'r', 'p', 'x')))).toBeUndefined();
  });
});

describe('the list', () => {
  it('keeps a thousand and counts the others', () => {
    const state = stateAfter(...webhooks(1, MAX_ROWS + 25));
    expect(deliveryRows(state)).toHaveLength(MAX_ROWS);
    expect(state.droppedRows).toBe(25);
    expect(labelsOf(state)[0]).toBe('#26');
    expect(state.counts.received).toBe(MAX_ROWS + 25);
  });

  it('stands still while it is paused, and counts on', () => {
    const paused = stateAfter(...webhooks(1, 5), ...presses('p'), ...webhooks(6, 9));
    expect(labelsOf(paused)).toEqual(['#1', '#2', '#3', '#4', '#5']);
    expect(selectedKey(paused)).toBe('mhz3k2p1-5');
    expect(paused.counts.received).toBe(9);

    const going = stateFrom(paused, ...presses('p'));
    expect(labelsOf(going)).toHaveLength(9);
    expect(selectedKey(going)).toBe('mhz3k2p1-9');
  });

  it('is empty when it is cleared, and shows what comes then', () => {
    const cleared = stateAfter(...webhooks(1, 5), ...presses('k', 'x'));
    expect(labelsOf(cleared)).toEqual([]);
    expect(cleared.counts.received).toBe(5);
    expect(labelsOf(stateFrom(cleared, ...webhooks(6, 6)))).toEqual(['#6']);
  });
});

describe('scrolling back', () => {
  const atTop = stateAfter(...webhooks(101, 105), ...presses('g', 'up'));

  it('asks history for what was before the first', () => {
    expect(atTop.asked).toEqual({ kind: 'older', before: 'mhz3k2p1-101' });
    expect(stateFrom(atTop, ...presses('up')).asked).toBe(atTop.asked);
  });

  it('puts it above, and goes on upwards', () => {
    const events = [...webhooks(98, 100), happened('webhook.answered', { id: 'mhz3k2p1-99', status: 500 })];
    const read = stateFrom(atTop, { type: 'history.read', events, isAll: false });
    expect(labelsOf(read)).toEqual(['#98', '#99', '#100', '#101', '#102', '#103', '#104', '#105']);
    expect(selectedKey(read)).toBe('mhz3k2p1-100');
    expect(deliveryRows(read)[1]).toMatchObject({ answer: { status: 500 }, isTrouble: true });

    const further = stateFrom(read, ...presses('g', 'up'));
    expect(further.asked).toEqual({ kind: 'older', before: 'mhz3k2p1-98' });
    const end = stateFrom(further, { type: 'history.read', events: [], isAll: true });
    expect(end.said?.text).toBe('There is nothing older in history.');
    expect(stateFrom(end, ...presses('up')).asked).toBe(further.asked);
  });

  it('lets go of it when the person is back at the newest', () => {
    const read = stateFrom(atTop, { type: 'history.read', events: webhooks(1, 100), isAll: true }, ...presses('G'));
    expect(labelsOf(read)).toEqual(['#101', '#102', '#103', '#104', '#105']);
    expect(read.older).toBe('there');
  });

  it('reads the sessions before, where this one has nothing yet', () => {
    const state = stateAfter(...presses('up'));
    expect(state.asked).toEqual({ kind: 'older', before: undefined });
    const read = stateFrom(state, { type: 'history.read', events: webhooks(1, 3), isAll: true });
    expect(labelsOf(read)).toEqual(['#1', '#2', '#3']);
  });
});
