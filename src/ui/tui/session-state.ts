import type { Stamped, SwitchChecked, WebhookReceived, WebhookRefused } from '../../events.ts';
import { afterEvent } from './after-event.ts';
import type { AppState } from './after-forward.ts';
import type { OverrideState } from './after-override.ts';
import { afterPress } from './after-press.ts';
import { afterResult, type ResultInput } from './after-result.ts';
import type { Detail } from './detail.ts';
import { type Filter, parseFilter } from './filter.ts';
import { type Cursor, following } from './list-view.ts';
import { type MessageList, noMessages } from './message-rows.ts';
import { emptyList, type RowList } from './row-list.ts';
import type { SessionRow } from './session-rows.ts';
import { initialTunnel, type TunnelState } from './tunnel-state.ts';

/** What moves the session on: something happened, a key was pressed, what was asked for is there, the terminal has another size. */
export type SessionInput =
  | Stamped
  | { readonly type: 'key.pressed'; readonly press: string }
  | { readonly type: 'terminal.resized'; readonly columns: number; readonly rows: number }
  | ResultInput;

export type ViewName = 'deliveries' | 'messages';

export type OpenedWebhook = Stamped<WebhookReceived> | Stamped<WebhookRefused>;

/** What the person asked for that is no matter of this screen. A new value is a new wish; actions.ts fulfils it. */
export type Asked =
  | { readonly kind: 'quit' | 'fixtures' | 'dashboard' | 'subscription' }
  | { readonly kind: 'open' | 'replay' | 'duplicate' | 'edit' | 'copy'; readonly key: string }
  | { readonly kind: 'older'; readonly before: string | undefined }
  | { readonly kind: 'save'; readonly key: string; readonly name: string }
  | { readonly kind: 'fire'; readonly name: string }
  | { readonly kind: 'fault'; readonly number: number };

/** A line that the person is typing. */
export interface Prompt {
  readonly kind: 'filter' | 'search' | 'fixture' | 'name';
  readonly text: string;
  /** The webhook that it is about, whatever comes while it is typed. */
  readonly key?: string;
  /** Which of the fixtures that fit. */
  readonly pick: number;
}

export interface SessionCounts {
  readonly received: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly badSignatures: number;
  readonly answered: number;
  /** Received ones whose answer was not 200: Meta sends these again. */
  readonly notOk: number;
  /** Answers that took longer than a second. */
  readonly slow: number;
  /** Those of the dashboard's Test button, which say nothing of real ones. */
  readonly tests: number;
}

export interface SessionState {
  readonly columns: number;
  readonly terminalRows: number;
  readonly localUrl?: string;
  readonly publicUrl?: string;
  readonly verifyToken?: string;
  readonly isSignatureChecked: boolean;
  /** The apps that webhooks are passed on to, and what each made of the last one. */
  readonly forwardTo: readonly string[];
  readonly apps: Readonly<Record<string, AppState>>;
  readonly tunnel: TunnelState;
  /** What `--override` names, once something is known of it. */
  readonly overrides: readonly OverrideState[];
  readonly lastHandshake?: {
    readonly at: string;
    readonly status: number;
    readonly ok: boolean;
    readonly reason?: string;
    readonly userAgent?: string;
  };
  readonly counts: SessionCounts;
  /** The latest thing worth knowing that is no trouble. */
  readonly notice?: string;
  /** What to know about the tunnel, told with the first steps. */
  readonly tunnelNotices: readonly string[];

  /** The newest deliveries of this session. */
  readonly rows: RowList<SessionRow>;
  /** Older ones, as long as a person looks at them: read from history, or held back when the list let go of them. */
  readonly held: RowList<SessionRow>;
  readonly droppedRows: number;
  /** What is before the first row: unread history, history that is being read, or nothing. */
  readonly older: 'there' | 'reading' | 'none';
  readonly messages: MessageList;

  readonly view: ViewName;
  readonly cursors: Readonly<Record<ViewName, Cursor>>;
  readonly filter: Filter;
  /** While the list stands still: what came later is not shown. */
  readonly pausedSeq?: number;
  readonly detail?: Detail;
  readonly panel?: 'help' | 'guide';
  readonly panelTop: number;
  readonly prompt?: Prompt;
  readonly fixtures?: readonly string[];
  /** What the last key brought about, for the line at the bottom. */
  readonly said?: { readonly text: string; readonly isTrouble: boolean };
  /** How requests are answered on purpose. */
  readonly fault?: string;
  /** Verified, and nothing comes. */
  readonly isSilent: boolean;
  /** What the Graph API told of the switches, and whether that is all of it. */
  readonly switches: readonly SwitchChecked[];
  readonly isMetaAsked: boolean;
  readonly asked?: Asked;
}

export const initialState: SessionState = {
  columns: 80,
  terminalRows: 24,
  isSignatureChecked: false,
  forwardTo: [],
  apps: {},
  tunnel: initialTunnel,
  overrides: [],
  tunnelNotices: [],
  counts: { received: 0, duplicates: 0, refused: 0, badSignatures: 0, answered: 0, notOk: 0, slow: 0, tests: 0 },
  rows: emptyList,
  held: emptyList,
  droppedRows: 0,
  older: 'there',
  messages: noMessages,
  view: 'deliveries',
  cursors: { deliveries: following, messages: following },
  filter: parseFilter(''),
  panelTop: 0,
  isSilent: false,
  switches: [],
  isMetaAsked: false,
};

/** The whole session as one function, tested without React. */
export function nextState(state: SessionState, input: SessionInput): SessionState {
  switch (input.type) {
    case 'key.pressed':
      return afterPress(state, input.press);
    case 'terminal.resized':
    case 'action.told':
    case 'webhook.opened':
    case 'history.read':
    case 'fixtures.listed':
    case 'clock.ticked':
      return afterResult(state, input);
    default:
      return afterEvent(state, input);
  }
}
