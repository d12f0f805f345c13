/**
 * Both sides of a WhatsApp Business webhook, for programs and tests: its bytes and signatures, its fixtures, a sender that
 * sends as Meta does, a receiver that receives as an endpoint must.
 */
/// <reference lib="esnext.disposable" />
/** What is changed in a fixture or a payload before it is sent. Bytes stay as they are. */
export interface BodyOptions {
    /**
     * Values by their place, as a path or a JSON pointer: `{ 'entry[0].changes[0].value.messages[0].text.body': 'Hi' }`. Objects
     * on the way are made where they are missing, lists never grow.
     */
    readonly set?: Readonly<Record<string, unknown>> | undefined;
    /** Shows the user by phone number, by phone number and username, or by username alone; as it stands when left out. */
    readonly identity?: Identity | undefined;
}
export type Identity = (typeof IDENTITIES)[number];
/** One payload seen three ways (whatsapp-webhooks.md, section 8). */
declare const IDENTITIES: readonly ['phone', 'username', 'username-only'];
/**
 * Is `signature`, the value of `X-Hub-Signature-256`, that of exactly these bytes? Compared in constant time. Never throws.
 *
 * @param rawBody - The bytes as they came, before anything parsed them; a string stands for its UTF-8.
 */
export declare function checkSignature(rawBody: string | Uint8Array, signature: string | null | undefined, appSecret: string): SignatureCheck;
/** What {@link checkSignature} found. */
export type SignatureCheck = {
    readonly ok: true;
} | {
    readonly ok: false;
    /** No header, a header that is not `sha256=` and 64 lower-case hex digits, or the signature of other bytes. */
    readonly reason: SignatureFault;
    /** The likeliest cause, as a sentence with its cure: another secret, a body that was parsed and written again, … */
    readonly cause: string;
};
type SignatureFault = 'missing' | 'malformed' | 'mismatch';
/**
 * What a payload tells, in order: one notification for each message, status, call and event. Takes any JSON and never throws;
 * what is no webhook, or is not known, is told as what it is.
 */
export declare function describe(payload: unknown): readonly Notification[];
/** What one part of a webhook is about: one message, one status, one account event. Plain data, safe to print as JSON. */
export interface Notification {
    /** `changes[].field` as it came: `messages`, `account_update`, or one that nobody knows yet. */
    readonly field: string;
    readonly kind: 'message' | 'status' | 'call' | 'event' | 'unknown';
    /** The message's type (`text`, `interactive/button_reply`), the status (`delivered`), the event (`PARTNER_ADDED`). */
    readonly type: string;
    /** One line for a person: who, what, about which message. May hold strangers' text, control characters too. */
    readonly summary: string;
    /** `entry[].id`: the WhatsApp Business Account, seldom the portfolio. */
    readonly accountId?: string;
    readonly phoneNumberId?: string;
    /** The message (`wamid.`) or call (`wacid.`) that this is, or that this is a status of. */
    readonly messageId?: string;
    /** Phone, else BSUID, of the user on the other side. */
    readonly from?: string;
    /** In a group: whose delivery this status tells. */
    readonly participantId?: string;
}
/**
 * The bytes that Meta sends for this payload: compact JSON in its order of keys, everything beyond ASCII as `\uXXXX` in lower
 * case, `/` as `\/` (seen in real deliveries). `JSON.stringify` gives other bytes, and so another signature.
 *
 * @throws RangeError for a payload that is nested some thousand levels deep.
 */
export declare function encode(payload: unknown): Uint8Array;
/**
 * Where a payload differs from what Meta documents: unknown fields, types, properties and values, what is missing or of another
 * type. Empty for a payload as documented. Takes any JSON and never throws.
 */
export declare function inspect(payload: unknown): readonly Finding[];
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
export type FindingKind = 
/** The frame itself does not hold: `object`, `entry[]`, `changes[]`, `field`, `value`. The only kind that breaks a webhook. */
'envelope' | 'unknown-field' | 'unknown-type' | 'unknown-property' | 'unknown-value' | 'wrong-type' | 'missing'
/** The last one where there were too many to list. */
 | 'more';
/** What {@link parse} found. */
export type ParsedBody = {
    readonly ok: true;
    readonly payload: unknown;
} | {
    readonly ok: false;
    /** What is wrong with it and where, as a sentence. */
    readonly reason: string;
};
/** A webhook's bytes to its payload, strictly: no byte order mark, no broken UTF-8, nothing but JSON. Never throws. */
export declare function parse(rawBody: string | Uint8Array): ParsedBody;
/**
 * The value of the `X-Hub-Signature-256` header that Meta would send with exactly these bytes: `sha256=` and 64 lower-case
 * hex digits, HMAC-SHA256 with the app secret as text (Meta, "Create a webhook endpoint").
 *
 * @param rawBody - The bytes of the body as they go over the wire; a string stands for its UTF-8.
 * @param appSecret - As App settings > Basic shows it.
 */
