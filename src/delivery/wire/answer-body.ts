import type { Framing } from './answer-head.ts';

/** Reads a body out of the bytes that come, and finds its end. */
export interface BodyReader {
  /** Takes what belongs to the body, from this place on. Answers with the place behind it. */
  readonly read: (bytes: Uint8Array, from: number) => number;
  readonly state: () => BodyState;
}

export type BodyState = 'more' | 'whole' | 'broken';

type Keep = (part: Uint8Array) => void;

/** PURE. `keep` gets the parts of the body, which are views of the bytes read. */
export function createBodyReader(framing: Framing, keep: Keep): BodyReader {
  if (framing.kind === 'chunked') return createChunkReader(keep);
  return createLengthReader(framing.kind === 'length' ? framing.sizeBytes : Number.POSITIVE_INFINITY, keep);
}

function createLengthReader(sizeBytes: number, keep: Keep): BodyReader {
  let leftBytes = sizeBytes;
  return {
    state: () => (leftBytes === 0 ? 'whole' : 'more'),
    read: (bytes, from) => {
      const end = Math.min(bytes.byteLength, from + leftBytes);
      if (end > from) keep(bytes.subarray(from, end));
      leftBytes -= end - from;
      return end;
    },
  };
}

/** A line of a chunk's size, or of all trailers, is not waited for longer than this. */
const MAX_LINES_BYTES = 16 * 1024;

const SIZE_LINE = /^([\da-f]{1,16})[\t ]*(?:;.*)?$/i;
const LINE_FEED = 0x0a;

function createChunkReader(keep: Keep): BodyReader {
  let state: BodyState = 'more';
  let awaited: 'size' | 'end of chunk' | 'trailer' = 'size';
  let leftBytes = 0;
  let line = '';
  let linesBytes = 0;

  const takeLine = (text: string) => {
    if (awaited === 'trailer') {
      if (text === '') state = 'whole';
      return;
    }
    linesBytes = 0;
    if (awaited === 'end of chunk') {
      if (text === '') awaited = 'size';
      else state = 'broken';
      return;
    }
    leftBytes = Number.parseInt(SIZE_LINE.exec(text)?.[1] ?? '', 16);
    if (!Number.isSafeInteger(leftBytes)) state = 'broken';
    awaited = leftBytes === 0 ? 'trailer' : 'end of chunk';
  };

  const readLine = (bytes: Uint8Array, from: number) => {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed === -1 ? bytes.byteLength : feed + 1;
    linesBytes += end - from;
    line += Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1');
    if (linesBytes > (awaited === 'end of chunk' ? 2 : MAX_LINES_BYTES)) state = 'broken';
    else if (feed !== -1) {
      takeLine(line.replace(/\r?\n$/, ''));
      line = '';
    }
    return end;
  };

  return {
    state: () => state,
    read: (bytes, from) => {
      let place = from;
      while (state === 'more' && place < bytes.byteLength) {
        if (leftBytes === 0) {
          place = readLine(bytes, place);
          continue;
        }
        const end = Math.min(bytes.byteLength, place + leftBytes);
        keep(bytes.subarray(place, end));
        leftBytes -= end - place;
        place = end;
      }
      return place;
    },
  };
}
