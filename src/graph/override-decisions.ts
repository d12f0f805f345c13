/** What stood in a place before us, and what of ours has stood there since. Meta tells only the URL of an override, never its verify token. */
export interface Story {
  /** None: the place was empty. */
  readonly before: string | null;
  /** Every URL that we set or began to set. */
  readonly ours: readonly string[];
}

/** How a place gets back what stood in it. `given-up`: by nothing, since nobody knows the verify token; it is emptied. */
export type WayBack = 'clear' | 'restore' | 'given-up';

export interface SetSituation {
  /** What stands there now. */
  readonly present: string | null;
  readonly wanted: string;
  /** What we know of the place from earlier, where a run of ours ended without putting it back. */
  readonly known: Story | undefined;
  readonly hasPreviousToken: boolean;
  /** `--replace` */
  readonly mayReplace: boolean;
}

export type SetDecision =
  | { readonly kind: 'set'; readonly before: string | null; readonly wayBack: WayBack }
  /** It stands there already, and we did not bring it: nothing to do, nothing to put back. */
  | { readonly kind: 'already' }
  /** Somebody's override, which could not be put back. */
  | { readonly kind: 'refused'; readonly present: string };

/** May ours be set here, and what is the way back? */
export function decideSet({ present, wanted, known, hasPreviousToken, mayReplace }: SetSituation): SetDecision {
  const isOurs = known !== undefined && isOneOf(present, known.ours);
  if (!isOurs && isSameUrl(present, wanted)) return { kind: 'already' };

  const before = isOurs ? known.before : present;
  if (before === null) return { kind: 'set', before, wayBack: 'clear' };
  if (hasPreviousToken) return { kind: 'set', before, wayBack: 'restore' };
  return mayReplace ? { kind: 'set', before, wayBack: 'given-up' } : { kind: 'refused', present: before };
}

export interface BackSituation extends Story {
  readonly present: string | null;
  readonly wayBack: WayBack;
  readonly hasPreviousToken: boolean;
}

export type BackDecision =
  | { readonly kind: 'clear' }
  | { readonly kind: 'restore'; readonly url: string }
  /** What stood there stands there. */
  | { readonly kind: 'done' }
  /** It has to be restored, and its verify token is not known here. */
  | { readonly kind: 'token-missing'; readonly url: string }
  /** Somebody has changed it since: theirs stays. */
  | { readonly kind: 'foreign' };

/** What is to be done so that the place is as it was. */
export function decideBack({ present, before, ours, wayBack, hasPreviousToken }: BackSituation): BackDecision {
  if (isSameUrl(present, before)) return { kind: 'done' };
  if (!isOneOf(present, ours)) return { kind: 'foreign' };
  if (before === null || wayBack === 'given-up') return { kind: 'clear' };
  return hasPreviousToken ? { kind: 'restore', url: before } : { kind: 'token-missing', url: before };
}

function isOneOf(url: string | null, urls: readonly string[]): boolean {
  return url !== null && urls.some((each) => isSameUrl(url, each));
}

/** Meta may give a URL back in another spelling: a `+` as `%20`, a host in small letters. */
export function isSameUrl(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  return a !== null && b !== null && spelled(a) === spelled(b);
}

function spelled(text: string): string {
  if (!URL.canParse(text)) return text;
  return new URL(text).href.replaceAll('+', '%20').replace(/\/$/, '');
}
