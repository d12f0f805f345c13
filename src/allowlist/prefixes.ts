import { excludeCidr, mergeCidr, parseCidr } from 'cidr-tools';
import ipaddr from 'ipaddr.js';
import { type Family, familyOf } from './families.ts';
import { specialPurposeOf } from './special-purpose.ts';

/** Canonical text, or why the text is not a prefix that may open a firewall. The reason goes on from "1.2.3.4/8 …". */
export type PrefixCheck =
  | { readonly ok: true; readonly prefix: string }
  | { readonly ok: false; readonly reason: string };

interface Grammar {
  readonly name: string;
  readonly address: RegExp;
  readonly maxLength: number;
  /** The shortest length that is believed. Meta's widest are a /14 and /32s; `/0` would open the firewall to everyone. */
  readonly minLength: number;
  readonly parser: typeof ipaddr.IPv4 | typeof ipaddr.IPv6;
}

const grammars: Readonly<Record<Family, Grammar>> = {
  // A leading zero means octal to some readers and decimal to others, so no octet may have one.
  4: {
    name: 'IPv4',
    address: /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/,
    maxLength: 32,
    minLength: 12,
    parser: ipaddr.IPv4,
  },
  6: { name: 'IPv6', address: /^[\da-f:]+$/i, maxLength: 128, minLength: 24, parser: ipaddr.IPv6 },
};

/** Reads one prefix by a closed grammar: nothing is repaired, so a prefix cut short never becomes a wider one. */
export function parsePrefix(prefixText: string, family: Family): PrefixCheck {
  const { name, address, maxLength, minLength, parser } = grammars[family];

  const [, addressText = '', lengthText = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(prefixText) ?? [];
  if (!address.test(addressText) || !parser.isValid(addressText)) return refusal(`is not an ${name} prefix`);

  const length = Number(lengthText);
  if (length > maxLength) return refusal(`has a length above ${maxLength}`);
  if (length < minLength) return refusal(`is wider than /${minLength}`);

  const canonical = parser.parse(addressText).toString();
  // `157.240.0.0/16` cut to `157.240.0.0/1` is well formed; only its host bits give it away.
  if (parser.networkAddressFromCIDR(prefixText).toString() !== canonical) return refusal('has host bits set');
  if (family === 6 && ipaddr.IPv6.parse(addressText).isIPv4MappedAddress()) return refusal('is an IPv4-mapped address');

  const special = specialPurposeOf(`${canonical}/${length}`, family);
  if (special !== undefined) return refusal(`holds addresses that nobody has on the Internet (${special})`);

  return { ok: true, prefix: `${canonical}/${length}` };
}

/** Whether all addresses of the one are addresses of the other. */
export function isInside(prefix: string, widerPrefix: string): boolean {
  if (familyOf(prefix) !== familyOf(widerPrefix)) return false;
  const [inner, outer] = [parseCidr(prefix), parseCidr(widerPrefix)];
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Those that lie in no other one of the list, sorted. */
export function widestOf(prefixes: readonly string[]): string[] {
  const widest: { readonly text: string; readonly family: Family; readonly end: bigint }[] = [];
  // Sorted, each one comes after every wider one that holds it.
  for (const text of sortPrefixes(prefixes)) {
    const [{ end }, family, last] = [parseCidr(text), familyOf(text), widest.at(-1)];
    if (last === undefined || last.family !== family || last.end < end) widest.push({ text, family, end });
  }
  return widest.map(({ text }) => text);
}

/** How many addresses the prefix has in common with a list whose prefixes do not overlap, all of one family. */
export function countCommon(prefix: string, others: readonly string[]): bigint {
  const { start, end } = parseCidr(prefix);
  return others.map(parseCidr).reduce((sum, other) => {
    // Of two prefixes that meet, one lies in the other.
    if (other.end < start || end < other.start) return sum;
    return sum + (other.start <= start && end <= other.end ? end - start : other.end - other.start) + 1n;
  }, 0n);
}

/** Each prefix once: IPv4 before IPv6, then by number, a wider one before those inside it. */
export function sortPrefixes(prefixes: readonly string[]): string[] {
  return [...new Set(prefixes)]
    .map((text) => ({ text, family: familyOf(text), ...parseCidr(text) }))
    .sort((a, b) => a.family - b.family || compare(a.start, b.start) || compare(b.end, a.end))
    .map(({ text }) => text);
}

/** The fewest prefixes that cover exactly the same addresses, sorted. */
export function collapse(prefixes: readonly string[]): string[] {
  return sortPrefixes(mergeCidr([...prefixes]));
}

/** How many addresses are covered; one that is covered twice counts once. */
export function countAddresses(prefixes: readonly string[]): bigint {
  return mergeCidr([...prefixes])
    .map(parseCidr)
    .reduce((sum, { start, end }) => sum + end - start + 1n, 0n);
}

/** What `before` covers and `after` does not. */
export function lostCoverage(before: readonly string[], after: readonly string[]): string[] {
  return sortPrefixes(excludeCidr([...before], [...after]));
}

function refusal(reason: string): PrefixCheck {
  return { ok: false, reason };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
