import type { Stamped } from '../../events.ts';
import { MAX_ROWS } from './after-event.ts';
import { deliveryRows } from './list-view.ts';
import { listOf, rowsOf } from './row-list.ts';
import { answeredRow, driftedRow, forwardedRow, receivedRow, type SessionRow } from './session-rows.ts';
import type { SessionState } from './session-state.ts';

/** Puts what was read from history above the list. The one above the first row is selected: `up` is what asked for it. */
export function afterHistory(state: SessionState, events: readonly Stamped[], isAll: boolean): SessionState {
  const known = new Set([...rowsOf(state.held), ...rowsOf(state.rows)].map(({ key }) => key));
  const older = olderRows(events).filter(({ key }) => !known.has(key));
  const next: SessionState = { ...state, older: isAll ? 'none' : 'there' };
  const newestOfThem = older.at(-1);
  if (newestOfThem === undefined) {
    return { ...next, said: { text: 'There is nothing older in history.', isTrouble: false } };
  }

  // A person who goes on upwards lets go of what is farthest below.
  const held = listOf([...older, ...rowsOf(state.held)].slice(0, MAX_ROWS));
  const isHidden = !deliveryRows({ ...next, held }).some(({ key }) => key === newestOfThem.key);
  if (isHidden) return { ...next, held };
  return { ...next, held, cursors: { ...state.cursors, deliveries: { key: newestOfThem.key, line: 0 } } };
}

/** The rows of events of history, oldest first. Their numbers lie before those of this session. */
function olderRows(events: readonly Stamped[]): readonly SessionRow[] {
  const rows = new Map<string, SessionRow>();
  const change = (id: string, changed: (row: SessionRow) => SessionRow) => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, changed(row));
  };
  for (const event of events) {
    if (event.type === 'webhook.received') rows.set(event.id, receivedRow(event, 0));
    else if (event.type === 'webhook.answered') change(event.id, (row) => answeredRow(row, event));
    else if (event.type === 'webhook.drifted') change(event.id, (row) => driftedRow(row, event));
    else if (event.type === 'forward.answered' || event.type === 'forward.failed')
      change(event.id, (row) => forwardedRow(row, event));
  }
  return [...rows.values()];
}
