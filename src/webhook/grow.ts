import { transform } from './freshen.ts';

export type Growth = { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly reason: string };

export type Encode = (value: unknown) => Uint8Array;

/** Meta's limit for one POST ("Webhooks" overview, 2025-12-02). A history chunk holds thousands all the same. */
const MAX_UPDATES = 1000;

/** The longest text of a message; in a status, of the sender's own data. Longer ones only when nothing else is left. */
const MAX_TEXT = 4096;

type Tree = Record<string, unknown>;

interface Growable {
  readonly updates: unknown[];
  readonly maxUpdates: number;
  /** Where an update can take more characters, one byte each; adds the place when it is not there. */
  readonly placeFor: (update: Tree) => TextPlace;
}

interface TextPlace {
  readonly holder: Tree;
  readonly key: string;
}

/**
 * The same kind of payload, written in exactly `sizeBytes`: more messages, statuses or history in the shape that they
 * really have, and longer texts for the rest. Says why when the payload is larger already or has nothing that can grow.
 */
export function grow(payload: unknown, sizeBytes: number, encode: Encode): Growth {
  const grown = structuredClone(payload);
  const startBytes = encode(grown).byteLength;
  if (startBytes > sizeBytes) return fail(`it has ${startBytes} bytes already`);

  const growable = findGrowable(grown);
  if (growable === undefined) return fail('it holds nothing that can repeat');

  addUpdates(growable, sizeBytes - startBytes, encode);
  if (!lengthenTexts(growable, grown, sizeBytes, encode)) return fail('the size cannot be met to the byte');
  return { ok: true, payload: grown };
}

function fail(reason: string): Growth {
  return { ok: false, reason };
}

function findGrowable(payload: unknown): Growable | undefined {
  const change = tree(list(tree(list(tree(payload)?.['entry'])?.[0])?.['changes'])?.[0]);
  const value = tree(change?.['value']);
  if (value === undefined) return undefined;

  const thread = tree(list(tree(list(value['history'])?.[0])?.['threads'])?.[0]);
  const candidates: [unknown, number, Growable['placeFor']][] = [
    [thread?.['messages'], Number.POSITIVE_INFINITY, messageText],
    [value['messages'], MAX_UPDATES, messageText],
    [value['message_echoes'], MAX_UPDATES, messageText],
    [value['statuses'], MAX_UPDATES, statusText],
    [tree(list(tree(payload)?.['entry'])?.[0])?.['changes'], MAX_UPDATES, changeText],
  ];
  for (const [updates, maxUpdates, placeFor] of candidates) {
    if (Array.isArray(updates) && updates.length > 0) return { updates, maxUpdates, placeFor };
  }
  return undefined;
}

/** Copies of the last update, each with ids of its own, as many as fit. */
function addUpdates({ updates, maxUpdates, placeFor }: Growable, roomBytes: number, encode: Encode): void {
  const model = updates.at(-1);
  const last = tree(model);
  if (last !== undefined) placeFor(last);

  const copyBytes = encode(copy(model, 0)).byteLength + 1;
  // One copy's room is left for the exact fit, which may have to add a place for text.
  const count = Math.min(Math.floor(roomBytes / copyBytes) - 1, maxUpdates - updates.length);
  for (let n = 1; n <= count; n += 1) updates.push(copy(model, n));
}

/** All copies have the same size: the number that makes their ids differ has a fixed width. */
function copy(model: unknown, n: number): unknown {
  const mark = String(n).padStart(6, '0');
  return transform(model, (key, leaf) =>
    key === 'id' && typeof leaf === 'string' ? leaf.replace(/.{0,6}(=*)$/, `${mark}$1`) : leaf,
  );
}

/** Spreads what is missing evenly over the texts: none longer than a real one, as long as that is enough. */
function lengthenTexts({ updates, placeFor }: Growable, grown: unknown, sizeBytes: number, encode: Encode): boolean {
  const places = updates.flatMap((update) => {
    const holder = tree(update);
    return holder === undefined ? [] : [placeFor(holder)];
  });
  let missing = sizeBytes - encode(grown).byteLength;

  for (const limit of [MAX_TEXT, Number.POSITIVE_INFINITY]) {
    const share = Math.ceil(missing / Math.max(places.length, 1));
    for (const { holder, key } of places) {
      const text = String(holder[key]);
      const added = Math.max(0, Math.min(missing, share, limit - text.length));
      holder[key] = text + filler(added);
      missing -= added;
    }
  }
  return missing === 0;
}

const SENTENCE = 'Lorem ipsum dolor sit amet, consetetur sadipscing elitr. ';

/** ASCII without anything that Meta escapes: one character, one byte. */
function filler(length: number): string {
  return SENTENCE.repeat(Math.ceil(length / SENTENCE.length)).slice(0, length);
}

function messageText(message: Tree): TextPlace {
  const content = tree(message[String(message['type'])]);
  if (content === undefined) return place(message, 'padding');
  if (typeof content['body'] === 'string') return { holder: content, key: 'body' };
  const canHaveCaption = ['image', 'video', 'document'].includes(String(message['type']));
  return place(content, canHaveCaption ? 'caption' : 'padding');
}

function statusText(status: Tree): TextPlace {
  return place(status, 'biz_opaque_callback_data');
}

/** Account fields have no text of free length: an unknown property, which a receiver must survive anyway. */
function changeText(change: Tree): TextPlace {
  return place(tree(change['value']) ?? change, 'padding');
}

function place(holder: Tree, key: string): TextPlace {
  if (typeof holder[key] !== 'string') holder[key] = '';
  return { holder, key };
}

function tree(value: unknown): Tree | undefined {
  // Checked: a JSON object is a record of unknown values.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

function list(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
