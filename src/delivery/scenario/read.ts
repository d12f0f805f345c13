import { closest } from 'fastest-levenshtein';
import { IDENTITIES, type Identity } from '../../webhook/identity.ts';
import { isObject, jsonKind } from '../../webhook/json-view.ts';
import { type Assignment, parsePathParts } from '../../webhook/set-path.ts';
import { durationOf, MAX_TIMER_MS, sizeOf } from '../units.ts';

/** The way out of a deep place: thrown by what reads, caught by what parses. */
export class WrongPlace extends Error {
  readonly place: string;

  constructor(place: string, reason: string) {
    super(reason);
    this.place = place;
  }
}

export type Read<T> = (value: unknown, place: string) => T;

export function readMembers(
  value: unknown,
  place: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new WrongPlace(place, `is ${kindOf(value)}, not an object`);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return value;
  const whole = place.startsWith('steps') ? `${place}.${unknown}` : unknown;
  throw new WrongPlace(whole, `is not known. Did you mean "${closest(unknown, [...known])}"`);
}

export function readOptional<T>(
  members: Readonly<Record<string, unknown>>,
  key: string,
  place: string,
  read: Read<T>,
): T | undefined {
  return Object.hasOwn(members, key) ? read(members[key], place) : undefined;
}

export function readText(value: unknown, place: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new WrongPlace(place, `is ${kindOf(value)}, not a text`);
}

export function readCount(least: number, most: number): Read<number> {
  return (value, place) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new WrongPlace(place, `is ${kindOf(value)}, not a whole number from ${least} to ${most}`);
  };
}

/** A time that is waited for. */
export function readTime(value: unknown, place: string): number {
  const ms = readAge(value, place);
  if (ms <= MAX_TIMER_MS) return ms;
  throw new WrongPlace(place, `is ${kindOf(value)}: more than 24 days`);
}

export function readAge(value: unknown, place: string): number {
  const ms = typeof value === 'string' ? durationOf(value) : undefined;
  if (ms !== undefined) return ms;
  throw new WrongPlace(place, `is ${kindOf(value)}, not a time like "2s", "5min" or "1h"`);
}

export function readTimes(value: unknown, place: string): number[] {
  if (!Array.isArray(value)) throw new WrongPlace(place, `is ${kindOf(value)}, not a list of times like ["20s"]`);
  return value.map((time: unknown, index) => readTime(time, `${place}[${index}]`));
}

export function readSize(value: unknown, place: string): number {
  const bytes = typeof value === 'string' ? sizeOf(value) : undefined;
  if (bytes !== undefined) return bytes;
  throw new WrongPlace(place, `is ${kindOf(value)}, not a size like "64kb" or "3mb"`);
}

export function readIdentity(value: unknown, place: string): Identity {
  const identity = IDENTITIES.find((known) => known === value);
  if (identity !== undefined) return identity;
  throw new WrongPlace(place, `is ${kindOf(value)}, not one of ${IDENTITIES.join(', ')}`);
}

export function readReplacements(value: unknown, place: string): ReadonlyMap<string, string> {
  if (!isObject(value)) throw new WrongPlace(place, `is ${kindOf(value)}, not an object of texts`);
  return new Map(Object.entries(value).map(([from, to]) => [from, readText(to, `${place}["${from}"]`)]));
}

export function readAssignments(value: unknown, place: string): Assignment[] {
  if (!isObject(value)) throw new WrongPlace(place, `is ${kindOf(value)}, not an object of paths`);
  return Object.entries(value).map(([pathText, assigned]) => {
    const parts = parsePathParts(pathText);
    if (parts !== undefined) return { pathText, parts, value: assigned };
    throw new WrongPlace(`${place}["${pathText}"]`, 'is not a path like entry[0].id or /entry/0/id');
  });
}

/** Short texts and numbers as they stand, anything else by its kind. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return typeof value !== 'object' && text.length <= 40 ? text : jsonKind(value);
}
