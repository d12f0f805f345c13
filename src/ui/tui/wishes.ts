import type { Asked, Prompt, SessionState } from './session-state.ts';

/** The state with a wish that somebody else fulfils. */
export function ask(state: SessionState, asked: Asked): SessionState {
  return { ...state, asked };
}

/** The state with a word to the person, for the line at the bottom. */
export function saying(state: SessionState, text: string, isTrouble = false): SessionState {
  return { ...state, said: { text, isTrouble } };
}

export function openPrompt(state: SessionState, kind: Prompt['kind'], text: string, key?: string): SessionState {
  return { ...state, prompt: { kind, text, pick: 0, ...(key === undefined ? {} : { key }) } };
}
