import { describe, expect, it } from 'vitest';
import { happened, received, stateAfter } from '../../support/happened.ts';
import { labelsOf, messagesOf, presses, selectedKey, stateFrom, typed } from '../../support/tui.ts';

const note = (type: string, summary: string, from = '15550100300', messageId = `wamid.${summary}`) =>
  ({ field: 'messages', kind: 'message', type, summary, from, messageId }) as const;

const state = stateAfter(
  received(1, { notifications: [note('text', 'text from Ada: "Hallo"')] }),
  received(2, { notifications: [note('image', 'image from Ada', '15550100999')] }),
  received(3, { notifications: [note('text', 'text from Bob')], duplicateOf: 'mhz3k2p1-1', duplicateAfterMs: 34_000 }),
  received(4, { notifications: [note('text', 'text from Eve')], signature: { state: 'missing', reason: 'no header' } }),
  happened('webhook.answered', { id: 'mhz3k2p1-2', status: 500 }),
  happened('webhook.refused'),
);

describe('the filter', () => {
  it.each<[string, readonly string[]]>([
    ['hallo', ['#1']],
    ['ADA', ['#1', '#2']],
    ['kind:image', ['#2']],
    ['kind:text ada', ['#1']],
    ['from:0999', ['#2']],
    ['sig:bad', ['#4', '-']],
    ['sig:valid', ['#1', '#2', '#3']],
    ['status:500', ['#2']],
    ['is:again', ['#3']],
    ['#3', ['#3']],
    ['-ada -kind:refused', ['#3', '#4']],
    ['nothing like it', []],
    ['  ', ['#1', '#2', '#3', '#4', '-']],
  ])('%j shows %j, while it is typed', (text, labels) => {
    const typing = stateFrom(state, ...presses('/'), ...typed(text));
    expect(labelsOf(typing)).toEqual(labels);
    expect(labelsOf(stateFrom(typing, ...presses('enter')))).toEqual(labels);
  });

  it('is taken away by Escape, at once and later', () => {
    const typing = stateFrom(state, ...presses('/'), ...typed('hallo'));
    expect(labelsOf(stateFrom(typing, ...presses('escape')))).toHaveLength(5);
    expect(labelsOf(stateFrom(typing, ...presses('enter', 'escape')))).toHaveLength(5);
  });

  it('can be corrected', () => {
    const typing = stateFrom(state, ...presses('/'), ...typed('hallx'), ...presses('backspace', 'o'));
    expect(labelsOf(typing)).toEqual(['#1']);
    expect(labelsOf(stateFrom(typing, ...presses('ctrl-u')))).toHaveLength(5);
    expect(stateFrom(typing, ...typed(' kind:x'), ...presses('ctrl-w')).filter.text).toBe('hallo ');
  });

  it('follows the newest that fits', () => {
    const shown = stateFrom(state, ...presses('/'), ...typed('ada'), ...presses('enter'));
    expect(selectedKey(shown)).toBe('mhz3k2p1-2');
    const more = stateFrom(shown, received(7, { notifications: [note('text', 'text from Ada')] }), received(8));
    expect(selectedKey(more)).toBe('mhz3k2p1-8');
  });

  it('holds for the messages too', () => {
    const shown = stateFrom(state, ...presses('tab', '/'), ...typed('kind:image'));
    expect(messagesOf(shown).map(({ summary }) => summary)).toEqual(['image from Ada']);
  });
});
