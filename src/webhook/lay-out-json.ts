const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

/** JSON text laid out to be read, two spaces a level. Only white space changes: numbers keep every digit, texts every escape. */
export function layOutJson(text: string): string {
  const parts: string[] = [];
  let depth = 0;
  let previous = '';
  const newline = () => `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`;

  for (const [token] of text.matchAll(TOKEN)) {
    const isEmptyPair = (previous === '{' && token === '}') || (previous === '[' && token === ']');
    if (token === '}' || token === ']') {
      depth -= 1;
      if (!isEmptyPair) parts.push(newline());
    } else if (previous === '{' || previous === '[' || previous === ',') parts.push(newline());
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth += 1;
    previous = token;
  }
  return parts.join('');
}

/** Nobody reads what is nested deeper, and its indents alone would fill the memory. */
const MAX_INDENT = 100;
