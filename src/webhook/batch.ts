import { isObject, type JsonObject, listIn, objectIn, objectsIn, valueIn } from './json-view.ts';
import { mergePayloads } from './merge-payloads.ts';

/** What Meta puts into one webhook at most ("Webhooks" overview, 2025-12-02). */
const MAX_UPDATES = 1000;
const MAX_BYTES = 3 * 1024 * 1024;

export interface BatchOptions {
  /** How many updates (messages, statuses, other changes) one webhook may hold. What holds more already stays alone. */
  readonly maxUpdates: number;
  readonly sizeOf: (payload: unknown) => number;
}

/** One webhook, and which of the given payloads are in it. */
export interface Batch {
  readonly payload: unknown;
  readonly from: readonly number[];
}

interface Gathering {
  readonly members: JsonObject[];
  readonly from: number[];
  updates: number;
  bytes: number;
}

/** Merges neighbours into one webhook each, as Meta does, in their order. What is no webhook of WhatsApp stays alone. */
export function* batchPayloads(
  payloads: Iterable<unknown>,
  { maxUpdates, sizeOf }: BatchOptions,
): Generator<Batch, void> {
  const most = Math.min(maxUpdates, MAX_UPDATES);
  let open: Gathering | undefined;
  let index = -1;

  for (const payload of payloads) {
    index += 1;
    if (!isEnvelope(payload)) {
      if (open !== undefined) yield close(open);
      open = undefined;
      yield { payload, from: [index] };
      continue;
    }
    const updates = countUpdates(payload);
    // Merged they are never larger than their sum: they share what stands around them.
    const bytes = sizeOf(payload);
    if (open !== undefined && (open.updates + updates > most || open.bytes + bytes > MAX_BYTES)) {
      yield close(open);
      open = undefined;
    }
    open ??= { members: [], from: [], updates: 0, bytes: 0 };
    open.members.push(payload);
    open.from.push(index);
    open.updates += updates;
    open.bytes += bytes;
  }
  if (open !== undefined) yield close(open);
}

function close({ members, from }: Gathering): Batch {
  return { payload: mergePayloads(members), from };
}

/** An envelope as Meta documents it and nothing beside it: what is unknown could not be merged. */
function isEnvelope(payload: unknown): payload is JsonObject {
  if (!isObject(payload) || Object.keys(payload).length !== 2) return false;

  const entries = valueIn(payload, 'entry');
  if (valueIn(payload, 'object') !== 'whatsapp_business_account' || !Array.isArray(entries)) return false;
  return entries.every((entry) => isObject(entry) && Array.isArray(valueIn(entry, 'changes')));
}

function countUpdates(payload: JsonObject): number {
  const changes = objectsIn(payload, 'entry').flatMap((entry) => listIn(entry, 'changes'));
  return changes.reduce<number>((sum, change) => sum + Math.max(1, isObject(change) ? talkIn(change) : 1), 0);
}

function talkIn(change: JsonObject): number {
  const value = objectIn(change, 'value');
  return listIn(value, 'messages').length + listIn(value, 'statuses').length;
}
