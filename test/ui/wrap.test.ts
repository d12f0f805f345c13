import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { printableCell } from '../../src/ui/printable.ts';
import { wrapToWidth } from '../../src/ui/wrap.ts';

describe('wrapToWidth', () => {
  it.each<[string, number, number, readonly string[]]>([
    ['', 10, 3, []],
    ['short', 10, 3, ['short']],
    ['one two three', 7, 3, ['one two', 'three']],
    ['one two three', 6, 3, ['one', 'two', 'three']],
    ['one two three four', 8, 2, ['one two', 'three f…']],
    ['abcdefghij', 4, 3, ['abcd', 'efgh', 'ij']],
    ['a abcdefghij', 4, 9, ['a', 'abcd', 'efgh', 'ij']],
    ['你好世界', 5, 2, ['你好', '世界']],
    ['one two', 3, 1, ['on…']],
    ['one two', 3, 0, []],
  ])('%j in %i columns and %i lines', (text, width, maxLines, expected) => {
    expect(wrapToWidth(text, width, maxLines)).toEqual(expected);
  });

  it('never is wider or higher than it may, and ends, whatever the text', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 200 }).map(printableCell);
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 6 }), (text, width, maxLines) => {
        const lines = wrapToWidth(text, width, maxLines);
        expect(lines.length).toBeLessThanOrEqual(maxLines);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
