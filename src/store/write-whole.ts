import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces the file with `content` whole or not at all, readable by its owner alone unless told otherwise; a crash or a full disk leaves the old one. */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
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

async function writeDurably(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The umask took its part from the mode that was asked for.
    await file.chmod(mode);
    await file.writeFile(content);
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
