import { asText, isObject, type JsonObject, valueIn } from '../json-view.ts';

/** The object with each object of one of its lists replaced; other things in the list stay. */
export function changeEach(object: JsonObject, list: string, change: (member: JsonObject) => JsonObject): JsonObject {
  const members = valueIn(object, list);
  if (!Array.isArray(members)) return object;
  return { ...object, [list]: members.map((member: unknown) => (isObject(member) ? change(member) : member)) };
}

/** The object with one of its objects replaced. */
export function changeIn(object: JsonObject, key: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const inner = valueIn(object, key);
  return isObject(inner) ? { ...object, [key]: change(inner) } : object;
}

/** A property and what it must say; undefined: it must not be there. */
export type Part = readonly [key: string, text: string | undefined];

/** Sets and removes properties. What is there keeps its value and place, what is new stands beside its neighbours in `parts`. */
export function withParts(object: JsonObject, parts: readonly Part[]): JsonObject {
  const isThere = (key: string) => asText(valueIn(object, key)) !== undefined;
  const entries = Object.entries(object).filter(([key]) => isThere(key) || !parts.some(([name]) => name === key));
  let place = entries.findIndex(([key]) => parts.some(([name]) => name === key));
  if (place === -1) place = entries.length;

  for (const [key, text] of parts) {
    const at = entries.findIndex(([name]) => name === key);
    if (at !== -1) place = at;
    if (text === undefined) {
      if (at !== -1) entries.splice(at, 1);
    } else {
      if (at === -1) entries.splice(place, 0, [key, text]);
      place += 1;
    }
  }
  return Object.fromEntries(entries);
}
