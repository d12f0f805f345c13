import { matchesMessage, matchesRow } from './filter.ts';
import type { MoveCommand } from './key-bindings.ts';
import type { MessageRow } from './message-rows.ts';
import { rowsOf } from './row-list.ts';
import type { SessionRow } from './session-rows.ts';
import type { SessionState } from './session-state.ts';

/** Where a person is in a list. */
export interface Cursor {
  /** Absent while the newest is selected: the next one then is, too. */
  readonly key?: string;
  /** On which line of the list the selected row stands: new rows below and dropped ones above move nothing. */
  readonly line: number;
}

export const following: Cursor = { line: Number.MAX_SAFE_INTEGER };

/** The part of a list that the screen shows. */
export interface ListView<R> {
  readonly rows: readonly R[];
  /** -1 where there is none. */
  readonly selected: number;
  /** Index of the first row on the screen. */
  readonly top: number;
}

/** The deliveries that may be seen: those read from history, then the session's own, without what the filter or a pause hides. */
export function deliveryRows({ held, rows, pausedSeq, filter }: SessionState): readonly SessionRow[] {
  const all = held.size === 0 ? rowsOf(rows) : [...rowsOf(held), ...rowsOf(rows)];
  const shown = pausedSeq === undefined ? all : all.filter(({ seq }) => seq <= pausedSeq);
  return filter.conditions.length === 0 ? shown : shown.filter((row) => matchesRow(filter, row));
}

export function messageRows({ messages, filter }: SessionState): readonly MessageRow[] {
  const all = rowsOf(messages.rows);
  return filter.conditions.length === 0 ? all : all.filter((row) => matchesMessage(filter, row));
}

export function viewOf<R extends { readonly key: string }>(
  rows: readonly R[],
  { key, line }: Cursor,
  listRows: number,
): ListView<R> {
  const last = rows.length - 1;
  // What was let go leaves the selection to the oldest that is left.
  const selected =
    key === undefined
      ? last
      : Math.max(
          0,
          rows.findIndex((row) => row.key === key),
        );
  // A screen that grew fills up instead of showing emptiness below the last row.
  const highest = Math.min(selected, Math.max(0, rows.length - listRows));
  const lowest = Math.max(0, selected - listRows + 1);
  const top = Math.max(lowest, Math.min(selected - line, highest));
  return { rows, selected: Math.min(selected, last), top: Math.max(0, top) };
}

/** The cursor after a move; whoever goes to the newest follows it, unless the list stands still. */
export function movedCursor<R extends { readonly key: string }>(
  { rows, selected, top }: ListView<R>,
  command: MoveCommand,
  { listRows, canFollow }: { readonly listRows: number; readonly canFollow: boolean },
): Cursor {
  const last = rows.length - 1;
  const page = Math.max(1, listRows - 1);
  const targets = {
    up: selected - 1,
    down: selected + 1,
    'page-up': selected - page,
    'page-down': selected + page,
    first: 0,
    last,
  } satisfies Record<MoveCommand, number>;
  const index = Math.min(last, Math.max(0, targets[command]));
  const key = rows[index]?.key;
  if (key === undefined || (index === last && canFollow)) return following;
  return { key, line: Math.min(listRows - 1, Math.max(0, index - top)) };
}

export function isFollowing(state: SessionState): boolean {
  return state.cursors[state.view].key === undefined;
}

/** The row that the keys are about, of whichever view. */
export function selectedRow(state: SessionState): SessionRow | MessageRow | undefined {
  const rows: readonly (SessionRow | MessageRow)[] =
    state.view === 'deliveries' ? deliveryRows(state) : messageRows(state);
  const { key } = state.cursors[state.view];
  return key === undefined ? rows.at(-1) : (rows.find((row) => row.key === key) ?? rows[0]);
}

/** The delivery that the keys are about: the opened one, the selected one, or the last that told of the selected message. */
export function selectedDelivery(state: SessionState): string | undefined {
  if (state.detail !== undefined) return state.detail.key;
  const row = selectedRow(state);
  return row !== undefined && 'rowKey' in row ? row.rowKey : row?.key;
}
