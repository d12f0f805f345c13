import { isObject, type JsonObject, listIn, numberIn, objectIn, objectsIn, textIn, valueIn } from './json-view.ts';

/** The lists of a value that Meta fills from several updates. Values with any other content stay apart. */
const LISTS = ['contacts', 'messages', 'statuses'] as const;

const JOINABLE_KEYS: ReadonlySet<string> = new Set(['messaging_product', 'metadata', ...LISTS]);

/**
 * Several envelopes in one, as Meta does it: one entry for each account, one change for each field and phone number.
 * Nothing is lost, nothing comes twice, and each list keeps its order; only a contact is there once.
 */
export function mergePayloads(payloads: readonly JsonObject[]): JsonObject {
  const [first, ...others] = payloads;
  if (first !== undefined && others.length === 0) return first;

  const entries = payloads.flatMap((payload) => objectsIn(payload, 'entry'));
  return { object: 'whatsapp_business_account', entry: grouped(entries, entryKey).map(mergeEntries) };
}

function mergeEntries(entries: readonly JsonObject[]): JsonObject {
  const [first, ...others] = entries;
  if (first === undefined || others.length === 0) return first ?? {};

  const times = entries.flatMap((entry) => numberIn(entry, 'time') ?? []);
  const changes = entries.flatMap((entry) => listIn(entry, 'changes'));
  return {
    ...first,
    ...(times.length === 0 ? {} : { time: Math.max(...times) }),
    changes: grouped(changes, changeKey).map(mergeChanges),
  };
}

function mergeChanges(changes: readonly unknown[]): unknown {
  const [first, ...others] = changes;
  if (!isObject(first) || others.length === 0) return first;

  const values = changes.filter(isObject).map((change) => objectIn(change, 'value'));
  const { contacts: _contacts, messages: _messages, statuses: _statuses, ...around } = objectIn(first, 'value');
  const joined = LISTS.map((list) => [list, values.flatMap((value) => listIn(value, list))] as const);
  const lists = joined
    .filter(([list]) => values.some((value) => Object.hasOwn(value, list)))
    .map(([list, members]) => [list, list === 'contacts' ? withoutRepeats(members) : members]);
  return { ...first, value: { ...around, ...Object.fromEntries(lists) } };
}

/** The first of each user, known by phone or by BSUID. */
function withoutRepeats(contacts: readonly unknown[]): unknown[] {
  const seen = new Set<string>();
  return contacts.filter((contact) => {
    if (!isObject(contact)) return true;
    const names = ['wa_id', 'user_id'].flatMap((key) => {
      const name = textIn(contact, key);
      return name === undefined ? [] : [`${key} ${name}`];
    });
    const isRepeat = names.some((name) => seen.has(name));
    for (const name of names) seen.add(name);
    return !isRepeat;
  });
}

/** Entries of one account belong together when all but `changes` and `time` is the same. */
function entryKey(entry: JsonObject): string | undefined {
  const { changes: _changes, time: _time, ...around } = entry;
  return textIn(entry, 'id') === undefined ? undefined : JSON.stringify(around);
}

/** Changes belong together when they are of one field and number, and hold only what can be joined. */
function changeKey(change: unknown): string | undefined {
  if (!isObject(change) || Object.keys(change).some((key) => key !== 'field' && key !== 'value')) return undefined;

  const value = objectIn(change, 'value');
  if (textIn(objectIn(value, 'metadata'), 'phone_number_id') === undefined) return undefined;
  if (Object.keys(value).some((key) => !JOINABLE_KEYS.has(key))) return undefined;
  const lists = LISTS.filter((list) => Object.hasOwn(value, list));
  if (lists.some((list) => !Array.isArray(valueIn(value, list)))) return undefined;
  if (!lists.some((list) => list !== 'contacts')) return undefined;
  return JSON.stringify([valueIn(change, 'field'), valueIn(value, 'messaging_product'), valueIn(value, 'metadata')]);
}

/** Those of one key together, where the first of them stood; what has no key stays alone. */
function grouped<T>(members: readonly T[], keyOf: (member: T) => string | undefined): T[][] {
  const groups: T[][] = [];
  const byKey = new Map<string, T[]>();
  for (const member of members) {
    const key = keyOf(member);
    const known = key === undefined ? undefined : byKey.get(key);
    if (known !== undefined) {
      known.push(member);
      continue;
    }
    const group = [member];
    groups.push(group);
    if (key !== undefined) byKey.set(key, group);
  }
  return groups;
}
