import { openingDetail } from './detail.ts';
import { pressedInDetail } from './detail-keys.ts';
import { parseFilter } from './filter.ts';
import type { KeyCommand, MoveCommand } from './key-bindings.ts';
import { commandFor, isMove } from './keys.ts';
import { layoutOf } from './layout.ts';
import {
  deliveryRows,
  following,
  messageRows,
  movedCursor,
  selectedDelivery,
  selectedRow,
  viewOf,
} from './list-view.ts';
import { noMessages } from './message-rows.ts';
import { pressedInPrompt } from './prompt.ts';
import { emptyList, lastRow } from './row-list.ts';
import type { SessionState } from './session-state.ts';
import { ask, openPrompt, saying } from './wishes.ts';

/** The session after a key: in the line that is being typed, in the panel that lies above, in an opened webhook, in the list. */
export function afterPress(state: SessionState, press: string): SessionState {
  if (press === 'ctrl-c') return ask(state, { kind: 'quit' });
  // What the last key brought about has been read.
  const { said: _, ...quiet } = state;
  if (state.prompt !== undefined) return pressedInPrompt(quiet, state.prompt, press);
  if (state.panel !== undefined) return pressedInPanel(quiet, press);

  const command = commandFor(press, state.detail === undefined ? 'list' : 'detail');
  if (command === undefined) return state;
  if (state.detail !== undefined) {
    const inDetail = pressedInDetail(quiet, state.detail, command);
    if (inDetail !== undefined) return inDetail;
  }
  if (isMove(command)) return move(quiet, command);
  return does(quiet, command, press);
}

function pressedInPanel(state: SessionState, press: string): SessionState {
  const command = commandFor(press, 'panel');
  if (command === 'quit') return ask(state, { kind: 'quit' });
  if (command === 'up' || command === 'page-up') return { ...state, panelTop: Math.max(0, state.panelTop - 5) };
  if (command === 'down' || command === 'page-down') return { ...state, panelTop: state.panelTop + 5 };
  const { panel: _, ...closed } = state;
  return { ...closed, panelTop: 0 };
}

function move(state: SessionState, command: MoveCommand): SessionState {
  const { listRows } = layoutOf(state);
  const { view, cursors, pausedSeq } = state;
  const canFollow = pausedSeq === undefined;
  const rows: readonly { readonly key: string }[] = view === 'deliveries' ? deliveryRows(state) : messageRows(state);
  if (rows.length === 0) return command === 'up' ? readOlder(state) : state;

  const shown = viewOf(rows, cursors[view], listRows);
  const cursor = movedCursor(shown, command, { listRows, canFollow });
  const moved = { ...state, cursors: { ...cursors, [view]: cursor } };
  if (view === 'messages') return moved;

  const isBack = command === 'up' || command === 'page-up' || command === 'first';
  if (isBack && shown.selected === 0) return readOlder(moved);
  // Back at the newest, what was read from history is let go of.
  return cursor.key === undefined ? { ...moved, held: emptyList, older: 'there' } : moved;
}

/** The list begins here; what came before is in history. */
function readOlder(state: SessionState): SessionState {
  if (state.older !== 'there' || state.view !== 'deliveries') return state;
  const before = [...state.held.chunks, ...state.rows.chunks].flat().find(({ signature }) => signature !== 'refused');
  return ask({ ...state, older: 'reading' }, { kind: 'older', before: before?.key });
}

function does(state: SessionState, command: KeyCommand, press: string): SessionState {
  switch (command) {
    case 'quit':
    case 'dashboard':
      return ask(state, { kind: command });
    case 'help':
      return { ...state, panel: command, panelTop: 0 };
    case 'guide':
      return ask({ ...state, panel: command, panelTop: 0 }, { kind: 'subscription' });
    case 'next-view':
      return { ...state, view: state.view === 'deliveries' ? 'messages' : 'deliveries' };
    case 'open':
      return withDelivery(state, (key) =>
        ask({ ...pinned(state), detail: openingDetail(key, state.columns) }, { kind: 'open', key }),
      );
    case 'filter':
      return openPrompt(state, 'filter', state.filter.text);
    case 'unfilter':
      return { ...state, filter: parseFilter('') };
    case 'fire':
      return ask(openPrompt(state, 'fixture', ''), { kind: 'fixtures' });
    case 'save':
      return withDelivery(state, (key) => openPrompt(state, 'name', suggestedName(state, key), key));
    case 'replay':
    case 'duplicate':
    case 'edit':
    case 'copy':
      return withDelivery(state, (key) => ask(saying(state, `${STARTED[command]}…`), { kind: command, key }));
    case 'fault':
      return ask(state, { kind: 'fault', number: Number(press) });
    case 'pause':
      return pauseOrGoOn(state);
    case 'clear':
      return cleared(state);
    default:
      return state;
  }
}

const STARTED = {
  replay: 'Replaying it',
  duplicate: 'Sending it again',
  edit: 'Opening the editor',
  copy: 'Copying it',
};

function withDelivery(state: SessionState, then: (key: string) => SessionState): SessionState {
  const key = selectedDelivery(state);
  return key === undefined ? saying(state, 'There is no webhook yet.', true) : then(key);
}

/** `image-12`: what it is, and which one. */
function suggestedName(state: SessionState, key: string): string {
  const row = deliveryRows(state).find((each) => each.key === key);
  const words = `${row?.kind ?? 'webhook'} ${row?.label ?? ''}`.toLowerCase();
  return words.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
}

/** Keeps what is selected where it is, even if it is the newest: what comes is no longer followed. */
function pinned(state: SessionState): SessionState {
  const { view, cursors } = state;
  const key = selectedRow(state)?.key;
  if (cursors[view].key !== undefined || key === undefined) return state;
  const { listRows } = layoutOf(state);
  const { length } = view === 'deliveries' ? deliveryRows(state) : messageRows(state);
  return { ...state, cursors: { ...cursors, [view]: { key, line: Math.min(listRows, length) - 1 } } };
}

function pauseOrGoOn(state: SessionState): SessionState {
  if (state.pausedSeq !== undefined) {
    const { pausedSeq: _, ...going } = state;
    return { ...going, cursors: { ...state.cursors, deliveries: following }, held: emptyList, older: 'there' };
  }
  const newest = lastRow(state.rows);
  if (newest === undefined) return saying(state, 'There is nothing to pause yet.', true);
  // Both lists stand still: what is selected in either, stays.
  const { cursors } = pinned({ ...pinned({ ...state, view: 'messages' }), view: 'deliveries' });
  return { ...state, pausedSeq: newest.seq, cursors };
}

function cleared(state: SessionState): SessionState {
  const { pausedSeq: _, ...going } = state;
  const cursors = { deliveries: following, messages: following };
  return { ...going, rows: emptyList, held: emptyList, messages: noMessages, older: 'there', cursors };
}
