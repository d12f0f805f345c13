import { CliError } from '../errors.ts';
import type { Family } from './families.ts';
import { parsePrefix, sortPrefixes } from './prefixes.ts';
import { quote } from './quote.ts';

/** One registration: somebody told this registry that the AS announces this prefix. */
export interface RouteObject {
  readonly prefix: string;
  readonly family: Family;
  /** `AS32934`. */
  readonly origin: string;
  readonly maintainers: readonly string[];
  readonly source: string;
}

/** What counts of a route object when registrations are merged. */
export type Registered = Pick<RouteObject, 'prefix' | 'maintainers' | 'source'>;

/** One prefix with everyone who registered it, over all registries. */
export interface Registration {
  readonly prefix: string;
  readonly maintainers: readonly string[];
  readonly sources: readonly string[];
}

interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** An attribute while its continuation lines still come: joined once at the end, as a hostile one may have a million. */
interface OpenAttribute {
  readonly name: string;
  readonly lines: string[];
}

const families: ReadonlyMap<string, Family> = new Map([
  ['route', 4],
  ['route6', 6],
]);

/** GNU whois puts this on stdout before a saved answer when `-i` stands outside the quotes. */
const CLIENT_WARNING = /^Warning: RIPE flags used with a traditional server\.\r?\n/;

/** IRRd 4 ends every answer so: the last text's line, then two empty lines. */
const END_MARK = '\n\n\n';

const MAX_LINE_LENGTH = 64 * 1024;
const MAX_OBJECTS = 20_000;

/** Whether the answer proves that nothing of it was lost on the way. */
export function hasEndMark(answerText: string): boolean {
  return answerText.replaceAll('\r', '').endsWith(END_MARK);
}

/** Throws `list-refused`, quoting the server, when it said no instead of answering. */
export function failOnServerError(answerText: string): void {
  const line = answerText.split(/\r?\n/).find(isServerError);
  if (line !== undefined) throw refused(`The server gave no list, it said "${quote(line)}".`);
}

/** Reads every route object, in the server's order. Throws `list-refused` for anything that is not a whole, sane answer. */
export function parseRoutes(answerText: string, asns: readonly number[]): RouteObject[] {
  // Replaced by a comment, so that the line numbers in messages stay those of the file.
  const text = answerText.replace(CLIENT_WARNING, '%\n');
  failOnServerError(text);
  if (text !== '' && !text.endsWith('\n')) throw cut('The answer ends in the middle of a line.');

  const routes = splitObjects(text).flatMap((attributes) => readRoute(attributes, asns));
  if (routes.length === 0) throw refused('The answer holds no route objects.');
  return routes;
}

/** The same prefix comes once from each registry: here it stands once, sorted by number. */
export function mergeDuplicates(routes: readonly Registered[]): Registration[] {
  const byPrefix = new Map<string, Registered[]>();
  for (const route of routes) {
    const same = byPrefix.get(route.prefix);
    if (same === undefined) byPrefix.set(route.prefix, [route]);
    else same.push(route);
  }

  return sortPrefixes([...byPrefix.keys()]).map((prefix) => {
    const same = byPrefix.get(prefix) ?? [];
    return {
      prefix,
      maintainers: [...new Set(same.flatMap(({ maintainers }) => maintainers))],
      sources: [...new Set(same.map(({ source }) => source))],
    };
  });
}

function isServerError(line: string): boolean {
  if (/^%% |^%\s*ERROR|^%\s*No entries/i.test(line)) return true;
  // A server may say so without its percent signs; inside an attribute the words mean nothing.
  return !/^([\w*-]+:|[ \t+])/.test(line) && /access denied/i.test(line);
}

function splitObjects(text: string): Attribute[][] {
  const objects: OpenAttribute[][] = [];
  let open: OpenAttribute[] = [];

  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.length > MAX_LINE_LENGTH) throw refused(`Line ${index + 1} of the answer is longer than 64 KiB.`);
    if (line === '') open = [];
    else if (!/^[%#]/.test(line)) {
      addLine(open, line, index + 1);
      if (objects.at(-1) !== open) objects.push(open);
    }
  }

  if (objects.length > MAX_OBJECTS) throw refused(`The answer holds more than ${MAX_OBJECTS} objects.`);
  return objects.map((attributes) => attributes.map(({ name, lines }) => ({ name, value: lines.join(' ').trim() })));
}

function addLine(attributes: OpenAttribute[], line: string, lineNumber: number): void {
  const withoutComment = line.replace(/#.*$/s, '');
  const [, name, value] = /^([a-z*][\w-]*):(.*)$/is.exec(withoutComment) ?? [];
  if (name !== undefined && value !== undefined) {
    attributes.push({ name: name.toLowerCase(), lines: [value] });
    return;
  }

  const last = attributes.at(-1);
  if (last !== undefined && /^[ \t+]/.test(line)) last.lines.push(withoutComment.slice(1));
  else throw refused(`Line ${lineNumber} of the answer is no whois data: "${quote(line)}".`);
}

/** Nothing for an object of another class: a `route-set` may stand in a saved file and names no prefix. */
function readRoute(attributes: readonly Attribute[], asns: readonly number[]): RouteObject[] {
  const [key] = attributes;
  const family = key && families.get(key.name);
  if (key === undefined || family === undefined) return [];

  const subject = `The ${key.name} object of "${quote(key.value)}"`;
  if (attributes.filter(({ name }) => families.has(name)).length > 1) {
    throw cut(`${subject} runs into the next one.`);
  }

  const origin = single(attributes, 'origin', subject).toUpperCase();
  const source = single(attributes, 'source', subject);
  const wanted = asns.map((asn) => `AS${asn}`);
  if (!wanted.includes(origin)) {
    throw refused(`${subject} has the origin "${quote(origin)}", not ${wanted.join(' or ')}.`);
  }

  const check = parsePrefix(key.value, family);
  if (!check.ok) throw refused(`"${quote(key.value)}" ${check.reason}; one bad prefix fails the whole list.`);

  const names = attributes.filter(({ name }) => name === 'mnt-by').flatMap(({ value }) => value.split(/[\s,]+/));
  const maintainers = [...new Set(names.filter((name) => name !== ''))];
  for (const name of [source, ...maintainers]) {
    if (!/^[!-~]{1,100}$/.test(name)) throw refused(`${subject} has an unreadable name: "${quote(name)}".`);
  }

  return [{ prefix: check.prefix, family, origin, maintainers, source }];
}

function single(attributes: readonly Attribute[], wanted: string, subject: string): string {
  const [attribute, second] = attributes.filter(({ name }) => name === wanted);
  if (attribute === undefined || attribute.value === '') throw cut(`${subject} is not whole: it has no ${wanted}.`);
  if (second !== undefined) throw cut(`${subject} has two lines for its ${wanted}.`);
  return attribute.value;
}

function refused(sentence: string): CliError {
  return new CliError('list-refused', sentence);
}

function cut(sentence: string): CliError {
  return new CliError('list-refused', sentence, {
    hint: 'The last good list is unchanged. A saved answer must be the whole answer, not its route lines alone.',
  });
}
