/** What a matcher found, in the shape that vitest and jest take. */
export interface Verdict {
  readonly pass: boolean;
  /** Why the expectation failed: after `expect(…)` when it did not pass, after `expect(…).not` when it did. */
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}
