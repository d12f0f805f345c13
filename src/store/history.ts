import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { joinBytes } from '../join-bytes.ts';
import { sessionName } from './read/session-files.ts';
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

/**
 * When a session counts as started, which names its file: at `now`, or a few milliseconds later where others started in
 * the same folder at that very moment. The file is made here, so that the name is nobody else's. Throws `state-unwritable`.
 */
export async function beginSession(stateDir: string, now: Date): Promise<Date> {
  const folder = await openStateFolder(stateDir, FOLDER);
  for (let startedAt = now; ; startedAt = new Date(startedAt.getTime() + 1)) {
    const file = fileIn(folder, sessionName(startedAt).name);
    try {
      closeSync(openSync(file, 'wx', 0o600));
      return startedAt;
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') throw unwritable(file, cause);
    }
  }
}

/** Opens the NDJSON file of a session that began, for the one process that writes to it. Throws `state-unwritable`. */
export async function openHistory(stateDir: string, name: string): Promise<History> {
  const file = fileIn(await openStateFolder(stateDir, FOLDER), name);
  try {
    return historyIn(file, openSync(file, 'a', 0o600));
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function fileIn(folder: string, name: string): string {
  return join(folder, `${name}.ndjson`);
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
