import { type JsonObject, numberIn, textIn } from '../json-view.ts';

const MAX_TEXT = 80;
const MAX_WORD = 60;

/** How many UTF-16 units are looked at: enough for 80 emoji of families, too few for a text that stacks accents without end. */
const MAX_UNITS = 480;

let segmenter: Intl.Segmenter | undefined;

/** Made when first needed: it loads tables that cost a tenth of a short run. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter;
}

/** A user's text in quotes, on one line, cut where a person would cut it. */
export function quoted(text: string): string {
  return `"${brief(text, MAX_TEXT)}"`;
}

/** A short text from outside, bare: a name, a file name, a code. */
export function word(text: string): string {
  return brief(text, MAX_WORD);
}

/** One line of at most so many graphemes; what was cut shows as an ellipsis. */
export function brief(text: string, max: number): string {
  const slice = text.length > MAX_UNITS ? wholeCharacters(text.slice(0, MAX_UNITS)) : text;
  const line = slice.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ');
  if (text.length <= max) return line;

  const end = endOfGraphemes(line, max);
  return end < line.length || slice.length < text.length ? `${line.slice(0, end).trimEnd()}…` : line;
}

/**
 * Where the first so many graphemes end. Below the combining accents each character is one, and so is an emoji between two
 * of them, which nothing joins or colours. The segmenter takes its time, and a batch has a thousand texts: it gets only the
 * other stretches, each with the character before it, which an accent may belong to.
 */
function endOfGraphemes(line: string, max: number): number {
  let end = 0;
  let left = max;
  while (end < line.length && left > 0) {
    const plain = plainLength(line, end);
    if (plain > 0 && isBoundary(line, end + plain)) {
      end += plain;
      left -= 1;
      continue;
    }
    for (const grapheme of segmentsOf(stretchAt(line, end))) {
      if (left === 0) return end;
      end += grapheme.length;
      left -= 1;
    }
  }
  return end;
}

function isPlain(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code >= 0x20 && code <= 0x2ff;
}

/** How long the character here is, if it is one that no neighbour but an accent changes; else 0. */
function plainLength(line: string, at: number): 0 | 1 | 2 {
  if (isPlain(line, at)) return 1;
  const code = line.codePointAt(at) ?? 0;
  const isEmoji = (code >= 0x1f300 && code <= 0x1f3fa) || (code >= 0x1f400 && code <= 0x1faff);
  return isEmoji && (at + 2 === line.length || isPlain(line, at + 2)) ? 2 : 0;
}

function isBoundary(line: string, at: number): boolean {
  return at === line.length || plainLength(line, at) > 0;
}

/** All up to the next plain character. */
function stretchAt(line: string, at: number): string {
  let end = at + 1;
  while (end < line.length && !isPlain(line, end)) end += 1;
  return line.slice(at, end);
}

function* segmentsOf(text: string): Iterable<string> {
  for (const { segment } of graphemes().segment(text)) yield segment;
}

/** Never half of a surrogate pair at the end. */
function wholeCharacters(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/**
 * An id that a person can match with another line. A `wamid.` begins with the phone number and ends in the same few
 * characters (a NUL byte and base64's padding), so the six before that end tell ids apart.
 */
export function shortId(id: string): string {
  if (id.length <= 24) return word(id);

  const prefix = /^wa[mc]id\./.exec(id)?.[0] ?? '';
  const tail = id.slice(-16).replace(/A{0,2}=*$/, '');
  return `${prefix}…${tail.slice(-6)}`;
}

/** The date of a time in Unix seconds, if it is one. */
export function day(object: JsonObject, key: string): string | undefined {
  const seconds = numberIn(object, key);
  // What `Date` can hold: 8.64e15 ms either side of 1970.
  if (seconds === undefined || Math.abs(seconds) > 8.64e12) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, -14);
}

/** `PENDING_DELETION` as `pending deletion`: for words that read well, not for codes one searches for. */
export function lowered(code: string): string {
  return word(code).toLowerCase().replaceAll('_', ' ');
}

/** `1 message`, `2 messages`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The parts that are there, one after the other. */
export function joined(parts: readonly (string | undefined)[], separator = ', '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** The short form of the text under a key, quoted or bare. */
export function wordIn(object: JsonObject, ...keys: readonly string[]): string | undefined {
  const text = textIn(object, ...keys);
  return text === undefined ? undefined : word(text);
}

export function quotedIn(object: JsonObject, ...keys: readonly string[]): string | undefined {
  const text = textIn(object, ...keys);
  return text === undefined ? undefined : quoted(text);
}
