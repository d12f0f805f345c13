import type { Family } from '../families.ts';
import type { Registration } from '../rpsl.ts';

/** The list as a format gets it: canonical prefixes, sorted, collapsed or not as the user wished. */
export interface AddressList {
  readonly asns: readonly number[];
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** Since when the list is this one, ISO 8601. Not the time of the last refresh: the same list is the same bytes. */
  readonly since: string;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** Who registered what, for a format that tells it. */
  readonly registrations: readonly Registration[];
}

/** One way to write the list. Everything about it stands in its own file; index.ts is the list of them. */
export interface Format {
  /** What begins a comment line. Absent where the format has no comments. */
  readonly comment?: '#';
  /** How the text is used, for the comment above it. */
  readonly use?: readonly string[];
  /** The only family that it takes; the other one is left out, and that is told. */
  readonly family?: Family;
  /** Takes one family at a time, so that the user must choose. */
  readonly isForOneFamily?: true;
  /** Why the program or the service would refuse this list. Goes on from "aws-sg cannot hold this list: …". */
  readonly findLimit?: (list: AddressList) => string | undefined;
  /** Writes the whole list, to the last newline. */
  readonly write: (list: AddressList) => string;
}

export function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

export function allPrefixes({ ipv4, ipv6 }: Pick<AddressList, 'ipv4' | 'ipv6'>): readonly string[] {
  return [...ipv4, ...ipv6];
}

/** What administrators read in a diff: two spaces, one value a line. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The limit in words when one family has more prefixes than `most`. */
export function moreThan(most: number, { ipv4, ipv6 }: AddressList, rule: string): string | undefined {
  const longest = Math.max(ipv4.length, ipv6.length);
  return longest > most ? `${rule}, and here are ${longest}` : undefined;
}
