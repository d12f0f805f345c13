import { describe, expect, it } from 'vitest';
import type { Stamped } from '../../../src/events.ts';
import { layoutOf } from '../../../src/ui/tui/layout.ts';
import { type ListKey, MAX_ROWS } from '../../../src/ui/tui/list-window.ts';
import { nextState, type SessionInput, type SessionState } from '../../../src/ui/tui/session-state.ts';
import { happened, received, stateAfter } from '../../support/happened.ts';

function webhooks(first: number, last: number): Stamped[] {
  return Array.from({ length: last - first + 1 }, (_, index) => received(first + index));
}

const press = (key: ListKey): SessionInput => ({ type: 'key.pressed', key });
const resize = (columns: number, rows: number): SessionInput => ({ type: 'terminal.resized', columns, rows });

/** The row of the screen, from 0, on which the selected webhook stands. */
function selectedLine({ rows, selectedKey, top }: SessionState): number {
  return rows.findIndex(({ key }) => key === selectedKey) - top;
}

describe('the selection', () => {
  it('follows the newest', () => {
    const state = stateAfter(...webhooks(1, 50));
    expect(state).toMatchObject({ selectedKey: 'mhz3k2p1-50', isFollowing: true });
    expect(selectedLine(state)).toBe(13);
  });

  it.each<[readonly ListKey[], string, boolean]>([
    [['up'], 'mhz3k2p1-29', false],
    [['up', 'up', 'down'], 'mhz3k2p1-29', false],
    [['up', 'down'], 'mhz3k2p1-30', true],
    [['down'], 'mhz3k2p1-30', true],
    [['first'], 'mhz3k2p1-1', false],
    [['first', 'up'], 'mhz3k2p1-1', false],
    [['first', 'last'], 'mhz3k2p1-30', true],
    [['page-up'], 'mhz3k2p1-20', false],
    [['page-up', 'page-down'], 'mhz3k2p1-30', true],
    [['first', 'page-up'], 'mhz3k2p1-1', false],
  ])('after %j of 30 stands on %s', (keys, selectedKey, isFollowing) => {
    expect(stateAfter(...webhooks(1, 30), ...keys.map(press))).toMatchObject({ selectedKey, isFollowing });
  });

  it('is not moved by new events once the person moved it, on the screen neither', () => {
    const before = stateAfter(...webhooks(1, 50), press('up'), press('up'));
    const later = [...webhooks(51, 500), happened('webhook.refused')].reduce<SessionState>(nextState, before);

    expect(later.selectedKey).toBe('mhz3k2p1-48');
    expect(selectedLine(later)).toBe(selectedLine(before));
  });

  it('goes to the oldest that is left when its own is let go', () => {
    const state = stateAfter(...webhooks(1, MAX_ROWS), press('first'), ...webhooks(MAX_ROWS + 1, MAX_ROWS + 5));
    expect(state).toMatchObject({ selectedKey: 'mhz3k2p1-6', isFollowing: false, top: 0 });
  });

  it.each([
    [80, 24],
    [80, 10],
    [40, 1],
    [200, 50],
  ])('stays on the screen at %i x %i', (columns, rows) => {
    for (const key of ['up', 'first', 'last', 'page-up'] as const) {
      const state = stateAfter(...webhooks(1, 100), press(key), resize(columns, rows));
      expect(selectedLine(state)).toBeGreaterThanOrEqual(0);
      expect(selectedLine(state)).toBeLessThan(layoutOf(state).listRows);
    }
  });

  it('does not mind keys while there is nothing', () => {
    expect(stateAfter(press('up'), press('last')).selectedKey).toBeUndefined();
  });

  it('keeps a thousand and counts the others', () => {
    const state = stateAfter(...webhooks(1, MAX_ROWS + 25));
    expect(state.rows).toHaveLength(MAX_ROWS);
    expect(state.droppedRows).toBe(25);
    expect(state.rows[0]?.label).toBe('#26');
    expect(state.counts.received).toBe(MAX_ROWS + 25);
  });
});
