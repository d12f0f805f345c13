import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces the file with `content` whole or not at all, readable by its owner alone; a crash or a full disk leaves the old one. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draftPath = `${path}.${randomUUID()}.draft`;

  try {
    await writeDurably(draftPath, content);
    await rename(draftPath, path);
  } catch (error) {
    await rm(draftPath, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
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
