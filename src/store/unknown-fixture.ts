import { closest, distance } from 'fastest-levenshtein';

/** Says that none of these has that name, and which one is nearest. */
export function unknownFixture(names: readonly string[], wanted: string): string {
  const nearest = names.length === 0 ? '' : closest(wanted, names);
  const isNear = distance(wanted, nearest) <= Math.max(2, wanted.length / 3);
  return `There is no fixture and no file named "${wanted}".${isNear ? ` Did you mean "${nearest}"?` : ''}`;
}
