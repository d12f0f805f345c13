import { type Asked, initialState, nextState, type SessionInput, type SessionState } from './session-state.ts';

export interface SessionStore {
  readonly dispatch: (input: SessionInput) => void;
  readonly getState: () => SessionState;
  /** Calls back after changes, until the returned function is called: at once after a key, else {@link MAX_CHANGES} times a second. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** Calls back with each wish of the person. */
  readonly onAsked: (fulfil: (asked: Asked) => void) => void;
  /** No further call back comes. */
  readonly close: () => void;
}

/** Fast enough to follow a burst by eye. */
export const MAX_CHANGES = 15;

/** Whoever draws rests so many times as long as it took: a slow terminal, which a write waits for, must not hold up webhooks. */
const REST = 5;
const MAX_REST_MS = 1_000;

/** Holds the session from the first event on, whether anything is drawn yet or not. */
export function createSessionStore(): SessionStore {
  let state = initialState;
  let isTold = true;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();
  const fulfillers: ((asked: Asked) => void)[] = [];

  const tell = () => {
    isTold = true;
    for (const listener of listeners) listener();
  };
  const rest = () => {
    timer = undefined;
    if (!isTold) tellAndRest();
  };
  const tellAndRest = () => {
    clearTimeout(timer);
    // Not by `performance`, for which Node loads a module before the first frame; a clock that is set meanwhile does no harm.
    const startedMs = Date.now();
    tell();
    const tookMs = Date.now() - startedMs;
    timer = setTimeout(rest, Math.min(MAX_REST_MS, Math.max(1_000 / MAX_CHANGES, REST * tookMs)));
    // The screen alone keeps nothing running.
    timer.unref();
  };

  return {
    getState: () => state,
    dispatch: (input) => {
      const next = nextState(state, input);
      if (next === state) return;

      const isAsked = next.asked !== undefined && next.asked !== state.asked;
      state = next;
      isTold = false;
      if (timer === undefined || isUrgent(input)) tellAndRest();
      if (isAsked && next.asked !== undefined) for (const fulfil of fulfillers) fulfil(next.asked);
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
      };
    },
    onAsked: (fulfil) => void fulfillers.push(fulfil),
    close: () => {
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

/** A person waits for it. */
function isUrgent({ type }: SessionInput): boolean {
  return type === 'key.pressed' || type === 'terminal.resized' || type === 'action.told' || type === 'webhook.opened';
}
