import type { GraphError } from '../graph-error.ts';

/** What the Graph API told, or why it did not. */
export type Told<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: GraphError };

/** All that the switches hang on, as the Graph API tells it. */
export interface SubscriptionFacts {
  readonly token: Told<TokenFacts>;
  readonly appId: string | undefined;
  /** Undefined where nobody could be asked, since that takes the app secret. */
  readonly callback: Told<CallbackFacts> | undefined;
  readonly accountId: string | undefined;
  /** The apps that get the account's webhooks; undefined where no account is known. */
  readonly subscribed: Told<readonly SubscribedApp[]> | undefined;
  readonly phones: Told<readonly PhoneFacts[]> | undefined;
}

export interface TokenFacts {
  readonly isValid: boolean;
  readonly appId: string | undefined;
  readonly appName: string | undefined;
  /** 0 for never; undefined where it is not told. */
  readonly expiresAtMs: number | undefined;
  readonly scopes: readonly string[];
  /** The accounts that it was given. */
  readonly accountIds: readonly string[];
}

export interface CallbackFacts {
  /** Undefined where nobody saved one. */
  readonly url: string | undefined;
  readonly isActive: boolean;
  readonly fields: readonly string[];
}

export interface SubscribedApp {
  readonly id: string;
  readonly name: string | undefined;
  readonly overrideUrl: string | undefined;
}

export interface PhoneFacts {
  readonly id: string;
  readonly display: string | undefined;
  /** `LIVE` or `SANDBOX`. */
  readonly mode: string | undefined;
  /** `CONNECTED` and others. */
  readonly status: string | undefined;
  /** Did Meta tell where its webhooks go? That is the first of these three that is there, or nowhere. */
  readonly isRouteTold: boolean;
  readonly overrideUrl: string | undefined;
  readonly accountUrl: string | undefined;
  readonly appUrl: string | undefined;
  readonly accountId: string | undefined;
  /** What Meta finds wrong with it, or with what it belongs to. */
  readonly troubles: readonly string[];
}
