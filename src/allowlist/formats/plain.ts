import { allPrefixes, type Format, lines } from './format.ts';

/** One prefix a line, for a pipe. No comments: whoever reads it reads prefixes. */
export const plain: Format = { write: (list) => lines(allPrefixes(list)) };
