import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/ui/fold.ts';

describe('fold', () => {
  it.each([
    ['one two three', 8, ['one two', 'three']],
    ['short', 8, ['short']],
    ['', 8, ['']],
    ['/entry/0/changes', 8, ['/entry/0', '/changes']],
    ['a /entry/0/changes', 8, ['a', '/entry/0', '/changes']],
    ['数字数字', 4, ['数字', '数字']],
  ])('puts %j on lines of %i', (text, columns, lines) => {
    expect(fold(text, columns)).toEqual(lines);
  });

  it('loses nothing but spaces, and no line is too long', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'bc', ' ', '数', '👋', '-') });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (words, columns) => {
        const lines = fold(words, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
