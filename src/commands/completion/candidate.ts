/** One word that can stand at the cursor. One that ends in a slash goes on behind it. */
export interface Candidate {
  readonly value: string;
  /** What it is, for shells that show it. May hold a stranger's text: the answer passes printable.ts. */
  readonly about?: string;
}

export interface Offer {
  readonly candidates: readonly Candidate[];
  /** What the shell itself offers besides. */
  readonly besides: 'none' | 'files' | 'folders';
}

export function only(candidates: readonly Candidate[]): Offer {
  return { candidates, besides: 'none' };
}

/** Each once, in their order. */
export function words(values: Iterable<string>, about?: string): Candidate[] {
  return [...new Set(values)].map((value) => (about === undefined ? { value } : { value, about }));
}
