import type { Registration } from './rpsl.ts';

/** Meta's own, over the registries: RADB; RIPE; RIPE and RIPE; ARIN. Names are compared without regard to case. */
export const META_MAINTAINERS: readonly string[] = [
  'maint-as32934',
  'fb-neteng',
  'facebook-neteng',
  'meta-mnt',
  'mnt-thefa-3',
];

/** Anybody may register a route that names Meta's AS: these are the prefixes that no maintainer of Meta's stands behind. */
export function findForeign(
  registrations: readonly Registration[],
  own: readonly string[] = META_MAINTAINERS,
): Registration[] {
  const names = own.map((name) => name.toLowerCase());
  return registrations.filter(({ maintainers }) => !maintainers.some((name) => names.includes(name.toLowerCase())));
}
