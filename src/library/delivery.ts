/** What became of one webhook that was sent. */
export interface Delivery {
  /** The fixture's full name, `payload` or `bytes`. */
  readonly what: string;
  readonly to: string;
  /** Exactly the bytes that each attempt carried. */
  readonly rawBody: Uint8Array;
  /** As they were sent, names in lower case: Meta's, the signatures, yours. `Host` and `Content-Length` are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Would Meta be content: was each copy answered 200 in the end? Any other 2xx is delivered again. */
  readonly ok: boolean;
  /** Each request with its answer; of concurrent copies, copy by copy. */
  readonly attempts: readonly Attempt[];
}

/** One request, and what came back. */
export type Attempt = AnsweredAttempt | UnansweredAttempt;

interface SentOnce {
  /** 1, and more with `duplicates`. */
  readonly copy: number;
  /** 1, and more with `retries`. */
  readonly try: number;
  /** Until status and headers of the answer were there, or until it failed, in milliseconds. */
  readonly tookMs: number;
  /** When Meta would have sent it, in milliseconds after the first try. */
  readonly metasClockMs: number;
}

export interface AnsweredAttempt extends SentOnce {
  /** Is it 200, the only status that Meta takes for "delivered"? */
  readonly ok: boolean;
  readonly status: number;
  /** Why it is not ok and what to do, where that is known; or that it took longer than the second that Meta asks for. */
  readonly reason?: string;
  readonly answer: {
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    /** The first MB of it. Meta reads none. */
    readonly body: Uint8Array;
  };
  readonly code?: undefined;
}

export interface UnansweredAttempt extends SentOnce {
  readonly ok: false;
  /** `ECONNREFUSED`, `TIMEOUT`, … */
  readonly code: string;
  /** What went wrong, as a sentence without its full stop. */
  readonly reason: string;
  readonly status?: undefined;
  readonly answer?: undefined;
}

/** How an https endpoint is met. All texts are PEM. */
export interface DeliveryTls {
  /** Trusted besides the usual authorities. */
  readonly ca?: string | undefined;
  /** A client certificate, as Meta presents one when mTLS is on, and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Takes whatever certificate the endpoint has. */
  readonly isInsecure?: boolean | undefined;
}
