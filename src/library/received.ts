import type { Notification } from '../webhook/notification.ts';

/** A webhook that a {@link Receiver} took. */
export interface ReceivedWebhook {
  /** Of this webhook alone; the ids that WhatsApp gave are in `notifications`. */
  readonly id: string;
  /** The bytes as they came. */
  readonly rawBody: Uint8Array;
  /** What they say as JSON. */
  readonly payload: unknown;
  /** Names in lower case, repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** `unchecked` without an `appSecret`; `missing` and `invalid` only with `allowUnsigned`. */
  readonly signature: ReceivedSignature;
  /** One for each message, status, call and event. */
  readonly notifications: readonly Notification[];
  /** The earlier webhook that has the same message, the same status of a message, or the same bytes. */
  readonly duplicateOf?: string;
}

export interface ReceivedSignature {
  readonly state: 'valid' | 'unchecked' | 'missing' | 'invalid';
  /** What is wrong with it, and the likeliest cause with its cure. */
  readonly reason?: string;
  readonly cause?: string;
}

/** A request that a {@link Receiver} did not take. */
export interface RefusedWebhook {
  /** What it was answered: 401 for its signature, 400 for what is no JSON, 413, 415, 405, 404. */
  readonly status: number;
  readonly reason: string;
  /** The likeliest cause with its cure, where it is known. */
  readonly cause?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * An answer on purpose: a status, or `drop` for a connection that closes without one. As it is for all webhooks, `500x3` for
 * the first three, `500@20%` for a share of them.
 */
export type AnswerRule = number | 'drop' | `${number | 'drop'}x${number}` | `${number | 'drop'}@${number}%`;

/** How {@link startReceiver} receives. */
export interface ReceiverOptions {
  /** With it, what is not signed with it is refused with 401; without it, signatures are not checked. */
  readonly appSecret?: string | undefined;
  /** What Meta's handshake must name; `wa-webhook` when left out. */
  readonly verifyToken?: string | undefined;
  /** A free one when left out. */
  readonly port?: number | undefined;
  /** `127.0.0.1` when left out. */
  readonly host?: string | undefined;
  /** `/webhook` when left out. */
  readonly path?: string | undefined;
  /** Takes what is not signed, or signed wrongly, and says so in its `signature`. */
  readonly allowUnsigned?: boolean | undefined;
  /** The largest body that is taken, in bytes; 3 MiB when left out, as Meta's largest. */
  readonly maxBodyBytes?: number | undefined;
  /** Wrong answers on purpose from the start, as {@link Receiver.respond} takes them. */
  readonly respond?: AnswerRule | readonly AnswerRule[] | undefined;
  /** Each answer is held back for so long, in milliseconds. */
  readonly delayMs?: number | undefined;
}

export interface WaitOptions {
  /** 10,000 when left out. */
  readonly timeoutMs?: number | undefined;
}

/** An endpoint that runs. */
export interface Receiver extends AsyncDisposable {
  /** With its path: `http://127.0.0.1:54321/webhook`. */
  readonly url: string;
  readonly verifyToken: string;
  /** All that was taken so far, in order. */
  readonly received: readonly ReceivedWebhook[];
  /** All that was refused so far, in order. */
  readonly refused: readonly RefusedWebhook[];
  /** Each webhook from the first one on, as it comes; ends when the receiver is closed. */
  readonly webhooks: AsyncIterable<ReceivedWebhook>;
  /**
   * The next webhook that fits, those included that came already. Each is given once, so that a second call waits for
   * another one.
   *
   * @param wanted - A field or one type of it (`statuses`, `messages/text`, several with commas), or a question; without it, any.
   * @throws Error when none came in time, that tells what came instead, or when the receiver is closed.
   */
  waitFor(wanted?: string | ((webhook: ReceivedWebhook) => boolean), options?: WaitOptions): Promise<ReceivedWebhook>;
  /** Answers otherwise from the next webhook on; without rules as usual. Webhooks are received all the same. */
  respond(rules: AnswerRule | readonly AnswerRule[], options?: { readonly delayMs?: number | undefined }): void;
  /** Takes no more, lets running requests end for two seconds. May be called twice. */
  close(): Promise<void>;
}
