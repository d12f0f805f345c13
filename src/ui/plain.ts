/** Letters and signs that fill one column each, join with nothing and do nothing to a terminal. */
const PLAIN = '\\x20-\\x7e\\u00a1-\\u00ac\\u00ae-\\u024f\\u2010-\\u2026\\u203a\\u2190-\\u2193\\u2500-\\u257f';

const ONLY_PLAIN = new RegExp(`^[${PLAIN}]*$`);
/** An escape character joins with nothing either. */
const PLAIN_OR_COLORED = new RegExp(`^[\\x1b${PLAIN}]*$`);

/** Most lines are nothing but plain, and need not wait for the tables of all other letters, which take long to load. */
export function isPlain(text: string): boolean {
  return ONLY_PLAIN.test(text);
}

let segmenter: Intl.Segmenter | undefined;

/** A text letter by letter, as a person counts them. */
export const graphemes = {
  segment(text: string): Iterable<Pick<Intl.SegmentData, 'segment' | 'index'>> {
    if (PLAIN_OR_COLORED.test(text)) return oneByOne(text);
    segmenter ??= new Intl.Segmenter();
    return segmenter.segment(text);
  },
};

function* oneByOne(text: string) {
  for (let index = 0; index < text.length; index += 1) yield { segment: text.charAt(index), index };
}
