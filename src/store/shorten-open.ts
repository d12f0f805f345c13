import {
  closeSync,
  constants,
  createReadStream,
  fsync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';

/** A file that is written to, as the one who writes knows it. */
export interface OpenFile {
  readonly path: string;
  /** How much is in it by now. */
  readonly sizeBytes: () => number;
  /** May it still be replaced? Not when it was closed meanwhile. */
  readonly isOpen: () => boolean;
  /** Called in the same moment as the file is replaced: what is written from now on goes here. */
  readonly goOn: (descriptor: number) => void;
}

/** So much is copied without a pause at the end, while nothing may be written. */
const LAST_BYTES = 1024 * 1024;

/**
 * Replaces a file that is written to by its end from `from` on. At each moment there is a whole file under its name.
 * Rejects with the system's error, and then it is the old one.
 */
export async function shortenOpen({ path, sizeBytes, isOpen, goOn }: OpenFile, from: number): Promise<void> {
  const draftPath = `${path}.draft`;
  rmSync(draftPath, { force: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND;
  const draft = openSync(draftPath, flags, 0o600);
  try {
    let copied = from;
    while (sizeBytes() - copied > LAST_BYTES) {
      const to = sizeBytes();
      for await (const chunk of createReadStream(path, { start: copied, end: to - 1, highWaterMark: LAST_BYTES })) {
        writeAll(draft, chunk);
      }
      copied = to;
    }
    await promisify(fsync)(draft);
    if (!isOpen()) return discard(draft, draftPath);

    // From here to the end nobody else gets to run.
    copyRest(path, draft, { from: copied, to: sizeBytes() });
    renameSync(draftPath, path);
  } catch (error) {
    discard(draft, draftPath);
    throw error;
  }
  goOn(draft);
}

function discard(draft: number, draftPath: string): void {
  closeSync(draft);
  rmSync(draftPath, { force: true });
}

/** All of it, or an error of the system. Answers with how much that is. */
export function writeAll(descriptor: number, bytes: Uint8Array): number {
  let written = 0;
  while (written < bytes.byteLength) written += writeSync(descriptor, bytes, written);
  return bytes.byteLength;
}

function copyRest(path: string, draft: number, { from, to }: { readonly from: number; readonly to: number }): void {
  const rest = Buffer.alloc(to - from);
  const source = openSync(path, 'r');
  try {
    let read = 0;
    while (read < rest.byteLength) {
      const bytesRead = readSync(source, rest, read, rest.byteLength - read, from + read);
      if (bytesRead === 0) throw new Error(`${path} is shorter than what was written to it.`);
      read += bytesRead;
    }
    writeAll(draft, rest);
  } finally {
    closeSync(source);
  }
}
