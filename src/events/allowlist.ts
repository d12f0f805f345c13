export type AllowlistEvent =
  | AllowlistAsked
  | AllowlistRetried
  | AllowlistRecognised
  | AllowlistRefreshed
  | AllowlistListed
  | AllowlistCompared
  | AddressChecked
  | AddressesCounted;

export interface AllowlistAsked {
  readonly type: 'allowlist.asked';
  readonly server: string;
  readonly query: string;
}

export interface AllowlistRetried {
  readonly type: 'allowlist.retried';
  readonly server: string;
  readonly reason: string;
  readonly inMs: number;
}

/** What a saved answer was taken for, by what is in it. */
export interface AllowlistRecognised {
  readonly type: 'allowlist.recognised';
  readonly source: string;
  readonly kind: 'rpsl' | 'prefixes' | 'geofeed' | 'ripestat' | 'json-list';
}

/** A prefix and who registered it. */
export interface RegisteredPrefix {
  readonly prefix: string;
  readonly maintainers: readonly string[];
  readonly sources: readonly string[];
}

/** Addresses as the fewest prefixes that cover them. The counts are text, as IPv6 has more than a JSON number holds. */
export interface Coverage {
  readonly prefixes: readonly string[];
  readonly ipv4Addresses: string;
  readonly ipv6Addresses: string;
}

/** What changed from one list to another: coverage first, as most new lines lie in space that was covered before. */
export interface ListChange {
  readonly gained: Coverage;
  readonly lost: Coverage;
  /** What came and went by registrations of others than Meta alone; not in the two above. */
  readonly foreign: { readonly gained: Coverage; readonly lost: Coverage };
  /** Registered prefixes, whether the coverage changed or not. */
  readonly lines: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

export interface AllowlistRefreshed {
  readonly type: 'allowlist.refreshed';
  readonly asns: readonly number[];
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** False for a saved answer without its end mark: every object is whole, but more may have followed. */
  readonly isComplete: boolean;
  /** False for a list of bare prefixes: whose they are, it does not say. */
  readonly knowsMaintainers: boolean;
  readonly isAggregated: boolean;
  readonly routeObjects: number;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** Prefixes that no maintainer of Meta's stands behind; they are in the list all the same. */
  readonly foreign: readonly RegisteredPrefix[];
  /** Prefixes that `--meta-only` or `--maintainer` left out. */
  readonly leftOut: readonly RegisteredPrefix[];
  /** Since when the list is this one. */
  readonly since: string;
  /** What changed from the list kept before; absent where there was none. */
  readonly change?: ListChange;
  /** Where the list was kept. */
  readonly keptIn: string;
  /** Where `--output` wrote it. */
  readonly writtenTo?: string;
  /** What the format could not take. */
  readonly note?: string;
  /** Why the list that was kept before could not be compared with. */
  readonly keptProblem?: string;
  /** What `--force` let pass. */
  readonly acceptedChange?: string;
}

export interface AllowlistListed {
  readonly type: 'allowlist.listed';
  readonly asns: readonly number[];
  readonly source: string;
  /** When the list was last found to be so, and since when it is this one. */
  readonly foundAt: string;
  readonly since: string;
  readonly isAggregated: boolean;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  readonly foreign: readonly RegisteredPrefix[];
  /** There when nobody asked for a month: Meta's addresses change more often. */
  readonly oldByDays?: number;
  readonly writtenTo?: string;
  readonly note?: string;
}

/** One side of a comparison. */
export interface ComparedList {
  readonly source: string;
  readonly foundAt: string | null;
  readonly prefixes: number;
}

export type AllowlistCompared = {
  readonly type: 'allowlist.compared';
  readonly asns: readonly number[];
  /** Null where only one list was kept so far. */
  readonly from: ComparedList | null;
  readonly to: ComparedList;
  readonly isSame: boolean;
} & ListChange;

export interface AddressChecked {
  readonly type: 'address.checked';
  readonly address: string;
  readonly isInside: boolean;
  /** By which registration, the narrowest one, and whose it is. */
  readonly by?: RegisteredPrefix;
  /** There when no maintainer of Meta's stands behind any registration that holds the address. */
  readonly isForeign?: boolean;
}

export interface AddressesCounted {
  readonly type: 'addresses.counted';
  readonly source: string;
  readonly inside: number;
  readonly outside: number;
  /** Lines whose first column is no address. */
  readonly unreadable: number;
  /** Who is outside most often. */
  readonly outsiders: readonly { readonly address: string; readonly times: number }[];
}
