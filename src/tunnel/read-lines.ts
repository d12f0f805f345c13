import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Longer ones are no message; what follows is dropped up to the next line. */
const MAX_LINE_LENGTH = 16 * 1024;

/** Hands on each line without colours and white space around it; an endless one costs no more memory than a long one. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let open = '';
  const hand = (line: string) => {
    const text = stripVTControlCharacters(line).trim();
    if (text !== '') onLine(text);
  };

  stream.setEncoding('utf8');
  stream.on('error', () => {});
  stream.on('data', (chunk: string) => {
    // A progress display writes over its line with a carriage return.
    const [first = '', ...further] = chunk.split(/[\r\n]/);
    open = (open + first).slice(0, MAX_LINE_LENGTH);
    for (const part of further) {
      hand(open);
      open = part.slice(0, MAX_LINE_LENGTH);
    }
  });
  stream.once('end', () => hand(open));
}
