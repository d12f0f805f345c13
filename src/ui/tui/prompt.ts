import { searched } from './detail-keys.ts';
import { parseFilter } from './filter.ts';
import { fittingFixtures } from './fitting-fixtures.ts';
import type { Prompt, SessionState } from './session-state.ts';

/** A key while a line is being typed: it is a letter of it, unless it has another name. */
export function pressedInPrompt(state: SessionState, prompt: Prompt, press: string): SessionState {
  const { prompt: _, ...closed } = state;
  switch (press) {
    case 'escape':
      return prompt.kind === 'filter' ? { ...closed, filter: parseFilter('') } : closed;
    case 'enter':
      return accepted(state, closed, prompt);
    case 'backspace':
      return typed(state, { ...prompt, text: [...prompt.text].slice(0, -1).join('') });
    case 'ctrl-u':
      return typed(state, { ...prompt, text: '' });
    case 'ctrl-w':
      return typed(state, { ...prompt, text: prompt.text.replace(/\S*\s*$/, '') });
    case 'up':
    case 'down':
      return { ...state, prompt: picked(state, prompt, press === 'up' ? -1 : 1) };
    default:
      return NOT_TEXT.test(press) ? state : typed(state, { ...prompt, text: (prompt.text + press).slice(0, MAX_TEXT) });
  }
}

const MAX_TEXT = 500;

const NOT_TEXT = /^(?:up|down|left|right|home|end|tab|shift-tab|page-up|page-down|alt|ctrl-.*)$/;

function typed(state: SessionState, prompt: Prompt): SessionState {
  const next = { ...state, prompt: { ...prompt, pick: 0 } };
  return prompt.kind === 'filter' ? { ...next, filter: parseFilter(prompt.text) } : next;
}

function picked(state: SessionState, prompt: Prompt, step: number): Prompt {
  const last = fittingFixtures(state, prompt).length - 1;
  return { ...prompt, pick: Math.max(0, Math.min(last, prompt.pick + step)) };
}

function accepted(state: SessionState, closed: SessionState, prompt: Prompt): SessionState {
  const { kind, text, pick, key } = prompt;
  switch (kind) {
    case 'filter':
      return closed;
    case 'search':
      return closed.detail === undefined ? closed : searched(closed, closed.detail, text, 1);
    case 'fixture': {
      const name = fittingFixtures(state, prompt)[pick];
      if (name === undefined) return { ...closed, said: { text: `No fixture fits "${text}".`, isTrouble: true } };
      return { ...closed, asked: { kind: 'fire', name }, said: { text: `Firing ${name}…`, isTrouble: false } };
    }
    case 'name': {
      return key === undefined || text.trim() === ''
        ? closed
        : { ...closed, asked: { kind: 'save', key, name: text.trim() } };
    }
  }
}
