import { open } from 'node:fs/promises';

export interface CursorLine {
  /** Without its newline. */
  readonly line: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** Goes through a file line by line, in no more memory than its longest line takes. */
export interface LineCursor {
  /** The next whole line; undefined at the end of what is written so far, and perhaps a line later on. */
  readonly next: () => Promise<CursorLine | undefined>;
  readonly close: () => Promise<void>;
}

const CHUNK_BYTES = 256 * 1024;

const NEWLINE = 0x0a;

/** Rejects with the system's error when the file cannot be opened. */
export async function openLines(path: string, from = 0): Promise<LineCursor> {
  const file = await open(path, 'r');
  let offset = from;
  let unread: Buffer = Buffer.alloc(0);
  /** So much of `unread` is known to hold no newline. */
  let searched = 0;

  const readMore = async (): Promise<boolean> => {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, offset + unread.byteLength);
    const more = chunk.subarray(0, bytesRead);
    searched = unread.byteLength;
    unread = unread.byteLength === 0 ? more : Buffer.concat([unread, more]);
    return bytesRead > 0;
  };

  return {
    next: async () => {
      for (;;) {
        const end = unread.indexOf(NEWLINE, searched);
        if (end >= 0) {
          const found = { line: unread.subarray(0, end), offset };
          unread = unread.subarray(end + 1);
          offset += end + 1;
          searched = 0;
          return found;
        }
        if (!(await readMore())) return undefined;
      }
    },
    close: () => file.close(),
  };
}
