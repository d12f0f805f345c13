/** The words of an unfinished command line as a shell parts and unquotes them; the last one is where the cursor stands, and may be empty. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let end = 0;
  for (const match of line.matchAll(WORD)) {
    words.push(unquoted(match[0]));
    end = match.index + match[0].length;
  }
  return end === line.length && words.length > 0 ? words : [...words, ''];
}

/** Pieces without a gap: quoted ones, the last of which may still be open, escaped characters, and plain ones. */
const WORD = /(?:"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|'[^']*(?:'|$)|\\[\s\S]|\\$|[^\s"'\\])+/g;
const PIECE = /"((?:\\[\s\S]|[^"\\])*)(?:"|\\?$)|'([^']*)(?:'|$)|\\([\s\S]|$)/g;

/** A word without its quotes, closed or still open. */
export function unquoted(word: string): string {
  return word.replace(
    PIECE,
    (_, double: string | undefined, single: string | undefined, escaped: string | undefined) => {
      return double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '';
    },
  );
}
