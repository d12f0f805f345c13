import { brief, word } from '../describe/wording.ts';
import { isObject, type JsonObject, objectIn, valueIn } from '../json-view.ts';

/** One value of a payload and what Meta means by it. */
export interface Row {
  /** Within its part: `image.mime_type`, `product_items[0].quantity`. */
  readonly path: string;
  /** On one line and shortened; a time with its date. */
  readonly value: string;
  /** Absent where Meta documents nothing. */
  readonly meaning?: string;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** How many values more there are, or may be: what is very deep or long is not counted out. */
  readonly leftOut: number;
}

/** A history chunk has thousands of values: what is beyond this teaches nobody. */
const MAX_ROWS = 40;
const MAX_MEMBERS = 2;
const MAX_DEPTH = 10;
const MAX_TEXT = 60;

/** Each value inside `part`, with the words of the schema. */
export function rowsOf(part: unknown, schema: JsonObject): Rows {
  const rows: Row[] = [];
  let leftOut = 0;

  const visit = (value: unknown, known: JsonObject, path: string, depth: number): void => {
    const children = childrenOf(value, known, path);
    if (children.length === 0) {
      if (rows.length < MAX_ROWS) rows.push(rowOf(path, value, known));
      else leftOut += 1;
      return;
    }
    for (const [index, child] of children.entries()) {
      const isLong = Array.isArray(value) && index >= MAX_MEMBERS;
      if (isLong || depth === MAX_DEPTH || rows.length >= MAX_ROWS) leftOut += 1;
      else visit(child.value, child.schema, child.path, depth + 1);
    }
  };
  visit(part, schema, '', 0);
  return { rows, leftOut };
}

interface Child {
  readonly value: unknown;
  readonly schema: JsonObject;
  readonly path: string;
}

function childrenOf(value: unknown, schema: JsonObject, path: string): readonly Child[] {
  if (Array.isArray(value)) {
    const members = objectIn(schema, 'items');
    return value.map((member, index) => ({ value: member, schema: members, path: `${path}[${index}]` }));
  }
  if (!isObject(value)) return [];
  return Object.keys(value).map((key) => ({
    value: value[key],
    schema: schemaOfProperty(schema, key),
    path: propertyPath(path, key),
  }));
}

/** The schema of what stands at these steps; an empty one where nothing is known. */
export function schemaAt(schema: JsonObject, steps: readonly (string | number)[]): JsonObject {
  return steps.reduce<JsonObject>(
    (known, step) => (typeof step === 'number' ? objectIn(known, 'items') : schemaOfProperty(known, step)),
    schema,
  );
}

function schemaOfProperty(schema: JsonObject, key: string): JsonObject {
  return objectIn(objectIn(schema, 'properties'), key);
}

function propertyPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(word(key))}]`;
  return path === '' ? word(key) : `${path}.${word(key)}`;
}

function rowOf(path: string, value: unknown, schema: JsonObject): Row {
  const meaning = valueIn(schema, 'description');
  return { path, value: shown(path, value), ...(typeof meaning === 'string' ? { meaning } : {}) };
}

/** Moments in seconds: `timestamp`, `time`, `expiration_timestamp`, `expiration`. */
const MOMENT_PATH = /(?:^|[._])(?:time|timestamp|expiration)$/;

function shown(path: string, value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  const text = typeof value === 'string' ? `"${brief(value, MAX_TEXT)}"` : brief(String(value), MAX_TEXT);
  const date = MOMENT_PATH.test(path) ? dateOf(value) : undefined;
  return date === undefined ? text : `${text} (${date})`;
}

/** 2001 to 2286 in seconds: what is outside is no moment, or counts in another unit. */
function dateOf(value: unknown): string | undefined {
  if (!/^[1-9]\d{9}$/.test(String(value))) return undefined;
  return new Date(Number(value) * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}
