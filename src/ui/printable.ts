import { isPlain } from './plain.ts';

/**
 * THE gate for text that a stranger wrote: what comes out is one line that a terminal can only show, never obey.
 * Escape and control characters become visible pictures (`␛`), line breaks `↵`, tabs `⇥`, and whatever is invisible or turns
 * the reading direction its number (`\u{202e}`). Emoji, CJK, Arabic and the joiners that their scripts need stay as they are.
 */
export function printable(text: string): string {
  return isPlain(text) ? text : text.replace(harmful(), show);
}

/**
 * As {@link printable}, for a column: terminals disagree on how wide joined and coloured emoji are, so these fall apart into
 * plain ones, and a letter keeps a few of its accents.
 */
export function printableCell(text: string): string {
  if (isPlain(text)) return text;
  // Here and not at the top: to read them takes an engine its tables, which few runs need.
  const joinersColoursTags = /\u200d|\u20e3|\p{Variation_Selector}|[\u{1f3fb}-\u{1f3ff}]|[\u{e0020}-\u{e007f}]/gu;
  const pilesOfAccents = /(\p{M}{4})\p{M}+/gu;
  return printable(text.replace(joinersColoursTags, '')).replace(NON_JOINERS, '').replace(pilesOfAccents, '$1');
}

const NON_JOINERS = /\u200c/g;

// Scripts in which a joiner between two letters is spelling, not disguise: Persian, Hindi, Sinhala and their neighbours.
const LETTER_THAT_JOINS =
  '[\\u064b-\\u0655' +
  ['Arab', 'Syrc', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Mymr', 'Khmr']
    .map((script) => `\\p{Script=${script}}`)
    .join('') +
  ']';

const JOINER_IN_WORD = `(?<=${LETTER_THAT_JOINS})[\\u200c\\u200d](?=${LETTER_THAT_JOINS})`;
const JOINER_IN_EMOJI =
  '(?<=\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?)\\u200d(?=\\p{Extended_Pictographic})';
// England, Scotland, Wales: a black flag and its region in tag characters, which anywhere else hide text.
const REGION_FLAG = '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}';

let builtHarmful: RegExp | undefined;

/** What may pass as it is, first; then what may not. Built when first needed: its tables cost more than a whole short run. */
function harmful(): RegExp {
  builtHarmful ??= new RegExp(
    `(${JOINER_IN_WORD}|${JOINER_IN_EMOJI}|${REGION_FLAG}|\\p{Variation_Selector})` +
      '|\\r\\n|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]',
    'gu',
  );
  return builtHarmful;
}

const PICTURES: Readonly<Record<string, string>> = {
  '\r\n': '↵',
  '\n': '↵',
  '\u2028': '↵',
  '\u2029': '↵',
  '\t': '⇥',
  '\u007f': '␡',
};

function show(found: string, harmless: string | undefined): string {
  if (harmless !== undefined) return harmless;

  const picture = PICTURES[found];
  if (picture !== undefined) return picture;

  const codePoint = found.codePointAt(0) ?? 0;
  // The block "Control Pictures" mirrors C0, one for one.
  return codePoint < 0x20 ? String.fromCodePoint(0x2400 + codePoint) : `\\u{${codePoint.toString(16)}}`;
}
