import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { toAscii } from '../../../src/ui/tui/ascii.ts';

describe('toAscii', () => {
  it.each([
    ['── 1 received · 0 again ─', '-- 1 received . 0 again -'],
    ['› ← #1 … → ↑↓', '> < #1 ~ > ^v'],
    ['Grüße, José', 'Gru?e, Jose'],
    ['你好 👋 مر', '???? ?? ??'],
    ['\u001b[1mplain\u001b[22m', '\u001b[1mplain\u001b[22m'],
  ])('%j is %j', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii);
  });

  it('is ASCII and as wide as before, whatever the text', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(word, (text) => {
        expect(toAscii(text)).toMatch(/^\p{ASCII}*$/u);
        expect(stringWidth(toAscii(text))).toBe(
          [...new Intl.Segmenter().segment(text)].reduce((sum, { segment }) => sum + stringWidth(segment), 0),
        );
      }),
    );
  });
});
