import { isObject, type JsonObject, valueIn } from '../json-view.ts';
import { fieldSchemaOf } from '../schema/index.ts';

export interface Change {
  readonly leaf: (leaf: unknown, at: At) => unknown;
  readonly key: (key: string) => string;
}

/** Where in a payload a value stands. */
export interface At {
  readonly key: string;
  readonly parentKey: string;
  /** Inside `errors[]`, where the words are Meta's. */
  readonly isInErrors: boolean;
  /** What is known of this place. */
  readonly schema: JsonObject;
}

export const START: At = { key: '', parentKey: '', isInErrors: false, schema: {} };

/** The same tree with each leaf and each key replaced by what `change` makes of it. */
export function walk(value: unknown, at: At, change: Change): unknown {
  if (Array.isArray(value)) {
    const schema = objectOr(valueIn(at.schema, 'items'));
    return value.map((member) => walk(member, { ...at, schema }, change));
  }
  if (!isObject(value)) return change.leaf(value, at);

  const properties = objectOr(valueIn(at.schema, 'properties'));
  const field = valueIn(value, 'field');
  const changed = new Map<string, unknown>();
  for (const [key, child] of Object.entries(value)) {
    const isValue = key === 'value' && typeof field === 'string';
    const schema = isValue ? { ...fieldSchemaOf(field)?.value } : objectOr(valueIn(properties, key));
    const isInErrors = at.isInErrors || key === 'errors';
    const name = change.key(key);
    // Very short keys may get the same name, and nothing may be lost by it.
    changed.set(
      changed.has(name) ? `${name}${changed.size}` : name,
      walk(child, { key, parentKey: at.key, isInErrors, schema }, change),
    );
  }
  return Object.fromEntries(changed);
}

function objectOr(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
