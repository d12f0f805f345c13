/** What happens at Meta's Graph API. */
export type GraphEvent = GraphRetried;

/** The Graph API is asked again, and why. */
export interface GraphRetried {
  readonly type: 'graph.retried';
  readonly method: string;
  /** Behind the version; the access token stands in none. */
  readonly path: string;
  readonly reason: string;
  /** Meta's error code. */
  readonly code?: number;
  readonly inMs: number;
  /** Which try the next one is. */
  readonly try: number;
}
