export type Family = 4 | 6;

export function familyOf(prefix: string): Family {
  return prefix.includes(':') ? 6 : 4;
}

export function lengthOf(prefix: string): number {
  return Number(prefix.slice(prefix.indexOf('/') + 1));
}

/** The two families of a list as they are to be shown: one or both, in the order they have. */
export function splitFamilies(
  prefixes: readonly string[],
  family: Family | undefined,
): { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } {
  const only = (wanted: Family) =>
    family === undefined || family === wanted ? prefixes.filter((prefix) => familyOf(prefix) === wanted) : [];
  return { ipv4: only(4), ipv6: only(6) };
}
