/** Where a text stops being JSON, and what was due there. */
export interface JsonFault {
  readonly index: number;
  readonly due: Due | 'end' | 'string';
}

type Due = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma';

/** Either one token was taken and the next is due, or the token cannot stand here. */
type Step = { readonly end: number; readonly due: Due } | { readonly fault: JsonFault };

/** The brackets that are open, outermost first. */
type OpenBrackets = ('{' | '[')[];

/**
 * Finds the first character that breaks JSON's grammar. `JSON.parse` knows it too, but tells it in words that change with
 * the version of Node, or not at all. A loop and not a recursion: a body may open a million brackets.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: OpenBrackets = [];
  let due: Due = 'value';
  let index = skipSpace(text, 0);

  while (index < text.length) {
    const step = takeToken(text, index, due, open);
    if ('fault' in step) return step.fault;
    due = step.due;
    index = skipSpace(text, step.end);
  }
  return due === 'comma' && open.length === 0 ? undefined : { index, due };
}

function takeToken(text: string, index: number, due: Due, open: OpenBrackets): Step {
  switch (due) {
    case 'comma':
      return takeComma(text, index, open);
    case 'colon':
      return text.charAt(index) === ':' ? { end: index + 1, due: 'value' } : { fault: { index, due } };
    case 'key':
    case 'key or }':
      return takeKey(text, index, due, open);
    default:
      return takeValue(text, index, due, open);
  }
}

function takeComma(text: string, index: number, open: OpenBrackets): Step {
  const innermost = open.at(-1);
  if (innermost === undefined) return { fault: { index, due: 'end' } };

  const character = text.charAt(index);
  if (character === ',') return { end: index + 1, due: innermost === '{' ? 'key' : 'value' };
  if (character === (innermost === '{' ? '}' : ']')) return close(index, open);
  return { fault: { index, due: 'comma' } };
}

function takeKey(text: string, index: number, due: 'key' | 'key or }', open: OpenBrackets): Step {
  const character = text.charAt(index);
  if (character === '}' && due === 'key or }') return close(index, open);
  return character === '"' ? takeString(text, index, 'colon') : { fault: { index, due } };
}

function takeValue(text: string, index: number, due: 'value' | 'value or ]', open: OpenBrackets): Step {
  const character = text.charAt(index);
  if (character === '"') return takeString(text, index, 'comma');
  if (character === ']' && due === 'value or ]') return close(index, open);
  if (character === '{' || character === '[') {
    open.push(character);
    return { end: index + 1, due: character === '{' ? 'key or }' : 'value or ]' };
  }
  const end = matchEnd(WORD, text, index);
  return end === undefined ? { fault: { index, due } } : { end, due: 'comma' };
}

function close(index: number, open: OpenBrackets): Step {
  open.pop();
  return { end: index + 1, due: 'comma' };
}

function takeString(text: string, from: number, next: Due): Step {
  let index = from + 1;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '"') return { end: index + 1, due: next };

    const end = character === '\\' ? matchEnd(ESCAPE, text, index) : index + 1;
    if (end === undefined || character < ' ') break;
    index = end;
  }
  return { fault: { index, due: 'string' } };
}

function skipSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && ' \t\n\r'.includes(text.charAt(index))) index += 1;
  return index;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function matchEnd(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
