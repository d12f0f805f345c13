import { assertNever } from '../../assert-never.ts';
import type { HistoryDamaged, SettingNoted, Stamped } from '../../events.ts';
import { count, sentence } from '../text-line.ts';
import { faultSetText } from '../text-listen.ts';
import { takenPortText } from '../text-session.ts';
import { layoutOf } from './layout.ts';
import {
  addRow,
  emptyWindow,
  keepSelectionVisible,
  type ListKey,
  type ListWindow,
  moveSelection,
} from './list-window.ts';
import { answeredRow, driftedRow, forwardedRow, receivedRow, refusedRow, type SessionRow } from './session-rows.ts';
import { initialTunnel, publicUrlAfter, type TunnelState, tunnelAfter } from './tunnel-state.ts';

/** What moves the session on: something happened, a key was pressed, the terminal has another size. */
export type SessionInput =
  | Stamped
  | { readonly type: 'key.pressed'; readonly key: ListKey }
  | { readonly type: 'terminal.resized'; readonly columns: number; readonly rows: number };

export interface SessionCounts {
  readonly received: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Received ones whose answer was not 200: Meta sends these again. */
  readonly notOk: number;
}

export interface SessionState extends ListWindow {
  readonly columns: number;
  readonly terminalRows: number;
  readonly localUrl?: string;
  readonly publicUrl?: string;
  readonly verifyToken?: string;
  readonly isSignatureChecked: boolean;
  readonly forwardTo: readonly string[];
  readonly tunnel: TunnelState;
  readonly lastHandshake?: {
    readonly at: string;
    readonly status: number;
    readonly ok: boolean;
    readonly reason?: string;
  };
  readonly counts: SessionCounts;
  /** The latest thing worth knowing that is no trouble. */
  readonly notice?: string;
  /** What to know about the tunnel, told with the first steps. */
  readonly tunnelNotices: readonly string[];
}

export const initialState: SessionState = {
  columns: 80,
  terminalRows: 24,
  isSignatureChecked: false,
  forwardTo: [],
  tunnel: initialTunnel,
  tunnelNotices: [],
  counts: { received: 0, duplicates: 0, refused: 0, notOk: 0 },
  ...emptyWindow,
};

/** The whole session as one function, tested without React. Afterwards the selected row always is on the screen. */
export function nextState(state: SessionState, input: SessionInput): SessionState {
  const next = advance(state, input);
  return next === state ? state : keepSelectionVisible(next, layoutOf(next).listRows);
}

function advance(state: SessionState, input: SessionInput): SessionState {
  switch (input.type) {
    case 'key.pressed':
      return moveSelection(state, input.key);
    case 'terminal.resized':
      return { ...state, columns: input.columns, terminalRows: input.rows };
    case 'receiver.listening':
      return {
        ...state,
        localUrl: input.url,
        isSignatureChecked: input.isSignatureChecked,
        forwardTo: input.forwardTo,
        ...(input.insteadOfPort === undefined ? {} : { notice: takenPortText(input.insteadOfPort) }),
      };
    case 'receiver.ready':
      return {
        ...state,
        localUrl: input.localUrl,
        verifyToken: input.verifyToken,
        ...(input.publicUrl === null ? {} : { publicUrl: input.publicUrl }),
      };
    case 'handshake.answered': {
      const { at, status, ok, reason } = input;
      return { ...state, lastHandshake: { at, status, ok, ...(reason === undefined ? {} : { reason }) } };
    }
    case 'webhook.received':
      return addRow(
        countMore(state, { received: 1, duplicates: input.duplicateOf === undefined ? 0 : 1 }),
        receivedRow(input),
      );
    case 'webhook.refused':
      return addRow(countMore(state, { refused: 1 }), refusedRow(input, state.counts.refused + 1));
    case 'webhook.answered':
      return changeRow(countMore(state, { notOk: input.status === 200 ? 0 : 1 }), input.id, (row) =>
        answeredRow(row, input),
      );
    case 'fault.set':
      return {
        ...state,
        notice: faultSetText(input)
          .map(({ text }) => text)
          .join(' '),
      };
    case 'webhook.drifted':
      return changeRow(state, input.id, (row) => driftedRow(row, input));
    case 'forward.answered':
    case 'forward.failed':
      return changeRow(state, input.id, (row) => forwardedRow(row, input));
    case 'tunnel.opening':
    case 'tunnel.failed':
    case 'tunnel.lost':
      return { ...state, tunnel: tunnelAfter(state.tunnel, input) };
    case 'tunnel.opened':
      return {
        ...state,
        tunnel: tunnelAfter(state.tunnel, input),
        publicUrl: publicUrlAfter(input, state.localUrl),
        // Told once, with the first opening: a later one without any takes nothing back.
        ...(input.notices.length > 0 ? { tunnelNotices: input.notices } : {}),
      };
    case 'setting.noted':
    case 'history.damaged':
      return { ...state, notice: noticeOf(input) };
    // Told below the screen, once it is closed.
    case 'session.ended':
    // A screen for these commands is an issue of its own.
    case 'delivery.planned':
    case 'delivery.answered':
    case 'delivery.failed':
    case 'replay.finished':
    case 'payload.explained':
    case 'fixture.saved':
    case 'allowlist.asked':
    case 'allowlist.retried':
    case 'allowlist.recognised':
    case 'allowlist.refreshed':
    case 'allowlist.listed':
    case 'allowlist.compared':
    case 'address.checked':
    case 'addresses.counted':
      return state;
    default:
      return assertNever(input);
  }
}

function countMore(state: SessionState, more: Partial<SessionCounts>): SessionState {
  const { received, duplicates, refused, notOk } = state.counts;
  return {
    ...state,
    counts: {
      received: received + (more.received ?? 0),
      duplicates: duplicates + (more.duplicates ?? 0),
      refused: refused + (more.refused ?? 0),
      notOk: notOk + (more.notOk ?? 0),
    },
  };
}

function changeRow(state: SessionState, id: string, change: (row: SessionRow) => SessionRow): SessionState {
  // From the end: what is answered now came a moment ago.
  const index = state.rows.findLastIndex((row) => row.key === id);
  const row = state.rows[index];
  return row === undefined ? state : { ...state, rows: state.rows.with(index, change(row)) };
}

function noticeOf(event: SettingNoted | HistoryDamaged): string {
  if (event.type === 'setting.noted') return `${event.setting}: ${sentence(event.note)}`;
  return `History: skipped ${count(event.skippedLines, 'damaged line')} in ${event.file}.`;
}
