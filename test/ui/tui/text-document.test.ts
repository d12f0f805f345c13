import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { documentOf, findLine, lineOf } from '../../../src/ui/tui/text-document.ts';

function linesOf(text: string, columns: number): string[] {
  const document = documentOf(text, columns);
  return document.starts.map((_, index) => lineOf(document, index));
}

describe('a text on the screen', () => {
  it.each<[string, number, readonly string[]]>([
    ['', 10, ['']],
    ['a\nb\n\nc', 10, ['a', 'b', '', 'c']],
    ['abcdefghijkl', 10, ['abcdefghij', 'kl']],
    ['你好世界你好', 10, ['你好世界你', '好']],
    ['\u001b[2J', 10, ['␛[2J']],
    ['\u202eevil', 10, ['\\u{202e}ev', 'il']],
    ['👋👋👋👋👋👋', 10, ['👋👋👋👋👋', '👋']],
    ['مرحبا', 10, ['مرحبا']],
  ])('%j at %i columns', (text, columns, lines) => {
    expect(linesOf(text, columns).map((line) => line.trimEnd())).toEqual(lines);
  });

  it('never is wider than the screen, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 8, max: 40 }), (text, columns) => {
        for (const line of linesOf(text, columns)) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('loses no letter', () => {
    const text = Array.from({ length: 3_000 }, (_, n) => String.fromCharCode(33 + (n % 90))).join('');
    expect(linesOf(text, 37).join('')).toBe(text);
  });
});

describe('searching', () => {
  const document = documentOf('Alpha\nbeta\nalpha (1)\ngamma', 20);

  it.each<[string, number, 1 | -1, number | undefined]>([
    ['alpha', -1, 1, 0],
    ['alpha', 0, 1, 2],
    ['ALPHA', 2, 1, 0],
    ['alpha', 2, -1, 0],
    ['alpha', 0, -1, 2],
    ['(1)', 0, 1, 2],
    ['.*', 0, 1, undefined],
    ['delta', 0, 1, undefined],
    ['', 0, 1, undefined],
  ])('%j from line %i by %i is on line %s', (wanted, from, step, line) => {
    expect(findLine(document, wanted, from, step)).toBe(line);
  });
});
