import { type Family, familyOf } from './families.ts';
import { countAddresses, lostCoverage, parsePrefix, touchedBy } from './prefixes.ts';

export type Trust = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** How far a new list may go from the kept one, in percent of what was kept. */
export interface ChangeLimits {
  readonly maxLoss: number;
  readonly maxGrowth: number;
}

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
 * Of IPv4 the share of addresses. Of IPv6 that alone would mislead: one idle allocation may hold twice the addresses of
 * all others together (2803:6080::/29 came and went like that), so the share of registered prefixes must be gone too.
 */
function lossOf(now: readonly string[], kept: readonly string[], family: Family): number {
  const lost = lostCoverage(kept, now);
  const ofAddresses = share(countAddresses(lost), countAddresses(kept));
  if (family === 4 || lost.length === 0) return ofAddresses;

  const gone = touchedBy(kept, lost);
  return Math.min(ofAddresses, share(BigInt(gone.length), BigInt(kept.length)));
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
