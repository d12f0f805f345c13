/** An object that came as JSON. Nothing is known about what it holds. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands under a key, if the object itself has it: a field named `constructor` must not find JavaScript's. */
export function valueIn(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The object under a key; an empty one when there is none, so that reading can go on. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = valueIn(object, key);
  return isObject(value) ? value : NOTHING;
}

/** The list under a key; an empty one when there is none. */
export function listIn(object: JsonObject, key: string): readonly unknown[] {
  const value = valueIn(object, key);
  return Array.isArray(value) ? value : [];
}

/** The objects of the list under a key; whatever else stands in the list is passed over. */
export function objectsIn(object: JsonObject, key: string): readonly JsonObject[] {
  return listIn(object, key).filter(isObject);
}

/** A text that says something. Ids, codes and times come as text or as number, so a number counts as its digits. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return undefined;
}

/** The text under a key, or under the first of several keys that has one: names of properties changed over the years. */
export function textIn(object: JsonObject, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = asText(valueIn(object, key));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The number under a key, also when it came as a text of digits. */
export function numberIn(object: JsonObject, key: string): number | undefined {
  const value = valueIn(object, key);
  if (typeof value === 'string' && value.trim() === '') return undefined;

  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

export function isTrue(object: JsonObject, key: string): boolean {
  return valueIn(object, key) === true;
}

/** Which kind of JSON value this is, in words with their article: `an array`, `a number`. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}
