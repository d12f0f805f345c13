import { countAddresses, type Family, familyOf, lostCoverage, parsePrefix } from './prefixes.ts';
import type { Registration } from './rpsl.ts';

export type Trust = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Meta's own, over the registries: RADB; RIPE; RIPE and RIPE; ARIN. Names are compared without regard to case. */
const META_MAINTAINERS = ['maint-as32934', 'fb-neteng', 'facebook-neteng', 'meta-mnt', 'mnt-thefa-3'];

const familyNames: Readonly<Record<Family, string>> = { 4: 'IPv4', 6: 'IPv6' };

/**
 * May this answer replace the last good list? Not when more than half of a family's kept addresses would be gone:
 * registries shed lines every week, but losing half of the space is an outage of theirs, or a cut answer.
 */
export function checkTrust(prefixes: readonly string[], keptPrefixes: readonly string[]): Trust {
  const losses = ([4, 6] as const).flatMap((family) => tellLoss(prefixes, keptPrefixes, family));
  return losses.length === 0 ? { ok: true } : { ok: false, reason: `The answer drops ${losses.join(' and ')}.` };
}

/** Anybody may register a route that names Meta's AS: these are the prefixes that no maintainer of Meta's stands behind. */
export function findForeign(registrations: readonly Registration[]): Registration[] {
  return registrations.filter(
    ({ maintainers }) => !maintainers.some((name) => META_MAINTAINERS.includes(name.toLowerCase())),
  );
}

function tellLoss(prefixes: readonly string[], keptPrefixes: readonly string[], family: Family): string[] {
  // A kept file is only a file: what is no prefix by today's rules is no coverage to defend.
  const kept = keptPrefixes.filter((prefix) => familyOf(prefix) === family && parsePrefix(prefix, family).ok);
  const keptCount = countAddresses(kept);
  const lostCount = countAddresses(lostCoverage(kept, prefixes));
  if (lostCount * 2n <= keptCount) return [];

  // One decimal, in integers: IPv6 counts are far above what a number holds exactly.
  const percent = Number((lostCount * 1000n) / keptCount) / 10;
  return [`${percent} % of the kept ${familyNames[family]} addresses`];
}
