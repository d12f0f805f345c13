/**
 * Words on lines of at most `columns`, for plain text. It guesses widths instead of looking them up: the tables of
 * string-width cost a short run more than it takes, and a line that breaks a word early harms nobody.
 */
export function fold(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/(?<= )/)) {
    const width = widthOf(word.trimEnd());
    if (used > 0 && used + width > columns) {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    }
    // A URL or a pointer may be longer than any line.
    for (const part of width > columns ? piecesOf(word, columns) : [word]) {
      if (used > 0 && used + widthOf(part.trimEnd()) > columns) {
        lines.push(line.trimEnd());
        line = '';
        used = 0;
      }
      line += part;
      used += widthOf(part);
    }
  }
  return [...lines, line.trimEnd()];
}

/** The beginning that fits into `columns`, with `…` where something is missing; by the same guess. */
export function cutToColumns(text: string, columns: number): string {
  if (text.length <= columns && widthOf(text) <= columns) return text;
  const [beginning = ''] = piecesOf(text, Math.max(1, columns - 1));
  return `${beginning.trimEnd()}…`;
}

function piecesOf(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const width = widthOf(character);
    if (used + width > columns) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += width;
  }
  return [...pieces, piece];
}

/** Hangul is the first script whose letters fill two columns; whatever comes behind it counts as if it did. */
const FIRST_WIDE = 0x1100;

/** Punctuation, arrows and the pictures of control characters lie behind, but fill one. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    width += code < FIRST_WIDE || (code >= 0x2000 && code < 0x2500) ? 1 : 2;
  }
  return width;
}
