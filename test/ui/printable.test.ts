import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { printable, printableCell } from '../../src/ui/printable.ts';
import { cutToWidth, fitToWidth } from '../../src/ui/width.ts';

/** Control, line-breaking and direction characters, lone surrogates: what no terminal may ever get from a stranger. */
const NEVER = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0001}]/u;

const HOSTILE_PARTS = [
  '\u001b[2J',
  '\u001b]52;c;aGk=\u0007',
  '\u009b31m',
  '\u009d0;title\u009c',
  '\u0000',
  '\u007f',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200c',
  '\u200d',
  '\ufeff',
  '\ufe0f',
  '\u3164',
  '\u{e0041}',
  '\u{1f3fd}',
  '\u0301',
  '\u20e3',
  '\ud83d',
  '\udc69',
  '\r',
  '\n',
  '\t',
  '👩',
  '🏴',
  'م',
  'क',
  '你',
  'a',
  ' ',
];

const strangersText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xff_ff }).map((unit) => String.fromCharCode(unit)) }),
  fc.array(fc.constantFrom(...HOSTILE_PARTS), { maxLength: 30 }).map((parts) => parts.join('')),
);

const RUNS = { numRuns: 1_000 };

describe.each([
  ['printable', printable],
  ['printableCell', printableCell],
])('%s', (_, gate) => {
  it('lets no control, escape, bidi or broken character pass', () => {
    fc.assert(
      fc.property(strangersText, (text) => !NEVER.test(gate(text))),
      RUNS,
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(strangersText, (text) => gate(gate(text)) === gate(text)),
      RUNS,
    );
  });

  it.each([
    'Hallo, wann öffnet ihr?',
    '你好 世界',
    'こんにちは',
    'مرحبا بالعالم',
    'שלום',
    'สวัสดี',
    '👋 🇩🇪 🎉',
    'a\u0301 e\u0323',
  ])('leaves %s as it is', (text) => {
    expect(gate(text)).toBe(text);
  });

  it('shows what it makes harmless', () => {
    expect(gate('\u001b]52;c;aGk=\u0007')).toBe('␛]52;c;aGk=␇');
    expect(gate('\u009b1m \u202eevil \ud83d \u007f')).toBe('\\u{9b}1m \\u{202e}evil \\u{d83d} ␡');
    expect(gate('one\r\ntwo\nthree\tfour')).toBe('one↵two↵three⇥four');
  });
});

describe('printable', () => {
  it.each(['👩‍🚀', '👨‍👩‍👧‍👦', '🏃🏽‍♂️', '❤️', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', 'ශ්‍රී'])('keeps the joiners that %s needs', (text) => {
    expect(printable(text)).toBe(text);
  });

  it('shows joiners that only hide something', () => {
    expect(printable('pay\u200cpal \u200d')).toBe('pay\\u{200c}pal \\u{200d}');
  });
});

describe('printableCell', () => {
  it('takes joined and coloured emoji apart', () => {
    expect(printableCell('👩‍🚀 👋🏽 ❤️ 1️⃣')).toBe('👩🚀 👋 ❤ 1');
  });

  it('leaves a letter a few of its accents', () => {
    expect(printableCell(`Z${'\u0321'.repeat(500)}`)).toBe(`Z${'\u0321'.repeat(4)}`);
  });
});

describe('cutToWidth and fitToWidth', () => {
  it('never take more columns than they may, and fill exactly', () => {
    fc.assert(
      fc.property(strangersText, fc.integer({ min: 0, max: 40 }), (text, width) => {
        const cell = printableCell(text);
        expect(stringWidth(cutToWidth(cell, width))).toBeLessThanOrEqual(width);
        expect(stringWidth(fitToWidth(cell, width))).toBe(width);
      }),
      RUNS,
    );
  });

  it.each([
    ['Hallo', 5, 'Hallo'],
    ['Hallo', 4, 'Hal…'],
    ['你好世界', 8, '你好世界'],
    ['你好世界', 7, '你好世…'],
    ['你好世界', 6, '你好…'],
    ['Hallo', 1, '…'],
    ['Hallo', 0, ''],
    ['', 3, ''],
  ])('cuts %j at %i to %j', (text, width, expected) => {
    expect(cutToWidth(text, width)).toBe(expected);
  });
});
