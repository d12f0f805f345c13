import { isIP } from 'node:net';
import { parseCidr } from 'cidr-tools';
import type { Family } from './families.ts';
import type { Registration } from './rpsl.ts';

/** Where an address stands: outside, or inside and by which registrations, the narrowest first. */
export type Standing =
  | { readonly isInside: false }
  | { readonly isInside: true; readonly by: readonly [Registration, ...Registration[]] };

const widths: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** `::ffff:192.0.2.1` is how a socket for both families names an IPv4 peer; the brackets and the zone come from logs. */
export function plainAddress(addressText: string): string | undefined {
  const address = addressText.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 0) return undefined;
  if (family === 4) return address;

  const number = parseCidr(address).start;
  return number >> 32n === 0xffffn ? dotted(number & 0xffffffffn) : address;
}

/** Answers for one address after the other; a log has millions. The address must be one ({@link plainAddress}). */
export function createLookup(registrations: readonly Registration[]): (address: string) => Standing {
  const tables = { 4: tableOf(4, registrations), 6: tableOf(6, registrations) };

  return (address) => {
    const family = address.includes(':') ? 6 : 4;
    const number = parseCidr(address).start;
    const by = tables[family].flatMap(({ hostBits, registered }) => registered.get(number >> hostBits) ?? []);
    const [narrowest, ...wider] = by;
    return narrowest === undefined ? { isInside: false } : { isInside: true, by: [narrowest, ...wider] };
  };
}

/** One map for each length that occurs, longest first: a look-up costs as many steps as there are lengths. */
function tableOf(family: Family, registrations: readonly Registration[]) {
  const byLength = new Map<number, Map<bigint, Registration>>();
  for (const registration of registrations) {
    const { start, version, prefix } = parseCidr(registration.prefix);
    if (version !== family) continue;
    const registered = byLength.get(Number(prefix)) ?? new Map<bigint, Registration>();
    registered.set(start >> BigInt(widths[family] - Number(prefix)), registration);
    byLength.set(Number(prefix), registered);
  }
  return [...byLength]
    .sort(([a], [b]) => b - a)
    .map(([length, registered]) => ({ hostBits: BigInt(widths[family] - length), registered }));
}

function dotted(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((bits) => (number >> bits) & 0xffn).join('.');
}
