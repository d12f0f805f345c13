/** What kind of trouble it is: what to do about it depends on that and not on Meta's wording. */
export type GraphErrorKind =
  | 'token'
  | 'permission'
  | 'unknown-object'
  | 'bad-request'
  | 'verification'
  | 'rate-limit'
  | 'meta-trouble'
  | 'silence'
  | 'not-graph';

/** A failure of the Graph API as a value: the access token stands nowhere in it. */
export interface GraphError {
  readonly kind: GraphErrorKind;
  /** In plain words, with Meta's code where there is one. */
  readonly sentence: string;
  /** The next step. */
  readonly hint: string;
  /** Meta's own words, a stranger's text. */
  readonly said?: string;
  readonly code?: number;
  readonly subcode?: number;
  readonly status?: number;
  /** What Meta's support asks for. */
  readonly traceId?: string;
  /** When to come back, as the answer tells. */
  readonly waitMs?: number;
  /** Asking again may help. */
  readonly isPassing: boolean;
  /** It may have been done all the same: no whole answer came to a request that changes something. */
  readonly isUnsure: boolean;
}
