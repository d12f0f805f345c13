import { initialState, nextState, type SessionInput, type SessionState } from './session-state.ts';

export interface SessionStore {
  readonly dispatch: (input: SessionInput) => void;
  readonly getState: () => SessionState;
  /** Calls back after every change, until the returned function is called. */
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Holds the session from the first event on, whether anything is drawn yet or not. */
export function createSessionStore(): SessionStore {
  let state = initialState;
  const listeners = new Set<() => void>();

  return {
    getState: () => state,
    dispatch: (input) => {
      const next = nextState(state, input);
      if (next === state) return;

      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
      };
    },
  };
}
