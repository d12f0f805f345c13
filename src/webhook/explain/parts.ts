import { isObject, type JsonObject, listIn, textIn, valueIn } from '../json-view.ts';

/** One message, status, call or event inside a `changes[].value`. */
export interface Part {
  /** The way from `value` to it: `['messages', 0]`; empty when the value itself is the event. */
  readonly steps: readonly (string | number)[];
  /** The list that holds it; empty when the value itself is the event. */
  readonly list: string;
  readonly part: unknown;
  /** The value as it would be if it held only this, so that it can be described alone. */
  readonly aloneInValue: JsonObject;
}

/** The lists whose members are told one by one. */
const LISTS = [
  'messages',
  'statuses',
  'message_echoes',
  'calls',
  'groups',
  'history',
  'state_sync',
  'user_preferences',
  'user_actions',
  'automatic_events',
  'events',
  'errors',
];

/** A standby value carries its lists one level down. */
const NESTED = 'standby';

/**
 * The parts of a value in their order; the value itself where it holds none of the lists, or is one event as a whole.
 * Lazy: there may be a million.
 */
export function* partsOf(value: JsonObject, isOneEvent: boolean): Iterable<Part> {
  let isEmpty = true;
  for (const parts of isOneEvent ? [] : [partsIn(value), partsInNested(value)]) {
    for (const part of parts) {
      isEmpty = false;
      yield part;
    }
  }
  if (isEmpty) yield { steps: [], list: '', part: value, aloneInValue: value };
}

/** What a part is, in one word: to count those that are not told. */
export function partName({ list, part }: Part): string {
  const object = isObject(part) ? part : {};
  return textIn(object, 'type', 'status', 'event', 'event_name', 'action_type') ?? list;
}

/** The value without its lists: what it says of all its parts. */
export function withoutLists(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([key]) => !isListOf(value, key));
  // From entries, since a key named __proto__ is a key like any other here.
  return Object.fromEntries(
    kept.map(([key, child]) => (key === NESTED && isObject(child) ? [key, withoutLists(child)] : [key, child])),
  );
}

function* partsIn(value: JsonObject): Iterable<Part> {
  const rest = withoutLists(value);
  for (const list of LISTS) {
    for (const [index, part] of listIn(value, list).entries()) {
      yield { steps: [list, index], list, part, aloneInValue: { ...rest, [list]: [part] } };
    }
  }
}

function* partsInNested(value: JsonObject): Iterable<Part> {
  const nested = valueIn(value, NESTED);
  if (!isObject(nested)) return;
  const rest = withoutLists(value);
  for (const { steps, list, part, aloneInValue } of partsIn(nested)) {
    yield { steps: [NESTED, ...steps], list, part, aloneInValue: { ...rest, [NESTED]: aloneInValue } };
  }
}

function isListOf(value: JsonObject, key: string): boolean {
  return LISTS.includes(key) && listIn(value, key).length > 0;
}
