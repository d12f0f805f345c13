import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { archived, archivePath, fileName, keptListPath, readKeptList } from './kept-list.ts';
import { digest, type KeptList, textOf } from './kept-list-text.ts';
import { openStateDir, openStateFolder, unwritable } from './state-dir.ts';
import { writeWhole } from './write-whole.ts';

/** The one in force and those before it. */
const LISTS_KEPT = 10;

/**
 * Replaces the kept list, whole or not at all, and answers with what is kept now. The one before stays beside it when it was
 * another. Throws `state-unwritable`.
 */
export async function writeKeptList(stateDir: string, found: Omit<KeptList, 'since'>): Promise<KeptList> {
  await openStateDir(stateDir);
  await openStateFolder(stateDir, 'ips');
  const path = keptListPath(stateDir, found.asns);
  const before = await readKeptList(stateDir, found.asns);

  const isSame = before.state === 'kept' && digest(before.list.prefixes) === digest(found.prefixes);
  const list = { ...found, since: isSame ? before.list.since : found.at };
  try {
    if (before.state === 'kept' && !isSame) await archive(stateDir, before.list);
    await writeWhole(path, textOf(list));
  } catch (cause) {
    throw unwritable(path, cause);
  }
  return list;
}

/** Puts the list that is about to be replaced beside those before it, and takes the oldest of them away. */
async function archive(stateDir: string, list: KeptList): Promise<void> {
  const path = archivePath(stateDir, list.asns);
  const folder = await openStateFolder(dirname(path), basename(path));
  await writeWhole(join(folder, fileName(list.since)), textOf(list));

  const tooMany = (await archived(stateDir, list.asns)).slice(0, -(LISTS_KEPT - 1));
  await Promise.all(tooMany.map((name) => rm(join(folder, name), { force: true })));
}
