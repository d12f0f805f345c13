import type { Notification } from '../webhook/notification.ts';

/** Header names in lower case, repeated ones joined with `, `, as Node's http gives them. */
export type HeaderMap = Readonly<Record<string, string>>;

/** Exactly one of the two is there; both give back the exact bytes. */
export type Body = { readonly body: string } | { readonly bodyBase64: string };

/** Who sent a request, as far as that can be trusted; nobody where a tunnel hides it. */
export interface Sender {
  readonly address: string;
  /** The header that says so, or `connection` where no tunnel and no proxy stands between. */
  readonly via: string;
  /** Is it in the list that `ips refresh` kept? Absent where none is kept. */
  readonly isMeta?: boolean;
}

/** What is known of where a request came from. */
export interface Origin {
  readonly sender?: Sender;
  /** What tunnels and proxies added to the headers on the way; `headers` are without them. Absent where nothing was. */
  readonly addedHeaders?: HeaderMap;
}

export type SignatureState =
  | { readonly state: 'valid' }
  | { readonly state: 'unchecked' }
  | { readonly state: 'missing'; readonly reason: string; readonly cause?: string }
  | { readonly state: 'invalid'; readonly reason: string; readonly cause?: string };

/** Who decided the answer that went back to Meta. */
export type AnsweredBy = 'listen' | 'app' | 'fault';

export interface ReceiverListening {
  readonly type: 'receiver.listening';
  readonly url: string;
  readonly isSignatureChecked: boolean;
  readonly forwardTo: readonly string[];
  /** The port that was wanted and taken, when another one was used instead. */
  readonly insteadOfPort?: number;
}

export interface ReceiverReady {
  readonly type: 'receiver.ready';
  readonly localUrl: string;
  readonly publicUrl: string | null;
  readonly verifyToken: string;
  /** `--override` tells Meta: nothing is to be pasted. */
  readonly isOverridden?: boolean;
}

export interface HandshakeAnswered {
  readonly type: 'handshake.answered';
  readonly status: number;
  readonly ok: boolean;
  /** Why it was refused. */
  readonly reason?: string;
  readonly by: AnsweredBy;
  readonly userAgent?: string;
  readonly tookMs: number;
}

export type WebhookReceived = {
  readonly type: 'webhook.received';
  readonly id: string;
  /** The targets that get it after the answer (`--answer now`): it waits for each of them until they take it. */
  readonly waitsFor?: readonly string[];
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderMap;
  readonly sizeBytes: number;
  readonly signature: SignatureState;
  readonly notifications: readonly Notification[];
  /** The earlier webhook that this one repeats, and how long ago that came. */
  readonly duplicateOf?: string;
  readonly duplicateAfterMs?: number;
} & Origin &
  Body;

export interface WebhookAnswered {
  readonly type: 'webhook.answered';
  readonly id: string;
  /** 0 where the connection was closed without an answer, on purpose. */
  readonly status: number;
  readonly tookMs: number;
  readonly by: AnsweredBy;
  /** How long the answer was held back on purpose. */
  readonly delayMs?: number;
  /** There when nobody was left to read the answer: Meta takes that for a failure, whatever the status. */
  readonly reason?: string;
}

/** What goes wrong on purpose from now on: told at the start where there is something, and at each change. */
export interface FaultSet {
  readonly type: 'fault.set';
  /** As `--respond` takes them; none of them when answers are the usual ones again. */
  readonly respond: readonly string[];
  readonly delayMs: number;
}

/** A webhook that holds what Meta's documentation does not name: told after the answer, which need not wait for it. */
export interface WebhookDrifted {
  readonly type: 'webhook.drifted';
  readonly id: string;
  /** Where: `messages[0].image.ai_tags`. At most so many as a person reads; `findings` counts them all. */
  readonly unknown: readonly string[];
  /** How much differs from the documentation altogether, what is missing or of another type included. */
  readonly findings: number;
  /** Is there something that no earlier webhook of this session had? */
  readonly isNew: boolean;
  /** Which wa-webhook did not know it. */
  readonly version: string;
}

export type WebhookRefused = {
  readonly type: 'webhook.refused';
  readonly status: number;
  readonly reason: string;
  readonly cause?: string;
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderMap;
  readonly sizeBytes: number;
} & Origin &
  Partial<{ readonly body: string; readonly bodyBase64: string }>;
