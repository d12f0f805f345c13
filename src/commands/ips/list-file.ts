import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io } from '../../io.ts';
import { requireWritable, writeOutput } from '../output-file.ts';

/** A place for the list that was looked at before anyone was asked. */
export interface ListFile {
  /** As the user wrote it. */
  readonly name: string;
  /** Replaces the file, whole or not at all. Throws `state-unwritable`. */
  readonly write: (listText: string) => Promise<void>;
}

const FLAG = '--output';

/** No secret, and read by servers that run as somebody else. */
const NEW_FILE_MODE = 0o644;

/** A file that is there keeps its mode. Throws `wrong-usage` or `state-unwritable` where none can be. */
export async function openListFile(name: string, io: Io): Promise<ListFile> {
  const path = resolve(io.cwd, name);
  await requireWritable(path, FLAG);

  const found = await stat(path).catch(() => undefined);
  const mode = found === undefined ? NEW_FILE_MODE : found.mode & 0o777;
  return { name, write: (listText) => writeOutput(path, listText, FLAG, mode) };
}
