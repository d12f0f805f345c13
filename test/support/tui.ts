import type { Stamped } from '../../src/events.ts';
import type { SessionActions } from '../../src/ui/tui/actions.ts';
import { deliveryRows, messageRows, selectedRow } from '../../src/ui/tui/list-view.ts';
import { nextState, type SessionInput, type SessionState } from '../../src/ui/tui/session-state.ts';
import { received } from './happened.ts';

/** Presses of these keys, by the names of keys.ts; a longer word of small letters is such a name, anything else is typed. */
export function presses(...keys: readonly string[]): readonly SessionInput[] {
  return keys.map((press) => ({ type: 'key.pressed', press }));
}

/** The letters of a text, one press each. */
export function typed(text: string): readonly SessionInput[] {
  return presses(...text);
}

export function resized(columns: number, rows: number): SessionInput {
  return { type: 'terminal.resized', columns, rows };
}

export function webhooks(first: number, last: number): readonly Stamped[] {
  return Array.from({ length: last - first + 1 }, (_, index) => received(first + index));
}

export function stateFrom(state: SessionState, ...inputs: readonly SessionInput[]): SessionState {
  return inputs.reduce(nextState, state);
}

export function labelsOf(state: SessionState): readonly string[] {
  return deliveryRows(state).map(({ label }) => label);
}

export function messagesOf(state: SessionState) {
  return messageRows(state);
}

export function selectedKey(state: SessionState): string | undefined {
  return selectedRow(state)?.key;
}

/** Actions that tell what was asked of them and do nothing. */
export function noActions(change: Partial<SessionActions> = {}): SessionActions {
  const done = (text: string) => Promise.resolve({ text, isTrouble: false });
  return {
    find: () => Promise.resolve(undefined),
    older: () => Promise.resolve({ events: [], isAll: true }),
    replay: (key) => done(`replay ${key}`),
    duplicate: (key) => done(`duplicate ${key}`),
    edit: (key) => done(`edit ${key}`),
    copy: (key) => done(`copy ${key}`),
    save: (key, name) => done(`save ${key} ${name}`),
    fixtures: () => Promise.resolve(['messages/text', 'messages/image', 'statuses/read']),
    fire: (name) => done(`fire ${name}`),
    setFault: (number) => done(`fault ${number}`),
    askMeta: () => Promise.resolve(),
    openDashboard: () => done('dashboard'),
    ...change,
  };
}
