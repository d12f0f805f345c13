import { type JsonObject, numberIn } from '../webhook/json-view.ts';

/** The last moment that a date can be: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LAST_MS = 8.64e15;

/** PURE: the time under a key, in milliseconds; the Graph API counts seconds. Undefined for what is no time. */
export function momentIn(object: JsonObject, key: string): number | undefined {
  const seconds = numberIn(object, key);
  return seconds === undefined || seconds < 0 || seconds * 1_000 > LAST_MS ? undefined : seconds * 1_000;
}
