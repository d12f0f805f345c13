import type { ForwardAnswered, ForwardFailed, ForwardResumed, ForwardWaiting, WebhookReceived } from '../../events.ts';
import { forwardResumedText, forwardWaitingText } from '../text-forward.ts';
import { changeRow } from './row-list.ts';
import { forwardedRow, type SessionRow } from './session-rows.ts';
import type { SessionState } from './session-state.ts';

/** An app that webhooks are passed on to. */
export interface AppState {
  /** What it made of the last one: `up`, `up, 500`, `DOWN`. */
  readonly words?: string;
  /** How many were answered and are still to be delivered (`--answer now`). */
  readonly waiting: number;
}

export function afterForwarded(state: SessionState, event: ForwardAnswered | ForwardFailed): SessionState {
  const words = event.type === 'forward.failed' ? 'DOWN' : event.status === 200 ? 'up' : `up, ${event.status}`;
  const { waiting = 0 } = state.apps[event.to] ?? {};
  const isTaken = event.type === 'forward.answered' && event.status === 200;
  const next = withApp(state, event.to, { words, waiting: isTaken ? Math.max(0, waiting - 1) : waiting });
  return changeDelivery(next, event.id, (row) => forwardedRow(row, event));
}

/** The app takes nothing, or takes webhooks again: the count is exact then, and is counted on from there. */
export function afterWaiting(state: SessionState, event: ForwardWaiting | ForwardResumed): SessionState {
  const [line] = event.type === 'forward.waiting' ? forwardWaitingText(event) : forwardResumedText(event);
  const { words } = state.apps[event.to] ?? {};
  const app = { waiting: event.waiting, ...(words === undefined ? {} : { words }) };
  return { ...withApp(state, event.to, app), notice: line?.text ?? '' };
}

/** While an app takes nothing, each further webhook waits for it behind the others. */
export function withWaiting(state: SessionState, { waitsFor = [] }: WebhookReceived): SessionState {
  return waitsFor.reduce((next, to) => {
    const app = next.apps[to];
    return app === undefined || app.waiting === 0 ? next : withApp(next, to, { ...app, waiting: app.waiting + 1 });
  }, state);
}

export function changeDelivery(state: SessionState, id: string, change: (row: SessionRow) => SessionRow): SessionState {
  const isMeant = ({ key }: SessionRow) => key === id;
  const rows = changeRow(state.rows, isMeant, change);
  if (rows !== state.rows) return { ...state, rows };
  const held = changeRow(state.held, isMeant, change);
  return held === state.held ? state : { ...state, held };
}

function withApp(state: SessionState, to: string, app: AppState): SessionState {
  const known = state.apps[to];
  if (known !== undefined && known.words === app.words && known.waiting === app.waiting) return state;
  return { ...state, apps: { ...state.apps, [to]: app } };
}
