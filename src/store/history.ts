import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { joinBytes } from '../join-bytes.ts';
import { openStateFolder, unwritable } from './state-dir.ts';

export interface History {
  readonly file: string;
  /** Settles once the line is with the operating system, so that a `kill -9` of ours cannot lose it; rejects when it is not. */
  readonly append: (line: Uint8Array) => Promise<void>;
  /** For what nothing waits for: nobody is told whether it could be written. */
  readonly note: (line: Uint8Array) => void;
  /** Writes what was appended in this turn now, for whoever must not go on before. */
  readonly flush: () => void;
  readonly close: () => Promise<void>;
}

interface Waiting {
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
function historyIn(file: string, descriptor: number): History {
  let lines: Uint8Array[] = [];
  let waiting: Waiting[] = [];
  let sizeBytes = 0;
  let isClosed = false;

  const flush = () => {
    const [batch, authors] = [lines, waiting];
    [lines, waiting] = [[], []];
    try {
      if (batch.length > 0) sizeBytes += writeAll(descriptor, joinBytes(batch));
      for (const { resolve } of authors) resolve();
    } catch (error) {
      cutBack(descriptor, sizeBytes);
      for (const { reject } of authors) reject(error);
    }
  };
  const add = (line: Uint8Array) => {
    if (lines.length === 0) setImmediate(flush);
    lines.push(line);
  };

  return {
    file,
    append: (line) =>
      new Promise((resolve, reject) => {
        // The number of a closed descriptor may be another file's by now.
        if (isClosed) return reject(new Error('History is closed.'));
        waiting.push({ resolve, reject });
        add(line);
      }),
    note: (line) => {
      if (!isClosed) add(line);
    },
    flush,
    close: async () => {
      flush();
      isClosed = true;
      closeSync(descriptor);
    },
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): number {
  let written = 0;
  while (written < bytes.byteLength) written += writeSync(descriptor, bytes, written);
  return bytes.byteLength;
}

/** A full disk may have taken half a line; the next one must not be glued to it. */
function cutBack(descriptor: number, sizeBytes: number): void {
  try {
    ftruncateSync(descriptor, sizeBytes);
  } catch {
    // Nothing more can be done here; whoever reads the file skips the half line and the one behind it.
  }
}
