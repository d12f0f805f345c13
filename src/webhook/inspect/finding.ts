export type FindingKind =
  /** The frame itself does not hold: `object`, `entry[]`, `changes[]`, `field`, `value`. The only kind that breaks a webhook. */
  | 'envelope'
  | 'unknown-field'
  | 'unknown-type'
  | 'unknown-property'
  | 'unknown-value'
  | 'wrong-type'
  | 'missing'
  /** The last one where there were too many to list. */
  | 'more';

/** One thing in a body that Meta's documentation does not say, or says otherwise. */
export interface Finding {
  readonly kind: FindingKind;
  /** JSON pointer into the whole body: `/entry/0/changes/0/value/messages/0/image/ai_tags`. */
  readonly pointer: string;
  /** For a person: from the value on (`messages[0].image.ai_tags`), or from the top (`entry[0].changes`). */
  readonly path: string;
  /** What Meta documents here. */
  readonly expected?: string | undefined;
  /** What came instead. */
  readonly found?: string | undefined;
  readonly sentence: string;
}

/** Whether the frame itself is broken. Everything else that is found can be lived with. */
export function isEnvelopeBroken(findings: readonly Finding[]): boolean {
  return findings.some(({ kind }) => kind === 'envelope');
}
