import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { graphemes, isPlain } from '../../src/ui/plain.ts';
import { printable } from '../../src/ui/printable.ts';

const segmenter = new Intl.Segmenter();
const plain = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(isPlain);

describe('isPlain', () => {
  it.each(['', 'text from Ada', 'Zoë · 3 › sent…', '── 0 received ──'])('takes %j', (text) => {
    expect(isPlain(text)).toBe(true);
  });

  it.each(['你好', '👍', 'e\u0301', '\u001b[2m', 'a\nb', '\u00ad', '\u200b', '\u202e', '\u2028'])(
    'leaves %j to the tables',
    (text) => {
      expect(isPlain(text)).toBe(false);
    },
  );

  it('knows only letters that fill one column, join with no other, and may be shown as they are', () => {
    expect(plain.length).toBeGreaterThan(600);
    for (const letter of plain) {
      expect({ letter, width: stringWidth(letter), shown: printable(letter) }).toEqual({
        letter,
        width: 1,
        shown: letter,
      });
    }
    const pairs = fc.tuple(fc.constantFrom(...plain), fc.constantFrom(...plain, '\u001b'));
    fc.assert(
      fc.property(pairs, ([first, second]) => {
        expect([...segmenter.segment(first + second)].length).toBe(2);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('graphemes', () => {
  const anyText = fc.oneof(
    fc.array(fc.constantFrom(...plain, '\u001b')).map((letters) => letters.join('')),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\u001b[2mquiet\u001b[22m', '\r\n', 'a\u0301', '👩‍👧', '한국'),
  );

  it('are those of Intl.Segmenter, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = [...segmenter.segment(text)].map(({ segment, index }) => ({ segment, index }));
        expect([...graphemes.segment(text)].map(({ segment, index }) => ({ segment, index }))).toEqual(expected);
      }),
    );
  });
});
