/** The list as a format gets it: canonical prefixes, sorted, collapsed or not as the user wished. */
export interface AddressList {
  readonly asn: number;
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

/** Writes the whole list, to the last newline. */
export type Format = (list: AddressList) => string;
