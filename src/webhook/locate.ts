/** Where something stands in a text. Both count from 1, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A wanted pointer as a tree, so that one walk over the text finds all of them. */
interface Wanted {
  readonly children: Map<string, Wanted>;
  readonly parent: Wanted | undefined;
  readonly pointers: string[];
  index: number;
  /** How often this place was entered: a key that is written twice counts with its last value, as in `JSON.parse`. */
  visit: number;
  /** The visit of the parent in which this was seen. */
  visitOfParent: number;
}

/** An open bracket, and where it is wanted; `element` counts in an array. */
interface Open {
  readonly isArray: boolean;
  readonly wanted: Wanted | undefined;
  element: number;
}

/**
 * Where in a JSON text the values of these pointers begin; one that leads nowhere is left out.
 * One loop over the text and no recursion: a body may open a million brackets, and hold a thousand findings.
 */
export function locate(text: string, pointers: Iterable<string>): ReadonlyMap<string, Place> {
  const root = wantedTree(pointers);
  walk(text, root);
  return placesOf(text, foundIn(root));
}

/** The parts of a JSON pointer (RFC 6901); undefined when it is none. */
export function segmentsOf(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** `/entry/0` and `a/b` give `/entry/0/a~1b`. */
export function pointerTo(parent: string, segment: string | number): string {
  return `${parent}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Line and column of an index, for one that is asked alone. */
export function placeOf(text: string, index: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: index - lineStart + 1 };
}

function wantedTree(pointers: Iterable<string>): Wanted {
  const root = newWanted(undefined);
  for (const pointer of pointers) {
    const segments = segmentsOf(pointer);
    if (segments === undefined) continue;
    let wanted = root;
    for (const segment of segments) {
      const known = wanted.children.get(segment);
      const next = known ?? newWanted(wanted);
      if (known === undefined) wanted.children.set(segment, next);
      wanted = next;
    }
    wanted.pointers.push(pointer);
  }
  return root;
}

function newWanted(parent: Wanted | undefined): Wanted {
  return { children: new Map(), parent, pointers: [], index: -1, visit: 0, visitOfParent: 0 };
}

function walk(text: string, root: Wanted): void {
  const open: Open[] = [];
  let next: Wanted | undefined = root;

  for (let index = 0; index < text.length; ) {
    const character = text.charAt(index);
    const innermost = open.at(-1);
    if (character === '}' || character === ']') {
      open.pop();
      index += 1;
    } else if (SPACE_OR_COMMA.includes(character)) {
      index += 1;
    } else {
      const isInArray = innermost?.isArray === true;
      if (isInArray) next = innermost.wanted?.children.get(String(innermost.element++));
      else if (innermost !== undefined) {
        const keyEnd = endOfString(text, index);
        const key = innermost.wanted === undefined ? undefined : keyOf(text.slice(index, keyEnd));
        next = key === undefined ? undefined : innermost.wanted?.children.get(key);
        index = valueAfter(text, keyEnd);
      }
      if (next !== undefined) enter(next, index);
      index = takeValue(text, index, open, next);
    }
  }
}

/** Goes into an object or array, and over anything else. */
function takeValue(text: string, index: number, open: Open[], wanted: Wanted | undefined): number {
  const first = text.charAt(index);
  if (first === '{' || first === '[') {
    open.push({ isArray: first === '[', wanted, element: 0 });
    return index + 1;
  }
  return first === '"' ? endOfString(text, index) : endOfWord(text, index);
}

const SPACE_OR_COMMA = ' \t\n\r,';

/** Where the value of a key begins; the end of the text when there is none, since then it is no JSON. */
function valueAfter(text: string, keyEnd: number): number {
  const colon = text.indexOf(':', keyEnd);
  if (colon === -1) return text.length;
  let index = colon + 1;
  while (index < text.length && SPACE_OR_COMMA.includes(text.charAt(index))) index += 1;
  return index;
}

function enter(wanted: Wanted, index: number): void {
  wanted.index = index;
  wanted.visit += 1;
  wanted.visitOfParent = wanted.parent?.visit ?? 0;
}

function keyOf(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    const key: unknown = JSON.parse(literal);
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined; // No JSON after all.
  }
}

function endOfString(text: string, from: number): number {
  let index = from + 1;
  for (; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) return index + 1;
    if (unit === BACKSLASH) index += 1;
  }
  return index;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A number, true, false or null. At least one step, so that no text can hold the loop up. */
function endOfWord(text: string, from: number): number {
  let index = from + 1;
  while (index < text.length && !' \t\n\r,]}:'.includes(text.charAt(index))) index += 1;
  return index;
}

/** The indexes of what was found, without what stood under a key that a later one replaced. */
function foundIn(root: Wanted): Map<string, number> {
  const found = new Map<string, number>();
  const waiting = [root];
  for (let wanted = waiting.pop(); wanted !== undefined; wanted = waiting.pop()) {
    if (wanted.visit === 0 || wanted.visitOfParent !== (wanted.parent?.visit ?? 0)) continue;
    for (const pointer of wanted.pointers) found.set(pointer, wanted.index);
    waiting.push(...wanted.children.values());
  }
  return found;
}

/** One walk over the lines for all indexes. */
function placesOf(text: string, indexes: ReadonlyMap<string, number>): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let line = 1;
  let lineStart = 0;
  let lineEnd = text.indexOf('\n');
  for (const [pointer, index] of [...indexes].sort(([, one], [, other]) => one - other)) {
    while (lineEnd !== -1 && lineEnd < index) {
      line += 1;
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf('\n', lineStart);
    }
    places.set(pointer, { line, column: index - lineStart + 1 });
  }
  return places;
}
