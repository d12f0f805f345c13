import { createHash } from 'node:crypto';
import type { RegisteredPrefix } from '../events.ts';

export type KeptPrefix = RegisteredPrefix;

/** A list that was believed, as it was registered: both families, nothing merged. */
export interface KeptList {
  /** The networks whose addresses these are, in ascending order. */
  readonly asns: readonly number[];
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** The server that was asked; null for a saved answer. */
  readonly server: string | null;
  /** When it was last found to be so. */
  readonly at: string;
  /** When these prefixes were found first. */
  readonly since: string;
  readonly isComplete: boolean;
  /** False for a source that names none: a list of bare prefixes. */
  readonly knowsMaintainers: boolean;
  readonly routeObjects: number;
  readonly prefixes: readonly KeptPrefix[];
  /** The fewest prefixes that cover the same, made once: it is what most readers want, and they need not compute it. */
  readonly collapsed: readonly string[];
}

export type KeptRead =
  | { readonly state: 'none' }
  | { readonly state: 'kept'; readonly list: KeptList }
  | { readonly state: 'damaged'; readonly reason: string };

const KEPT_VERSION = 1;

/** A list as it stands in its file. */
interface KeptFile extends KeptList {
  readonly sha256: string;
  readonly collapsedSha256: string;
  readonly sum?: string;
}

/** The kept file as text. */
export function textOf({ prefixes, collapsed, ...facts }: KeptList): string {
  const ipv6 = prefixes.filter(({ prefix }) => prefix.includes(':')).length;
  const counts = { ipv4: prefixes.length - ipv6, ipv6 };
  const sums = { sha256: digest(prefixes), collapsedSha256: digest(collapsed.map((prefix) => ({ prefix }))) };
  const sum = quickSum({ ...sums, prefixes, collapsed });
  const kept = { v: KEPT_VERSION, ...facts, counts, ...sums, sum, collapsed, prefixes };
  return `${JSON.stringify(kept, null, 2)}\n`;
}

/** Reads a kept file: a list of the networks that were asked for, or why it is not to be believed. */
export function parseKeptList(text: string, asns: readonly number[]): KeptRead {
  const kept = parseJson(text);
  if (!isKeptFile(kept)) return damaged('it is not a list of ours');
  if (kept.asns.join() !== asns.join()) return damaged(`it is the list of AS${kept.asns.join(' and AS')}`);
  if (!isWhole(kept)) return damaged('its prefixes do not match their checksum');

  const { prefixes, collapsed } = kept;
  const { source, server, at, since, isComplete, knowsMaintainers, routeObjects } = kept;
  const facts = { source, server, at, since, isComplete, knowsMaintainers, routeObjects };
  return { state: 'kept', list: { asns: kept.asns, ...facts, prefixes, collapsed } };
}

/** Over one prefix a line, so that `sha256sum` of the plain, unaggregated list gives the same. */
export function digest(prefixes: readonly Pick<KeptPrefix, 'prefix'>[]): string {
  return createHash('sha256')
    .update(prefixes.map(({ prefix }) => `${prefix}\n`).join(''))
    .digest('hex');
}

/** Lists that earlier versions kept have no quick sum. */
function isWhole(kept: KeptFile): boolean {
  if (kept.sum !== undefined) return kept.sum === quickSum(kept);
  const { prefixes, collapsed, sha256, collapsedSha256 } = kept;
  return sha256 === digest(prefixes) && collapsedSha256 === digest(collapsed.map((prefix) => ({ prefix })));
}

/**
 * Over both lists and their checksums, which others can compute: what finds damage each time that the list is read, since
 * what computes SHA-256 takes longer to load than the list to print. As long, and as little proof against a forger.
 */
function quickSum({ prefixes, collapsed, sha256, collapsedSha256 }: Summed): string {
  const lines = [sha256, collapsedSha256, ...collapsed, '', ...prefixes.map(({ prefix }) => prefix)];
  return (BigInt(`0x${Buffer.from(lines.join('\n')).toString('hex')}`) % SUM_MODULUS).toString(16);
}

/** A prime, so that no two places of a text weigh the same. */
const SUM_MODULUS = 2n ** 256n - 189n;

type Summed = Pick<KeptFile, 'prefixes' | 'collapsed' | 'sha256' | 'collapsedSha256'>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKeptFile(kept: unknown): kept is KeptFile {
  return (
    isRecord(kept) &&
    kept['v'] === KEPT_VERSION &&
    Array.isArray(kept['asns']) &&
    kept['asns'].every((asn) => typeof asn === 'number') &&
    typeof kept['source'] === 'string' &&
    (kept['server'] === null || typeof kept['server'] === 'string') &&
    isTime(kept['at']) &&
    isTime(kept['since']) &&
    typeof kept['isComplete'] === 'boolean' &&
    typeof kept['knowsMaintainers'] === 'boolean' &&
    typeof kept['routeObjects'] === 'number' &&
    typeof kept['sha256'] === 'string' &&
    typeof kept['collapsedSha256'] === 'string' &&
    (kept['sum'] === undefined || typeof kept['sum'] === 'string') &&
    isTextList(kept['collapsed']) &&
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

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
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
