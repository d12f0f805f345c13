import { closeSync, constants, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { joinBytes } from '../join-bytes.ts';
import { shortenOpen, writeAll } from './shorten-open.ts';
import { openStateFolder, unwritable } from './state-dir.ts';

export interface History {
  readonly file: string;
  /** Settles once the line is with the operating system, so that a `kill -9` of ours cannot lose it; rejects when it is not. */
  readonly append: (line: Uint8Array) => Promise<void>;
  /** For what nothing waits for: nobody is told whether it could be written. */
  readonly note: (line: Uint8Array) => void;
  /** Writes what was appended in this turn now, for whoever must not go on before. */
  readonly flush: () => void;
  /** How much was written, what was dropped since included. */
  readonly writtenBytes: () => number;
  /** Forgets what stands before this place in the file, which begins a line. Rejects when it cannot, and then all of it stays. */
  readonly dropBefore: (offset: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The lines of one turn, written or lost together. */
interface Batch {
  readonly lines: Uint8Array[];
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const FOLDER = 'history';

/** Opens this session's own NDJSON file, which no other process writes to. Throws `state-unwritable`. */
export async function openHistory(stateDir: string, sessionName: string): Promise<History> {
  const folder = await openStateFolder(stateDir, FOLDER);
  const file = join(folder, `${sessionName}.ndjson`);
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND;
    return historyIn(file, openSync(file, flags, 0o600));
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/**
 * Lines that come in one turn of the event loop are written with one call: twice the throughput of one call each, and
 * none of them is answered before it. The call is a synchronous one because it is a copy into the page cache.
 */
function historyIn(file: string, firstDescriptor: number): History {
  let descriptor = firstDescriptor;
  let batch: Batch | undefined;
  let sizeBytes = 0;
  let droppedBytes = 0;
  let isClosed = false;

  const flush = () => {
    if (batch === undefined) return;
    const { lines, resolve, reject } = batch;
    batch = undefined;
    try {
      let written = 0;
      for (const piece of piecesOf(lines)) written += writeAll(descriptor, piece);
      sizeBytes += written;
      resolve();
    } catch (error) {
      cutBack(descriptor, sizeBytes);
      reject(error);
    }
  };
  const add = (line: Uint8Array): Promise<void> => {
    if (batch === undefined) {
      setImmediate(flush);
      batch = emptyBatch();
    }
    batch.lines.push(line);
    return batch.written;
  };

  return {
    file,
    // The number of a closed descriptor may be another file's by now.
    append: (line) => (isClosed ? Promise.reject(new Error('History is closed.')) : add(line)),
    note: (line) => {
      if (!isClosed) void add(line);
    },
    flush,
    writtenBytes: () => sizeBytes + droppedBytes,
    dropBefore: async (offset) => {
      const goOn = (shortened: number) => {
        closeSync(descriptor);
        descriptor = shortened;
        sizeBytes -= offset;
        droppedBytes += offset;
      };
      await shortenOpen({ path: file, sizeBytes: () => sizeBytes, isOpen: () => !isClosed, goOn }, offset);
    },
    close: async () => {
      flush();
      isClosed = true;
      closeSync(descriptor);
    },
  };
}

function emptyBatch(): Batch {
  let [resolve, reject] = [() => {}, (_: unknown) => {}];
  const written = new Promise<void>((settle, fail) => {
    [resolve, reject] = [settle, fail];
  });
  // Where only notes were in it, nobody waits for it, and nobody is told.
  written.catch(() => {});
  return { lines: [], written, resolve, reject };
}

/** More than this is not copied together. */
const MAX_COPIED_BYTES = 256 * 1024;

function piecesOf(lines: readonly Uint8Array[]): readonly Uint8Array[] {
  const isLarge = lines.some(({ byteLength }) => byteLength > MAX_COPIED_BYTES);
  return isLarge ? lines : [joinBytes(lines)];
}

/** A full disk may have taken half a line; the next one must not be glued to it. */
function cutBack(descriptor: number, sizeBytes: number): void {
  try {
    ftruncateSync(descriptor, sizeBytes);
  } catch {
    // Nothing more can be done here; whoever reads the file skips the half line and the one behind it.
  }
}
