import { randomUUID } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** All of it, or pieces that come one after the other. */
export type Written = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Replaces the file with `content` whole or not at all, readable by its owner alone unless told otherwise; a crash or a full disk leaves the old one. */
export async function writeWhole(path: string, content: Written, mode = 0o600): Promise<void> {
  const draftPath = `${path}.${randomUUID()}.draft`;

  try {
    await writeDurably(draftPath, content, mode);
    await rename(draftPath, path);
  } catch (error) {
    await rm(draftPath, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

async function writeDurably(path: string, content: Written, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The umask took its part from the mode that was asked for.
    await file.chmod(mode);
    await writeFile(file, content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The rename itself must survive a power cut. Some systems cannot flush a folder; the file is whole either way. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
