import type { Stamped } from '../../events.ts';
import { afterHistory } from './after-history.ts';
import { shown, withWebhook } from './detail-keys.ts';
import type { OpenedWebhook, SessionState } from './session-state.ts';

/** What comes back of what the person asked for, and what the terminal and the clock say. */
export type ResultInput =
  | { readonly type: 'terminal.resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'clock.ticked'; readonly atMs: number }
  | { readonly type: 'action.told'; readonly text: string; readonly isTrouble: boolean }
  | { readonly type: 'webhook.opened'; readonly key: string; readonly webhook: OpenedWebhook | undefined }
  | { readonly type: 'history.read'; readonly events: readonly Stamped[]; readonly isAll: boolean }
  | { readonly type: 'fixtures.listed'; readonly names: readonly string[] };

export function afterResult(state: SessionState, input: ResultInput): SessionState {
  switch (input.type) {
    case 'terminal.resized': {
      const resized = { ...state, columns: input.columns, terminalRows: input.rows };
      if (state.detail === undefined || state.columns === input.columns) return resized;
      return { ...resized, detail: shown(resized, state.detail) };
    }
    case 'clock.ticked':
      return isSilentAt(state, input.atMs) ? { ...state, isSilent: true } : state;
    case 'action.told':
      return { ...state, said: { text: input.text, isTrouble: input.isTrouble } };
    case 'webhook.opened':
      return opened(state, input.key, input.webhook);
    case 'history.read':
      return afterHistory(state, input.events, input.isAll);
    case 'fixtures.listed':
      return { ...state, fixtures: input.names };
  }
}

/** So long after the handshake a person wonders why nothing comes. */
const SILENT_MS = 60_000;

function isSilentAt({ isSilent, lastHandshake, counts }: SessionState, atMs: number): boolean {
  if (isSilent || lastHandshake?.ok !== true || counts.received + counts.refused > 0) return false;
  return atMs - Date.parse(lastHandshake.at) >= SILENT_MS;
}

function opened(state: SessionState, key: string, webhook: OpenedWebhook | undefined): SessionState {
  const { detail } = state;
  // Closed, or another one opened meanwhile.
  if (detail === undefined || detail.key !== key) return state;
  if (webhook !== undefined) return { ...state, detail: withWebhook(state, detail, webhook) };
  const { detail: _, ...closed } = state;
  const text = 'Its body is gone: there is no history, and memory keeps only the newest.';
  return { ...closed, said: { text, isTrouble: true } };
}
