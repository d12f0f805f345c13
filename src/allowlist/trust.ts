import { type Family, familyOf } from './families.ts';
import { countAddresses, countCommon, lostCoverage, parsePrefix, widestOf } from './prefixes.ts';

export type Trust = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** How far a new list may go from the kept one, in percent of what was kept. */
export interface ChangeLimits {
  readonly maxLoss: number;
  readonly maxGrowth: number;
}

/** The addresses of a /32. */
const MOST_WEIGHT = 2n ** 96n;

const familyNames: Readonly<Record<Family, string>> = { 4: 'IPv4', 6: 'IPv6' };

/**
 * May this answer replace the last good list? Registries shed and gain lines every week; a fifth of the space gone is an
 * outage of theirs or a cut answer, and half as much again is worth a look before a firewall opens to it.
 */
export function checkTrust(prefixes: readonly string[], keptPrefixes: readonly string[], limits: ChangeLimits): Trust {
  const changes = ([4, 6] as const).flatMap((family) => {
    // A kept file is only a file: what is no prefix by today's rules is no coverage to defend.
    const kept = keptPrefixes.filter((prefix) => familyOf(prefix) === family && parsePrefix(prefix, family).ok);
    const now = prefixes.filter((prefix) => familyOf(prefix) === family);
    if (kept.length === 0) return [];

    const [loss, growth] = [lossOf(now, kept, family), growthOf(now, kept)];
    return [
      ...(loss > limits.maxLoss ? [`loses ${percent(loss)} of the kept ${familyNames[family]} coverage`] : []),
      ...(growth > limits.maxGrowth ? [`adds ${percent(growth)} to the kept ${familyNames[family]} coverage`] : []),
    ];
  });
  return changes.length === 0 ? { ok: true } : { ok: false, reason: `The answer ${changes.join(' and ')}.` };
}

/**
 * The share of addresses, with one limit: an IPv6 registration weighs no more than a /32. One idle allocation may hold twice
 * the addresses of all others together, and its coming and going (2803:6080::/29 did) would hide or feign everything else.
 */
function lossOf(now: readonly string[], kept: readonly string[], family: Family): number {
  const lost = lostCoverage(kept, now);
  if (family === 4) return share(countAddresses(lost), countAddresses(kept));

  const blocks = widestOf(kept).map((prefix) => {
    const size = countAddresses([prefix]);
    return { weight: size < MOST_WEIGHT ? size : MOST_WEIGHT, size, lost: countCommon(prefix, lost) };
  });
  const lostWeight = blocks.reduce((sum, block) => sum + (block.weight * block.lost) / block.size, 0n);
  return share(
    lostWeight,
    blocks.reduce((sum, { weight }) => sum + weight, 0n),
  );
}

/** Addresses count here, registered or not in how many pieces: each of them opens the firewall. */
function growthOf(now: readonly string[], kept: readonly string[]): number {
  return share(countAddresses(lostCoverage(now, kept)), countAddresses(kept));
}

/** In percent with three decimals, in integers first: IPv6 counts are far above what a number holds exactly. */
function share(part: bigint, whole: bigint): number {
  return Number((part * 100_000n) / whole) / 1_000;
}

function percent(share: number): string {
  return `${Math.floor(share * 10) / 10} %`;
}
