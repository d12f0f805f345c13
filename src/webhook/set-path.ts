import { isObject, jsonKind, valueIn } from './json-view.ts';

/** A key, or an index: a number where the path says that it is one (`[0]`); a text of digits is either. */
export type PathPart = string | number;

/** One value and the place where it belongs. */
export interface Assignment {
  /** As it was given, for messages. */
  readonly pathText: string;
  readonly parts: readonly PathPart[];
  readonly value: unknown;
}

export type SetResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly reason: string };

/** `path=value`: the value is JSON where it parses, else text. Undefined when there is no path. */
export function parseAssignment(text: string): Assignment | undefined {
  const end = text.indexOf('=');
  const pathText = text.slice(0, Math.max(end, 0));
  const parts = parsePathParts(pathText);
  return parts === undefined ? undefined : { pathText, parts, value: jsonOrText(text.slice(end + 1)) };
}

/** `/entry/0/changes` (RFC 6901) or `entry[0].changes`; undefined when it is neither, or leads nowhere. */
export function parsePathParts(pathText: string): readonly PathPart[] | undefined {
  return pathText.startsWith('/') ? parsePointer(pathText) : parseDotted(pathText);
}

function parsePointer(pathText: string): string[] | undefined {
  if (/~(?![01])/.test(pathText)) return undefined;
  const parts = pathText.slice(1).split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function parseDotted(pathText: string): PathPart[] | undefined {
  if (!/^(?:[^.[\]]+|\[\d+\])(?:\.[^.[\]]+|\[\d+\])*$/.test(pathText)) return undefined;
  const words = pathText.match(/\[\d+\]|[^.[\]]+/g) ?? [];
  return words.map((word) => (word.startsWith('[') ? Number(word.slice(1, -1)) : word));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The same payload with the value at its place: replaced, or added where an object has no such key yet, missing objects
 * on the way included. Lists never grow. Says why, and how far the path leads, when it leads nowhere. Takes any JSON.
 */
export function setPath(payload: unknown, { parts, value }: Assignment): SetResult {
  return setIn(payload, parts, value, []);
}

function setIn(holder: unknown, parts: readonly PathPart[], value: unknown, walked: readonly PathPart[]): SetResult {
  const [part, ...rest] = parts;
  if (part === undefined) return { ok: true, payload: value };

  if (Array.isArray(holder)) return setInList(holder, part, rest, { value, walked });
  const isMissing = holder === undefined;
  if (!isObject(holder) && !isMissing) return fail(`${nameOf(walked)} is ${jsonKind(holder)}, which holds nothing`);
  if (isMissing && isIndex(part)) return fail(`${nameOf(walked)} is not there, and a list is not made for it`);
  if (typeof part === 'number') return fail(`${nameOf(walked)} is an object, which has no index ${part}`);

  const object = isMissing ? {} : holder;
  const set = setIn(valueIn(object, part), rest, value, [...walked, part]);
  return set.ok ? { ok: true, payload: { ...object, [part]: set.payload } } : set;
}

function setInList(
  list: readonly unknown[],
  part: PathPart,
  rest: readonly PathPart[],
  { value, walked }: { readonly value: unknown; readonly walked: readonly PathPart[] },
): SetResult {
  if (!isIndex(part)) return fail(`${nameOf(walked)} is an array, which has no key "${part}"`);

  const index = Number(part);
  if (index >= list.length)
    return fail(`${nameOf(walked)} is an array of ${list.length}, so that [${part}] is beyond it`);

  const set = setIn(list[index], rest, value, [...walked, index]);
  return set.ok ? { ok: true, payload: list.with(index, set.payload) } : set;
}

function isIndex(part: PathPart): boolean {
  return typeof part === 'number' || /^(?:0|[1-9]\d*)$/.test(part);
}

function fail(reason: string): SetResult {
  return { ok: false, reason };
}

/** The way so far, in the dotted form, for a person. */
function nameOf(walked: readonly PathPart[]): string {
  if (walked.length === 0) return 'the payload';
  return walked.reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}${path === '' ? '' : '.'}${part}`),
    '',
  );
}
