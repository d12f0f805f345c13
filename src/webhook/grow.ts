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
  /** The text of an update that can take more characters, if it has one by nature. */
  readonly textOf: (update: Tree) => TextPlace | undefined;
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
  const model = growable === undefined ? undefined : findModel(growable);
  if (growable === undefined || model === undefined) return fail('it holds nothing that can repeat');

  const copies = addCopies(model, growable, sizeBytes - encode(grown).byteLength, encode);
  lengthenTexts([model, ...copies], growable, sizeBytes - encode(grown).byteLength);
  return encode(grown).byteLength === sizeBytes
    ? { ok: true, payload: grown }
    : fail('the size cannot be met to the byte');
}

function fail(reason: string): Growth {
  return { ok: false, reason };
}

function findGrowable(payload: unknown): Growable | undefined {
  const change = tree(list(tree(list(tree(payload)?.['entry'])?.[0])?.['changes'])?.[0]);
  const value = tree(change?.['value']);
  if (value === undefined) return undefined;

  const thread = tree(list(tree(list(value['history'])?.[0])?.['threads'])?.[0]);
  const candidates: [unknown, number, Growable['textOf']][] = [
    [thread?.['messages'], Number.POSITIVE_INFINITY, messageText],
    [value['messages'], MAX_UPDATES, messageText],
    [value['message_echoes'], MAX_UPDATES, messageText],
    [value['statuses'], MAX_UPDATES, statusText],
    [tree(list(tree(payload)?.['entry'])?.[0])?.['changes'], MAX_UPDATES, noText],
  ];
  for (const [updates, maxUpdates, textOf] of candidates) {
    if (Array.isArray(updates) && updates.length > 0) return { updates, maxUpdates, textOf };
  }
  return undefined;
}

/** The update to repeat: the last one with a text that can grow, else the last one, given an unknown property for it. */
function findModel({ updates, textOf }: Growable): Tree | undefined {
  const trees = updates.map(tree).filter((update) => update !== undefined);
  const last = trees.at(-1);
  const model = trees.findLast((update) => textOf(update) !== undefined) ?? last;
  if (model === undefined) return undefined;

  const { holder, key } = placeIn(model, textOf);
  // There from now on, so that all copies have it and the same size.
  if (typeof holder[key] !== 'string') holder[key] = '';
  return model;
}

/** Account fields and locations have no text of free length: an unknown property, which a receiver must survive anyway. */
function placeIn(update: Tree, textOf: Growable['textOf']): TextPlace {
  return textOf(update) ?? { holder: tree(update['value']) ?? update, key: 'padding' };
}

/** As many copies as fit, each with ids of its own. */
function addCopies(model: Tree, { updates, maxUpdates }: Growable, roomBytes: number, encode: Encode): Tree[] {
  const copyBytes = encode(copy(model, 0)).byteLength + 1;
  const count = Math.max(0, Math.min(Math.floor(roomBytes / copyBytes), maxUpdates - updates.length));
  const copies = Array.from({ length: count }, (_, index) => copy(model, index + 1));
  updates.push(...copies);
  return copies;
}

/** All copies have the same size: the number that makes their ids differ has a fixed width. */
function copy(model: Tree, n: number): Tree {
  const mark = String(n).padStart(6, '0');
  const copied = transform(model, (key, leaf) =>
    key === 'id' && typeof leaf === 'string' ? leaf.replace(/.{0,6}(=*)$/, `${mark}$1`) : leaf,
  );
  return tree(copied) ?? {};
}

/** Spreads what is missing evenly over the texts: none longer than a real one, as long as that is enough. */
function lengthenTexts(updates: readonly Tree[], { textOf }: Growable, missingBytes: number): void {
  const places = updates.map((update) => placeIn(update, textOf));
  let missing = missingBytes;

  for (const limit of [MAX_TEXT, Number.POSITIVE_INFINITY]) {
    const share = Math.ceil(missing / places.length);
    for (const { holder, key } of places) {
      const text = String(holder[key]);
      const added = Math.max(0, Math.min(missing, share, limit - text.length));
      holder[key] = text + filler(added);
      missing -= added;
    }
  }
}

const SENTENCE = 'Lorem ipsum dolor sit amet, consetetur sadipscing elitr. ';

/** ASCII without anything that Meta escapes: one character, one byte. */
function filler(length: number): string {
  return SENTENCE.repeat(Math.ceil(length / SENTENCE.length)).slice(0, length);
}

function messageText(message: Tree): TextPlace | undefined {
  const type = String(message['type']);
  const content = tree(message[type]);
  if (content === undefined) return undefined;
  if (type === 'text') return { holder: content, key: 'body' };
  return ['image', 'video', 'document'].includes(type) ? { holder: content, key: 'caption' } : undefined;
}

/** What the sender gave the message to have it back with each status. */
function statusText(status: Tree): TextPlace {
  return { holder: status, key: 'biz_opaque_callback_data' };
}

function noText(): undefined {
  return undefined;
}

function tree(value: unknown): Tree | undefined {
  // Checked: a JSON object is a record of unknown values.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

function list(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
