import { DETAIL_PARTS, type Detail, type DetailPart, laidOut, type Surroundings } from './detail.ts';
import type { KeyCommand, MoveCommand } from './key-bindings.ts';
import { layoutOf } from './layout.ts';
import { following } from './list-view.ts';
import { lastRow, rowsOf } from './row-list.ts';
import type { OpenedWebhook, SessionState } from './session-state.ts';
import { findLine } from './text-document.ts';
import { openPrompt } from './wishes.ts';

/** What a key does to an opened webhook; undefined for one that means there what it means in the list. */
export function pressedInDetail(state: SessionState, detail: Detail, command: KeyCommand): SessionState | undefined {
  switch (command) {
    case 'back': {
      const { detail: _, ...closed } = state;
      return followingAgain(closed);
    }
    case 'up':
    case 'down':
    case 'page-up':
    case 'page-down':
    case 'first':
    case 'last':
      return { ...state, detail: scrolled(detail, command, layoutOf(state).panelRows) };
    case 'next-view':
      return { ...state, detail: shown(state, { ...detail, part: partAfter(detail.part, 1), top: 0 }) };
    case 'previous-view':
      return { ...state, detail: shown(state, { ...detail, part: partAfter(detail.part, -1), top: 0 }) };
    case 'search':
      return openPrompt(state, 'search', detail.search?.text ?? '');
    case 'next-match':
      return searched(state, detail, detail.search?.text ?? '', 1);
    case 'previous-match':
      return searched(state, detail, detail.search?.text ?? '', -1);
    default:
      return undefined;
  }
}

/** Whoever opened the newest and finds it the newest still, goes on following. */
function followingAgain(state: SessionState): SessionState {
  const { view, cursors, pausedSeq } = state;
  const newest = view === 'deliveries' ? lastRow(state.rows)?.key : lastRow(state.messages.rows)?.key;
  if (pausedSeq !== undefined || cursors[view].key !== newest) return state;
  return { ...state, cursors: { ...cursors, [view]: following } };
}

/** The part that is looked at, laid out for the screen as it is now. */
export function shown(state: SessionState, detail: Detail): Detail {
  return laidOut(detail, state.columns, surroundingsOf(state, detail.key));
}

export function withWebhook(state: SessionState, detail: Detail, webhook: OpenedWebhook): Detail {
  return shown(state, { ...detail, webhook });
}

/** Goes to the next place, or the one before; the line of it comes into the upper third. */
export function searched(state: SessionState, detail: Detail, text: string, step: 1 | -1): SessionState {
  if (text === '') return state;
  const from = detail.search?.text === text ? (detail.search.line ?? detail.top) : detail.top - step;
  const line = findLine(detail.document, text, from, step);
  const found = { ...detail, search: { text, line } };
  if (line === undefined)
    return { ...state, detail: found, said: { text: `"${text}" is not in it.`, isTrouble: true } };
  const { panelRows } = layoutOf(state);
  const isOnScreen = line >= detail.top && line < detail.top + panelRows;
  const top = isOnScreen ? detail.top : Math.max(0, line - Math.floor(panelRows / 3));
  return { ...state, detail: { ...found, top } };
}

function scrolled(detail: Detail, command: MoveCommand, panelRows: number): Detail {
  const lowest = Math.max(0, detail.document.starts.length - panelRows);
  const page = Math.max(1, panelRows - 1);
  const targets = {
    up: detail.top - 1,
    down: detail.top + 1,
    'page-up': detail.top - page,
    'page-down': detail.top + page,
    first: 0,
    last: lowest,
  } satisfies Record<MoveCommand, number>;
  return { ...detail, top: Math.min(lowest, Math.max(0, targets[command])) };
}

function partAfter(part: DetailPart, step: 1 | -1): DetailPart {
  const { length } = DETAIL_PARTS;
  return DETAIL_PARTS[(DETAIL_PARTS.indexOf(part) + step + length) % length] ?? 'explained';
}

function surroundingsOf({ held, rows }: SessionState, key: string): Surroundings {
  const all = [...rowsOf(held), ...rowsOf(rows)];
  const row = all.find((each) => each.key === key);
  const ids = new Set(row?.messageIds);
  const siblings = all.filter((each) => each.key !== key && each.messageIds.some((id) => ids.has(id)));
  return { row, siblings };
}
