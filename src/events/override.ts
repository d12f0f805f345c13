import type { OverrideLevel } from '../webhook/override-request.ts';

/** What becomes of overrides: the URL that Meta sends a number's or an account's webhooks to instead of the app's own. */
export type OverrideEvent =
  | OverrideRead
  | OverridePlanned
  | OverrideSet
  | OverrideReturning
  | OverrideRestored
  | OverrideCleared
  | OverrideForeign
  | OverrideFailed;

/** Whose webhooks: a phone number's, or an account's. */
interface OverridePlace {
  readonly level: OverrideLevel;
  readonly id: string;
}

/** What Meta says of a place. */
export interface OverrideRead extends OverridePlace {
  readonly type: 'override.read';
  /** The override of this very place; null where there is none. */
  readonly url: string | null;
  /** Where its webhooks go, as far as Meta told. */
  readonly goesTo: string | null;
  /** Whose callback that is. */
  readonly by: OverrideLevel | 'app';
}

/** A request that would be sent (`--dry-run`). The access token is not in it. */
export interface OverridePlanned extends OverridePlace {
  readonly type: 'override.planned';
  readonly does: 'read' | 'set' | 'clear' | 'restore';
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** JSON, as it would be sent. */
  readonly body?: string;
  readonly curl: string;
}

/** Meta sends here now, and says so itself when asked again. */
export interface OverrideSet extends OverridePlace {
  readonly type: 'override.set';
  readonly url: string;
  /** What stood there before us. */
  readonly before: string | null;
  /** How it goes back at the end; `stays` where it was set to stay, `already` where it stood there without us. */
  readonly wayBack: 'clear' | 'restore' | 'given-up' | 'stays' | 'already';
  /** Our earlier URL, which this one took the place of. */
  readonly movedFrom?: string;
}

/** The way back has begun. */
export interface OverrideReturning extends OverridePlace {
  readonly type: 'override.returning';
  readonly url: string;
}

/** It is as it was. */
export interface OverrideRestored extends OverridePlace {
  readonly type: 'override.restored';
  /** What stands there now. */
  readonly url: string | null;
  /** What was there before us and could not be put back: nobody knows its verify token. */
  readonly lost?: string;
  /** Another run had set it, and ended without putting it back. */
  readonly isLeftOver?: boolean;
}

/** Taken away on demand. */
export interface OverrideCleared extends OverridePlace {
  readonly type: 'override.cleared';
  readonly was: string | null;
}

/** Somebody has changed it since: theirs stays as it is. */
export interface OverrideForeign extends OverridePlace {
  readonly type: 'override.foreign';
  readonly url: string | null;
  readonly ours: string;
}

export interface OverrideFailed extends OverridePlace {
  readonly type: 'override.failed';
  readonly what: 'set' | 'restore';
  readonly reason: string;
  /** Meta's own number for it. */
  readonly code?: number;
  /** What to do about it. */
  readonly next?: string;
  /** When it is tried again; absent when it is not. */
  readonly retryInMs?: number;
}