export declare function sign(rawBody: string | Uint8Array, appSecret: string): string;
/** How {@link deliver} sends. */
export interface DeliverOptions extends BodyOptions {
    /** The endpoint: `http://127.0.0.1:3000/webhook`. */
    readonly to: string | URL;
    /** The app secret that the endpoint checks signatures with; without it the webhook goes unsigned. */
    readonly appSecret?: string | undefined;
    /**
     * `invalid` signs as the secret of another app would, `missing` leaves the signature out: an endpoint must refuse both.
     * `valid` when left out.
     */
    readonly signature?: 'valid' | 'invalid' | 'missing' | undefined;
    /** Further copies of the same bytes, as Meta sends them now and then; 0 when left out. */
    readonly duplicates?: number | undefined;
    /** The copies leave at the same instant, and not one after the other. */
    readonly concurrent?: boolean | undefined;
    /**
     * How often Meta comes again while the answer is not 200; 0 when left out, `Infinity` for as long as Meta would, seven days.
     * At once, then after 1, 5 and 15 minutes, 1, 3, 6 and 12 hours, and daily: Meta promises "decreasing frequency" over seven
     * days and publishes no times, so these are ours.
     */
    readonly retries?: number | undefined;
    /** How much faster than Meta's clock the retries come; 60,000 when left out: a minute takes a millisecond. */
    readonly speed?: number | undefined;
    /** For each answer to come whole, in milliseconds; 10,000 when left out. */
    readonly timeoutMs?: number | undefined;
    /** Further headers, behind Meta's own. */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** For an https endpoint with a certificate of its own, or one that wants ours. */
    readonly tls?: DeliveryTls | undefined;
    /** Ends it early: the promise then rejects with the signal's reason. */
    readonly signal?: AbortSignal | undefined;
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
/**
 * Sends one webhook as Meta does: its bytes, its headers, both signatures. Every answer is a result, and so is silence: look at
 * `ok`, or at each of the `attempts`. Redirects are answers, and not followed.
 *
 * @param what - A fixture by its name, with fresh ids and times, so that no receiver takes it for a duplicate; a payload,
 *   written as Meta writes it; or bytes, sent as they are.
 * @throws Error for an unknown fixture, a path in `set` that leads nowhere, or texts in `tls` that are no PEM.
 */
export declare function deliver(what: string | Uint8Array | object, options: DeliverOptions): Promise<Delivery>;
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
export interface UnansweredAttempt extends SentOnce {
    readonly ok: false;
    /** `ECONNREFUSED`, `TIMEOUT`, … */
    readonly code: string;
    /** What went wrong, as a sentence without its full stop. */
    readonly reason: string;
    readonly status?: undefined;
    readonly answer?: undefined;
}
/** The payloads that come with wa-webhook: each field and each type of message that Meta documents, and some odd ones. */
export interface Fixtures {
    /**
     * Names, sorted: `messages/text`, `statuses/read`, … Synchronous, so that it fits `it.each(fixtures.list('messages/*'))`.
     *
     * @param pattern - `*` stands for anything but a slash; without it, all of them.
     * @throws Error when nothing fits.
     */
    list(pattern?: string): readonly string[];
    /**
     * The payload of one fixture as its file has it, a new object each time. {@link deliver} gives it fresh ids and times;
     * {@link freshen} does so elsewhere.
     *
     * @param name - `messages/text`, or `text` where one fixture alone has that name.
     * @throws Error that names the nearest fixture when there is none of that name.
     */
    read(name: string): WebhookPayload;
}
/** The frame that all webhooks of WhatsApp have. What a `value` holds depends on its `field`. */
export interface WebhookPayload {
    object: string;
    entry: {
        /** The WhatsApp Business Account. */
        id: string;
        changes: {
            field: string;
            value: Record<string, unknown>;
        }[];
    }[];
}
export declare const fixtures: Fixtures;
/**
 * The same payload with ids that no webhook had before, and its times moved so that its newest moment is now. Receivers drop
 * what they have seen, so that a payload which is sent twice wants fresh ids.
 *
 * What belongs together keeps together: an id that stands in several places is the same in all of them, also over several
 * payloads that are given as a list: `freshen([sent, delivered, read])`. The test of Meta's dashboard stays as it is when it is
 * given alone, since Meta always sends the same one.
 *
 * @param options.now - What becomes the newest moment; the present when left out.
 */
export declare function freshen<T>(payload: T, options?: {
    readonly now?: Date | undefined;
}): T;
/**
 * An answer on purpose: a status, or `drop` for a connection that closes without one. As it is for all webhooks, `500x3` for
 * the first three, `500@20%` for a share of them.
 */
export type AnswerRule = number | 'drop' | `${number | 'drop'}x${number}` | `${number | 'drop'}@${number}%`;
export interface ReceivedSignature {
    readonly state: 'valid' | 'unchecked' | 'missing' | 'invalid';
    /** What is wrong with it, and the likeliest cause with its cure. */
    readonly reason?: string;
    readonly cause?: string;
}
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
    respond(rules: AnswerRule | readonly AnswerRule[], options?: {
        readonly delayMs?: number | undefined;
    }): void;
    /** Takes no more, lets running requests end for two seconds. May be called twice. */
    close(): Promise<void>;
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
export interface WaitOptions {
    /** 10,000 when left out. */
    readonly timeoutMs?: number | undefined;
}
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
/**
 * Starts an endpoint as Meta wants one: answers the handshake, checks signatures over the bytes that came, answers 200 to a
 * webhook and refuses what is none. For whatever sends or forwards webhooks. It keeps nothing on disk.
 *
 * @throws Error when the port is not to be had, or a rule of `respond` is none.
 */
export declare function startReceiver(options?: ReceiverOptions): Promise<Receiver>;
export {};
