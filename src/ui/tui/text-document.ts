import { printableCell } from '../printable.ts';
import { cutToWidth } from '../width.ts';

/**
 * A text broken into lines of the screen. Only where each begins is worked out, in one walk over the text; what stands on
 * it is made when it is drawn, so that 3 MB scroll like a page.
 */
export interface TextDocument {
  readonly text: string;
  readonly columns: number;
  /** Where each line of the screen begins in the text. */
  readonly starts: readonly number[];
}

export function documentOf(text: string, columns: number): TextDocument {
  const width = Math.max(8, columns);
  const starts = [0];
  let used = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) {
      starts.push(at + 1);
      used = 0;
      continue;
    }
    const more = columnsOf(code);
    if (used + more > width && !isSecondHalf(code)) {
      starts.push(at);
      used = 0;
    }
    used += more;
  }
  return { text, columns, starts };
}

/** One line of the screen: harmless, and never wider than it. */
export function lineOf({ text, columns, starts }: TextDocument, index: number): string {
  const start = starts[index];
  if (start === undefined) return '';
  const end = starts[index + 1] ?? text.length;
  const line = text.slice(start, end);
  return cutToWidth(printableCell(line.endsWith('\n') ? line.slice(0, -1) : line), columns);
}

/** The line of the next place of `wanted` after the line `from`, or before it, around the end; undefined when there is none. */
export function findLine(document: TextDocument, wanted: string, from: number, step: 1 | -1): number | undefined {
  if (wanted === '') return undefined;
  const { text, starts } = document;
  const shape = new RegExp(wanted.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'), 'giu');

  if (step === 1) {
    const start = starts[from + 1] ?? text.length;
    return lineAt(starts, firstMatch(shape, text, start) ?? firstMatch(shape, text, 0));
  }
  const before = starts[from] ?? 0;
  return lineAt(starts, lastMatch(shape, text, 0, before) ?? lastMatch(shape, text, before, text.length));
}

function firstMatch(shape: RegExp, text: string, start: number): number | undefined {
  shape.lastIndex = start;
  return shape.exec(text)?.index;
}

function lastMatch(shape: RegExp, text: string, start: number, end: number): number | undefined {
  let last: number | undefined;
  shape.lastIndex = start;
  for (let found = shape.exec(text); found !== null && found.index < end; found = shape.exec(text)) last = found.index;
  return last;
}

/** By halving: a body of 3 MB has forty thousand lines. */
function lineAt(starts: readonly number[], position: number | undefined): number | undefined {
  if (position === undefined) return undefined;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

const NEWLINE = 0x0a;

/** At least as many columns as printable.ts makes of it: rather a line that ends early than one that is cut. */
function columnsOf(code: number): number {
  if (code < 0x7f) return 1;
  if (code < 0xa0 || code === 0xad) return SHOWN_AS_NUMBER;
  if (code < 0x300) return 1;
  const isInvisible =
    code === 0x61c || code === 0x115f || code === 0x1160 || code === 0x180e || code === 0x3164 || code >= 0xfe00;
  if (isInvisible || (code >= 0x200b && code <= 0x206f)) return code >= 0xff01 && code <= 0xff60 ? 2 : SHOWN_AS_NUMBER;
  // Two halves make one character of two columns.
  if (code >= 0xd800 && code <= 0xdfff) return 1;
  return code < 0x1100 ? 1 : 2;
}

const SHOWN_AS_NUMBER = 8;

function isSecondHalf(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
