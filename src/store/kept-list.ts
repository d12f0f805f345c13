import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { digest, type KeptList, type KeptRead, parseKeptList, textOf } from './kept-list-text.ts';
import { openStateDir, openStateFolder, unwritable } from './state-dir.ts';
import { writeWhole } from './write-whole.ts';

export type { KeptList, KeptPrefix, KeptRead } from './kept-list-text.ts';

/** The one in force and those before it. */
const LISTS_KEPT = 10;

export function keptListPath(stateDir: string, asns: readonly number[]): string {
  return join(stateDir, 'ips', `${listName(asns)}.json`);
}

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

/** Never throws: a damaged list is a fact to tell, and the next refresh mends it. */
export function readKeptList(stateDir: string, asns: readonly number[]): Promise<KeptRead> {
  return readList(keptListPath(stateDir, asns), asns);
}

/** The list that was in force at this time: the newest of those that were found before it. */
export async function readKeptListAt(stateDir: string, asns: readonly number[], at: Date): Promise<KeptRead> {
  const current = await readKeptList(stateDir, asns);
  if (current.state === 'kept' && current.list.since <= at.toISOString()) return current;
  const name = (await archived(stateDir, asns)).findLast((each) => each <= fileName(at.toISOString()));
  return name === undefined ? { state: 'none' } : readList(join(archivePath(stateDir, asns), name), asns);
}

/** The list before the one that is in force. */
export async function readPreviousList(stateDir: string, asns: readonly number[]): Promise<KeptRead> {
  const name = (await archived(stateDir, asns)).at(-1);
  return name === undefined ? { state: 'none' } : readList(join(archivePath(stateDir, asns), name), asns);
}

async function readList(path: string, asns: readonly number[]): Promise<KeptRead> {
  try {
    return parseKeptList(await readFile(path, 'utf8'), asns);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { state: 'none' };
    return { state: 'damaged', reason: `it cannot be read (${code ?? 'unknown error'})` };
  }
}

/** Puts the list that is about to be replaced beside those before it, and takes the oldest of them away. */
async function archive(stateDir: string, list: KeptList): Promise<void> {
  const folder = await openStateFolder(join(stateDir, 'ips'), listName(list.asns));
  await writeWhole(join(folder, fileName(list.since)), textOf(list));

  const tooMany = (await archived(stateDir, list.asns)).slice(0, -(LISTS_KEPT - 1));
  await Promise.all(tooMany.map((name) => rm(join(folder, name), { force: true })));
}

/** The names of the files, oldest first. */
async function archived(stateDir: string, asns: readonly number[]): Promise<string[]> {
  const names = await readdir(archivePath(stateDir, asns)).catch(() => []);
  return names.filter((name) => /^\d{4}-.*Z\.json$/.test(name)).sort();
}

function archivePath(stateDir: string, asns: readonly number[]): string {
  return join(stateDir, 'ips', listName(asns));
}

/** Colons are no part of a file's name everywhere. */
function fileName(at: string): string {
  return `${at.replaceAll(':', '-')}.json`;
}

function listName(asns: readonly number[]): string {
  return asns.map((asn) => `as${asn}`).join('-');
}
