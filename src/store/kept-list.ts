import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { openStateDir, openStateFolder, unwritable } from './state-dir.ts';
import { writeWhole } from './write-whole.ts';

export interface KeptPrefix {
  readonly prefix: string;
  readonly maintainers: readonly string[];
  readonly sources: readonly string[];
}

/** The last list that was believed, as it was registered: both families, nothing merged. */
export interface KeptList {
  readonly asn: number;
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** The server that was asked; null for a saved answer. */
  readonly server: string | null;
  readonly at: string;
  readonly isComplete: boolean;
  readonly routeObjects: number;
  readonly prefixes: readonly KeptPrefix[];
}

export type KeptRead =
  | { readonly state: 'none' }
  | { readonly state: 'kept'; readonly list: KeptList }
  | { readonly state: 'damaged'; readonly reason: string };

const VERSION = 1;

export function keptListPath(stateDir: string, asn: number): string {
  return join(stateDir, 'ips', fileName(asn));
}

/** Replaces the kept list, whole or not at all. Throws `state-unwritable`. */
export async function writeKeptList(stateDir: string, list: KeptList): Promise<void> {
  await openStateDir(stateDir);
  const path = join(await openStateFolder(stateDir, 'ips'), fileName(list.asn));
  const { prefixes, ...facts } = list;
  const ipv6 = prefixes.filter(({ prefix }) => prefix.includes(':')).length;
  const counts = { ipv4: prefixes.length - ipv6, ipv6 };

  const text = JSON.stringify({ v: VERSION, ...facts, counts, sha256: digest(prefixes), prefixes }, null, 2);
  try {
    await writeWhole(path, `${text}\n`);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Never throws: a damaged list is a fact to tell, and the next refresh mends it. */
export async function readKeptList(stateDir: string, asn: number): Promise<KeptRead> {
  try {
    return parseKeptList(await readFile(keptListPath(stateDir, asn), 'utf8'), asn);
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' ? { state: 'none' } : damaged(`it cannot be read (${code ?? 'unknown error'})`);
  }
}

function fileName(asn: number): string {
  return `as${asn}.json`;
}

function parseKeptList(text: string, asn: number): KeptRead {
  const kept = parseJson(text);
  if (!isKeptFile(kept)) return damaged('it is not a list of ours');
  if (kept.asn !== asn) return damaged(`it is the list of AS${kept.asn}`);
  if (kept.sha256 !== digest(kept.prefixes)) return damaged('its prefixes do not match their checksum');

  const { source, server, at, isComplete, routeObjects, prefixes } = kept;
  return { state: 'kept', list: { asn, source, server, at, isComplete, routeObjects, prefixes } };
}

/** Over one prefix a line, so that `sha256sum` of the plain, unaggregated list gives the same. */
function digest(prefixes: readonly KeptPrefix[]): string {
  return createHash('sha256')
    .update(prefixes.map(({ prefix }) => `${prefix}\n`).join(''))
    .digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKeptFile(kept: unknown): kept is KeptList & { readonly sha256: string } {
  return (
    isRecord(kept) &&
    kept['v'] === VERSION &&
    typeof kept['asn'] === 'number' &&
    typeof kept['source'] === 'string' &&
    (kept['server'] === null || typeof kept['server'] === 'string') &&
    typeof kept['at'] === 'string' &&
    typeof kept['isComplete'] === 'boolean' &&
    typeof kept['routeObjects'] === 'number' &&
    typeof kept['sha256'] === 'string' &&
    Array.isArray(kept['prefixes']) &&
    kept['prefixes'].every(isKeptPrefix)
  );
}

function isKeptPrefix(entry: unknown): entry is KeptPrefix {
  return (
    isRecord(entry) &&
    typeof entry['prefix'] === 'string' &&
    isTextList(entry['maintainers']) &&
    isTextList(entry['sources'])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function damaged(reason: string): KeptRead {
  return { state: 'damaged', reason };
}
