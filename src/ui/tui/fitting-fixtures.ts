import fuzzysort from 'fuzzysort';
import type { Prompt, SessionState } from './session-state.ts';

/** The fixtures that fit what was typed, the best first. */
export function fittingFixtures({ fixtures = [] }: SessionState, { text }: Prompt): readonly string[] {
  if (text === '') return fixtures;
  return fuzzysort.go(text, fixtures, { limit: MAX_FITTING, threshold: 0 }).map(({ target }) => target);
}

const MAX_FITTING = 100;
