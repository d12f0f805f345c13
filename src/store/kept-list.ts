import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { type KeptRead, parseKeptList } from './kept-list-text.ts';

export type { KeptList, KeptPrefix, KeptRead } from './kept-list-text.ts';

export function keptListPath(stateDir: string, asns: readonly number[]): string {
  return join(stateDir, 'ips', `${listName(asns)}.json`);
}

/** Never throws: a damaged list is a fact to tell, and the next refresh mends it. */
export async function readKeptList(stateDir: string, asns: readonly number[]): Promise<KeptRead> {
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

function readList(path: string, asns: readonly number[]): KeptRead {
  try {
    // At once: a file of some kilobytes, and what reads it elsewhere takes longer to load than to print the list.
    return parseKeptList(readFileSync(path, 'utf8'), asns);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { state: 'none' };
    return { state: 'damaged', reason: `it cannot be read (${code ?? 'unknown error'})` };
  }
}

/** The names of the lists before the one in force, oldest first. */
export async function archived(stateDir: string, asns: readonly number[]): Promise<string[]> {
  const names = await readdir(archivePath(stateDir, asns)).catch(() => []);
  return names.filter((name) => /^\d{4}-.*Z\.json$/.test(name)).sort();
}

export function archivePath(stateDir: string, asns: readonly number[]): string {
  return join(stateDir, 'ips', listName(asns));
}

/** The name of an archived list. Colons are no part of a file's name everywhere. */
export function fileName(at: string): string {
  return `${at.replaceAll(':', '-')}.json`;
}

function listName(asns: readonly number[]): string {
  return asns.map((asn) => `as${asn}`).join('-');
}
