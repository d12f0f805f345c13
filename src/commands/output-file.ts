import { constants } from 'node:fs';
import { access, lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError, errorCode } from '../errors.ts';
import { type Written, writeWhole } from '../store/write-whole.ts';

/** Makes sure, before any work is done, that a file of this path can be written whole. Throws `wrong-usage` or `state-unwritable`. */
export async function requireWritable(path: string, flag: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  // A whole write replaces the file, so that a device, a pipe or a link would be replaced too: `/dev/null` above all.
  if (found !== undefined && !found.isFile()) {
    throw new CliError('wrong-usage', `Cannot replace ${path}: it is not a regular file.`, {
      hint: `Name a file after ${flag}.`,
    });
  }
  try {
    // The slash lets it be nothing but a folder.
    await access(`${dirname(path)}/`, constants.W_OK);
  } catch (cause) {
    throw unwritable(path, flag, cause);
  }
}

/** The same of a report, whose folder is made too, as the makers of such reports do. */
export async function requireReport(path: string, flag: string): Promise<void> {
  // Where it cannot be made, the next line says so.
  await mkdir(dirname(path), { recursive: true }).catch(() => {});
  await requireWritable(path, flag);
}

/** Writes it whole or not at all, for its owner's eyes unless told otherwise. Throws `state-unwritable`. */
export async function writeOutput(path: string, content: Written, flag: string, mode?: number): Promise<void> {
  await writeWhole(path, content, mode).catch((cause: unknown) => {
    // What goes wrong while the pieces are made is not about the file.
    if (cause instanceof CliError || errorCode(cause) === undefined) throw cause;
    throw unwritable(path, flag, cause);
  });
}

function unwritable(path: string, flag: string, cause: unknown): CliError {
  return new CliError('state-unwritable', `Cannot write ${path} (${errorCode(cause) ?? 'unknown error'}).`, {
    cause,
    hint: `Check the path after ${flag}.`,
  });
}
