import type { SessionRow } from './session-rows.ts';

export type ListKey = 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down';

/** The list, what is selected in it, and which part of it the screen shows. */
export interface ListWindow {
  /** Oldest first, at most {@link MAX_ROWS}. */
  readonly rows: readonly SessionRow[];
  readonly droppedRows: number;
  readonly selectedKey: string | undefined;
  /** True while the newest is selected: the next one then is, too. */
  readonly isFollowing: boolean;
  /** Index of the first row on the screen. */
  readonly top: number;
}

export const MAX_ROWS = 1_000;

const PAGE_ROWS = 10;

export const emptyWindow: ListWindow = { rows: [], droppedRows: 0, selectedKey: undefined, isFollowing: true, top: 0 };

/** Adds the newest and lets go of the oldest. A selection that the person moved stays, and stays where it is on the screen. */
export function addRow<W extends ListWindow>(list: W, row: SessionRow): W {
  const rows = [...list.rows, row].slice(-MAX_ROWS);
  const dropped = list.rows.length + 1 - rows.length;
  const isSelectionGone = dropped > 0 && !rows.some(({ key }) => key === list.selectedKey);

  return {
    ...list,
    rows,
    droppedRows: list.droppedRows + dropped,
    top: Math.max(0, list.top - dropped),
    selectedKey: list.isFollowing ? row.key : isSelectionGone ? rows[0]?.key : list.selectedKey,
  };
}

export function moveSelection<W extends ListWindow>(list: W, key: ListKey): W {
  const last = list.rows.length - 1;
  if (last < 0) return list;

  const index = Math.min(last, Math.max(0, targetOf(key, selectedIndex(list), last)));
  return { ...list, selectedKey: list.rows[index]?.key, isFollowing: index === last };
}

/** Scrolls as little as it takes to show the selected row among `visibleRows`. */
export function keepSelectionVisible<W extends ListWindow>(list: W, visibleRows: number): W {
  const index = selectedIndex(list);
  const lowestTop = Math.max(0, index - visibleRows + 1);
  // A screen that grew fills up instead of showing emptiness below the last row.
  const highestTop = Math.max(0, list.rows.length - visibleRows);
  return { ...list, top: Math.max(lowestTop, Math.min(list.top, index, highestTop)) };
}

function selectedIndex(list: ListWindow): number {
  return Math.max(
    0,
    list.rows.findIndex(({ key }) => key === list.selectedKey),
  );
}

function targetOf(key: ListKey, index: number, last: number): number {
  const targets = {
    up: index - 1,
    down: index + 1,
    first: 0,
    last,
    'page-up': index - PAGE_ROWS,
    'page-down': index + PAGE_ROWS,
  } satisfies Record<ListKey, number>;
  return targets[key];
}
