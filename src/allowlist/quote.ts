const MAX_QUOTE_LENGTH = 200;

/** Controls, C1 and the marks that turn the writing direction: on a terminal they can hide or forge text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to make harmless.
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A stranger's text on one harmless line: nothing in it can move the cursor or turn the reading direction. */
export function quote(text: string): string {
  const escaped = text
    .slice(0, MAX_QUOTE_LENGTH)
    .replace(HARMFUL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return escaped.length > MAX_QUOTE_LENGTH || text.length > MAX_QUOTE_LENGTH
    ? `${escaped.slice(0, MAX_QUOTE_LENGTH - 1)}…`
    : escaped;
}
