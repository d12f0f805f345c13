/** What happens at Meta's Graph API. */
export type GraphEvent =
  | GraphRetried
  | SwitchChecked
  | SubscriptionAdded
  | SubscriptionChecked
  | DeliveryTraced
  | DeliveriesCounted;

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

/** What must be right for webhooks to come. */
export type SwitchName =
  | 'token'
  | 'permissions'
  | 'callback'
  | 'fields'
  | 'account'
  | 'number'
  | 'destination'
  | 'mode';

/** One of the switches between a message and the endpoint. */
export interface SwitchChecked {
  readonly type: 'switch.checked';
  readonly name: SwitchName;
  /** `unknown`: the Graph API did not tell. `note`: neither right nor wrong. */
  readonly state: 'on' | 'off' | 'unknown' | 'note';
  readonly what: string;
  /** How to mend it, or where to look. */
  readonly next?: string;
  /** The number that it is about, where there are several. */
  readonly phoneId?: string;
}

/** The app gets the account's webhooks from now on. */
export interface SubscriptionAdded {
  readonly type: 'subscription.added';
  readonly appId: string;
  readonly accountId: string;
}

export interface SubscriptionChecked {
  readonly type: 'subscription.checked';
  readonly appId: string | null;
  readonly accountId: string | null;
  /** Each number, and where its messages go; null where that is nowhere, or not known. */
  readonly numbers: readonly { readonly phoneId: string; readonly sendsTo: string | null }[];
  /** Where the `listen` of this folder is reached; null where none runs. */
  readonly listensAt: string | null;
  readonly off: number;
  readonly unknown: number;
}

/** What Meta's message history says of one delivery, and what is known of it here. */
export interface DeliveryTraced {
  readonly type: 'delivery.traced';
  readonly messageId: string;
  /** What the webhook was about: `SENT`, `DELIVERED`, `READ`, `FAILED`, `DELETED`. */
  readonly status: string;
  readonly occurredAt: string | null;
  /** `PENDING`, `DELIVERED`, `FAILED`, `RETRYING`; null where Meta says nothing. */
  readonly state: string | null;
  readonly appId?: string;
  /** The URL that it was sent to. */
  readonly to?: string;
  /** What Meta says went wrong. */
  readonly error?: string;
  /** The webhook of the history of this folder; null where it is not in it. */
  readonly here: DeliveryHere | null;
}

export interface DeliveryHere {
  readonly id: string;
  readonly at: string;
  /** What it was answered; absent where no answer is on record. */
  readonly status?: number;
  readonly tookMs?: number;
  /** How often it came altogether. */
  readonly times: number;
}

export interface DeliveriesCounted {
  readonly type: 'deliveries.counted';
  readonly phoneId: string;
  readonly messages: number;
  readonly deliveries: number;
  /** By what Meta says. */
  readonly states: Readonly<Record<string, number>>;
  /** How many of them are in the history of this folder. */
  readonly here: number;
  /** There may be more than were asked for. */
  readonly isMore: boolean;
}
