import { createFreshener, type Freshener } from '../webhook/freshen.ts';
import { createSeededRandom, type Random } from './seeded-random.ts';

/** A body of which all but ids and times is written already. */
export interface Template {
  /** The body with this freshener's ids and times: the same bytes as writing it anew. Undefined where they do not fit. */
  readonly fill: (freshener: Freshener) => Uint8Array | undefined;
  /** Takes a body back, once, that nobody reads any more: the next one is written into its memory. */
  readonly takeBack: (rawBody: Uint8Array) => void;
}

/** New memory for each of the large bodies, and its collection, would take as long as all that is written into it. */
export const WORTH_KEEPING_BYTES = 64 * 1024;

/** Writes a body with what a freshener gives; undefined where that fails. */
export type WriteBody = (freshener: Freshener) => Uint8Array | undefined;

/** Where the characters of a fresh id stand in the body, and which of them: a body of 3 MB may repeat them thousands of times. */
interface IdSlot {
  readonly offsets: number[];
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Where a moment stands, and how far it is from "now". */
interface MomentSlot {
  readonly offsets: number[];
  readonly distance: number;
}

/** Moments without a digit in common, in the middle of the ten-digit ones, so that neighbours have ten digits too. */
const PROBE_SECONDS = 4_444_444_444;
const OTHER_SECONDS = 5_555_555_555;
const ANOTHER_SECONDS = 6_666_666_666;
const MOMENT_DIGITS = 10;

/** The first characters of an id that a probe draws: what no text has, and a number. Ids have 16 or more, of which `--size` keeps 10. */
const MARK = 'Q7ZX';
const NUMBER_DIGITS = 6;
const MARK_SHAPE = new RegExp(`${MARK}([0-9A-Z]{${NUMBER_DIGITS}})`, 'g');

/**
 * Finds out where ids and times stand in a body by writing it with marked ones, so that the next bodies cost a copy and
 * a few short writes instead of a tree, its growth and its JSON. Nothing is assumed of how bodies are made: a last body,
 * with other ids at another time, must come out the same in both ways, else there is no template.
 */
export function compileTemplate(write: WriteBody, hasMoments: boolean): Template | undefined {
  const probe = createFreshener({ nowSeconds: moment(hasMoments, PROBE_SECONDS), random: createMarks() });
  const later = createFreshener({ nowSeconds: moment(hasMoments, OTHER_SECONDS), random: createMarks() });
  const [marked, markedLater] = [write(probe), write(later)];
  const momentSlots = marked && markedLater && findMoments(Buffer.from(marked), Buffer.from(markedLater));
  if (marked === undefined || momentSlots === undefined) return undefined;

  const template = createTemplate(marked, findIds(Buffer.from(marked).toString('latin1'), probe), momentSlots, probe);
  const another = () =>
    createFreshener({ nowSeconds: moment(hasMoments, ANOTHER_SECONDS), random: createSeededRandom(1) });
  const [filled, written] = [template.fill(another()), write(another())];
  return filled !== undefined && written !== undefined && Buffer.compare(filled, written) === 0 ? template : undefined;
}

function moment(hasMoments: boolean, seconds: number): (() => number) | undefined {
  return hasMoments ? () => seconds : undefined;
}

function createTemplate(
  marked: Uint8Array,
  idSlots: readonly IdSlot[],
  momentSlots: readonly MomentSlot[],
  probe: Freshener,
): Template {
  const ids = probe.metIds();
  const spare: Uint8Array[] = [];
  return {
    takeBack: (rawBody) => void spare.push(rawBody),
    fill: (freshener) => {
      // What stands in a spare one of an earlier id or time is written over, as its mark is.
      const rawBody = spare.pop() ?? Buffer.from(marked);
      // All of them and in this order, even if the body shows only some: chance is drawn as if it were written anew.
      for (const id of ids) freshener.freshId(id);
      for (const { offsets, id, from, to } of idSlots) put(freshener.freshId(id).slice(from, to), rawBody, offsets);
      const nowSeconds = freshener.nowSeconds?.() ?? 0;
      for (const { offsets, distance } of momentSlots) {
        const digits = String(nowSeconds + distance);
        if (digits.length !== MOMENT_DIGITS) return undefined;
        put(digits, rawBody, offsets);
      }
      return rawBody;
    },
  };
}

/** Byte for byte, since a call for each of thousands of short writes would cost more than all the rest. */
function put(ascii: string, rawBody: Uint8Array, offsets: readonly number[]): void {
  const bytes = Buffer.from(ascii, 'latin1');
  for (const offset of offsets) {
    for (let index = 0; index < bytes.length; index += 1) rawBody[offset + index] = bytes[index] ?? 0;
  }
}

/** Draws ids that begin with the mark and their number. */
function createMarks(): Random {
  let drawn = 0;
  return (sizeBytes) => {
    drawn += 1;
    const text = `${MARK}${drawn.toString(36).toUpperCase().padStart(NUMBER_DIGITS, '0')}`;
    // What an id shows of random bytes is their base64.
    const bytes = Buffer.alloc(sizeBytes);
    bytes.write(text.padEnd(Math.floor(sizeBytes / 3) * 4, 'M'), 'base64');
    return bytes;
  };
}

function findIds(text: string, probe: Freshener): IdSlot[] {
  const ids = probe.metIds();
  const slots = new Map<string, IdSlot>();
  for (const { 0: mark, 1: number = '', index: offset } of text.matchAll(MARK_SHAPE)) {
    const id = ids[Number.parseInt(number, 36) - 1];
    if (id === undefined) continue;
    const fresh = probe.freshId(id);
    const from = fresh.indexOf(mark);
    let length = mark.length;
    while (from + length < fresh.length && text[offset + length] === fresh[from + length]) length += 1;
    const key = `${number} ${length}`;
    const slot = slots.get(key) ?? { offsets: [], id, from, to: from + length };
    slot.offsets.push(offset);
    slots.set(key, slot);
  }
  return [...slots.values()];
}

/** Where two bodies of different times differ: all of that must be moments. */
function findMoments(marked: Uint8Array, later: Uint8Array): MomentSlot[] | undefined {
  if (marked.byteLength !== later.byteLength) return undefined;

  const slots = new Map<number, MomentSlot>();
  for (let offset = 0; offset < marked.byteLength; offset += 1) {
    if (marked[offset] === later[offset]) continue;
    const start = startOfDigits(marked, offset);
    const distance = momentAt(marked, start) - PROBE_SECONDS;
    if (Number.isNaN(distance) || momentAt(later, start) - OTHER_SECONDS !== distance) return undefined;
    const slot = slots.get(distance) ?? { offsets: [], distance };
    slot.offsets.push(start);
    slots.set(distance, slot);
    offset = start + MOMENT_DIGITS - 1;
  }
  return [...slots.values()];
}

function startOfDigits(text: Uint8Array, offset: number): number {
  let start = offset;
  while (isDigit(text[start - 1])) start -= 1;
  return start;
}

/** NaN for what is not exactly ten digits. */
function momentAt(text: Uint8Array, start: number): number {
  const end = start + MOMENT_DIGITS;
  if (isDigit(text[end])) return Number.NaN;
  return Number(/^\d+$/.exec(Buffer.from(text.subarray(start, end)).toString('latin1'))?.[0] ?? Number.NaN);
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}
