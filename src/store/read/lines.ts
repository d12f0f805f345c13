import type { FileHandle } from 'node:fs/promises';

/** One line of a file, without its newline. */
export interface FileLine {
  readonly bytes: Buffer;
  /** Where it starts in the file. */
  readonly offset: number;
  /** False for a last line without its newline: half written, or being written just now. */
  readonly isEnded: boolean;
}

export interface Section {
  readonly from: number;
  readonly to: number;
}

/** The first read is small, since mostly the newest lines are wanted; whoever goes on wants much. */
const FIRST_CHUNK_BYTES = 64 * 1024;
const MAX_CHUNK_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/** The lines of a section that starts and ends between lines, the last one first, some at a time. Empty ones are left out. */
export async function* linesBackwards(file: FileHandle, { from, to }: Section): AsyncGenerator<readonly FileLine[]> {
  // The pieces of a line whose beginning is not read yet, the last one first.
  let open: Buffer[] = [];
  let isEnded = false;
  let chunkBytes = FIRST_CHUNK_BYTES;

  for (let end = to; end > from; ) {
    const start = Math.max(from, end - chunkBytes);
    const chunk = await readSection(file, { from: start, to: end });
    const lines: FileLine[] = [];
    let stop = chunk.length;
    while (stop > 0) {
      const newline = chunk.lastIndexOf(NEWLINE, stop - 1);
      if (newline < 0) break;
      const bytes = joined([...open, chunk.subarray(newline + 1, stop)].reverse());
      if (bytes.length > 0) lines.push({ bytes, offset: start + newline + 1, isEnded });
      open = [];
      isEnded = true;
      stop = newline;
    }
    if (stop > 0) open.push(chunk.subarray(0, stop));
    if (start === from && open.length > 0) lines.push({ bytes: joined(open.reverse()), offset: from, isEnded });
    if (lines.length > 0) yield lines;
    end = start;
    chunkBytes = Math.min(chunkBytes * 2, MAX_CHUNK_BYTES);
  }
}

/** The lines of a section that starts at a line, in their order, some at a time. Empty ones are left out. */
export async function* linesForwards(file: FileHandle, { from, to }: Section): AsyncGenerator<readonly FileLine[]> {
  let open: Buffer[] = [];
  let offset = from;

  for (let start = from; start < to; ) {
    const chunk = await readSection(file, { from: start, to: Math.min(to, start + MAX_CHUNK_BYTES) });
    if (chunk.length === 0) break;
    const lines: FileLine[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      const bytes = joined([...open, chunk.subarray(begin, end)]);
      if (bytes.length > 0) lines.push({ bytes, offset, isEnded: true });
      offset += bytes.length + 1;
      open = [];
      begin = end + 1;
    }
    if (begin < chunk.length) open.push(chunk.subarray(begin));
    if (lines.length > 0) yield lines;
    start += chunk.length;
  }
  if (open.length > 0) yield [{ bytes: joined(open), offset, isEnded: false }];
}

/** A large line is put together once, whatever the number of its pieces. */
function joined(pieces: readonly Buffer[]): Buffer {
  const [only, another] = pieces;
  return only !== undefined && another === undefined ? only : Buffer.concat(pieces);
}

/** Less than asked where the file has become shorter. */
async function readSection(file: FileHandle, { from, to }: Section): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
