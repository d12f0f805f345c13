import type { HandshakeAnswered, SignatureState, WebhookReceived } from '../events.ts';
import { diagnoseSignature } from '../webhook/diagnose-signature.ts';
import { FORWARD_MARK_HEADER, isMarkedBy } from '../webhook/forward-mark.ts';
import { answerHandshake } from '../webhook/handshake.ts';
import { isWanted, type OnlyRule } from '../webhook/only.ts';
import { notificationsOf, parseBody } from '../webhook/payload.ts';
import { checkSignature, LEGACY_SIGNATURE_HEADER, SIGNATURE_HEADER, SIGNATURE_REASONS } from '../webhook/signature.ts';
import type { Duplicates } from './duplicates.ts';
import { type Fault, type Refusal, type Reply, type RequestHead, refuse, textReply, withOrigin } from './reply.ts';

export interface IncomingRequest extends RequestHead {
  readonly rawBody: Uint8Array;
  /** On the clock that never jumps, for how long the answer took. */
  readonly startedMs: number;
}

/** What is to be done with a request. The `tookMs` and `by` of an answer are added by whoever gives it. */
export type Decision =
  | { readonly kind: 'handshake'; readonly reply: Reply; readonly answered: Pick<HandshakeAnswered, 'ok' | 'reason'> }
  | {
      readonly kind: 'received';
      readonly reply: Reply;
      readonly event: WebhookReceived;
      /** Is it of those that `--only` lets through? Others are kept and answered, and that is all. */
      readonly isWanted: boolean;
      /** For a webhook that cannot be kept: sent again, it is no duplicate. */
      readonly forget: () => void;
    }
  | Refusal;

export interface ReceiveOptions {
  readonly path: string;
  readonly verifyToken: string;
  readonly appSecret: string | undefined;
  /** Secrets that a sender may have taken for the app secret, for the cause of a mismatch. */
  readonly otherSecrets: readonly { readonly name: string; readonly secret: string }[];
  readonly isUnsignedAllowed: boolean;
  readonly isRefusedKept: boolean;
  readonly maxBodyBytes: number;
  readonly duplicates: Duplicates;
  readonly newId: () => string;
  readonly only?: readonly OnlyRule[];
  /** The targets that get each webhook after its answer. */
  readonly waitsFor?: readonly string[];
  /** What this `listen` writes into what it passes on; a request that has it already goes in a circle. */
  readonly forwardMark?: string;
  /** Refuses whoever is not in Meta's list, and whoever cannot be told. */
  readonly isOnlyMeta?: boolean;
  /** Milliseconds since 1970, for the age of what came before, over restarts too. */
  readonly wallClock: () => number;
}

export interface Receive {
  /** Refuses what need not be read: wrong path, method, type or size. */
  readonly checkHead: (head: RequestHead) => Refusal | undefined;
  /** Refuses who may not send here at all, whatever the request is. */
  readonly checkSender: (head: RequestHead) => Refusal | undefined;
  readonly refuseTooLarge: (head: RequestHead, sizeBytes: number) => Refusal;
  readonly decide: (request: IncomingRequest) => Decision;
}

/** Decides the answer to each request. Knows no socket, so every branch is a plain unit test. */
export function createReceive(options: ReceiveOptions): Receive {
  const refuseTooLarge = (head: RequestHead, sizeBytes: number) =>
    refuse(head, sizeBytes, { status: 413, reason: `the body is larger than ${options.maxBodyBytes} bytes` });

  return {
    refuseTooLarge,
    checkHead: (head) => {
      const fault = headFault(head, options.path) ?? circleFault(head, options);
      if (fault !== undefined) return refuse(head, 0, fault);

      const announcedBytes = Number(head.headers['content-length'] ?? 0);
      return announcedBytes > options.maxBodyBytes ? refuseTooLarge(head, announcedBytes) : undefined;
    },
    checkSender: (head) => {
      if (options.isOnlyMeta !== true || head.sender?.isMeta === true) return undefined;
      return refuse(head, 0, { status: 403, reason: strangerReason(head) });
    },
    decide: (request) =>
      request.method === 'GET' ? decideHandshake(request, options) : decideWebhook(request, options),
  };
}

function headFault({ method, path, headers }: RequestHead, ownPath: string): Fault | undefined {
  if (path !== ownPath) return { status: 404, reason: `nothing is at ${path}; the webhook is at ${ownPath}` };
  if (method === 'GET') return undefined;
  if (method !== 'POST')
    return { status: 405, reason: `${method} is not GET or POST`, headers: { allow: 'GET, POST' } };

  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return { status: 415, reason: `Content-Encoding "${encoding}" is not what Meta sends; its bodies are plain` };
  }
  const type = headers['content-type'] ?? '';
  if (!/^\s*application\/json\s*(?:;|$)/i.test(type)) {
    const found = type === '' ? 'there is no Content-Type' : `Content-Type "${type}" is not application/json`;
    return { status: 415, reason: `${found}; Meta sends application/json` };
  }
  return undefined;
}

function strangerReason({ sender }: RequestHead): string {
  if (sender === undefined) return 'who sent this cannot be told: nothing on its way named the sender';
  return `${sender.address} is not in Meta's list`;
}

function circleFault({ headers }: RequestHead, { forwardMark }: ReceiveOptions): Fault | undefined {
  if (forwardMark === undefined || !isMarkedBy(forwardMark, headers[FORWARD_MARK_HEADER])) return undefined;
  return { status: 508, reason: 'this request comes from this very listen: what --forward-to names leads back here' };
}

function decideHandshake({ query }: IncomingRequest, { verifyToken }: ReceiveOptions): Decision {
  const answer = answerHandshake(new URLSearchParams(query), verifyToken);
  if (answer.ok) return { kind: 'handshake', reply: textReply(200, answer.challenge), answered: { ok: true } };
  return {
    kind: 'handshake',
    reply: textReply(403, `${answer.reason}\n`),
    answered: { ok: false, reason: answer.reason },
  };
}

function decideWebhook(request: IncomingRequest, options: ReceiveOptions): Decision {
  const { rawBody } = request;
  const signature = signatureState(request, options);
  if ((signature.state === 'missing' || signature.state === 'invalid') && !options.isUnsignedAllowed) {
    return refuse(
      request,
      rawBody.byteLength,
      { status: 401, ...signature },
      options.isRefusedKept ? rawBody : undefined,
    );
  }

  const parsed = parseBody(rawBody);
  if (!parsed.ok) {
    const fault = { status: 400, reason: parsed.reason };
    return refuse(request, rawBody.byteLength, fault, options.isRefusedKept ? rawBody : undefined);
  }

  const atMs = options.wallClock();
  const id = options.newId();
  const notifications = notificationsOf(parsed.value);
  const isOfInterest = isWanted(notifications, options.only ?? []);
  const waitsFor = isOfInterest ? (options.waitsFor ?? []) : [];
  const seen = { id, atMs, notifications, rawBody };
  const earlier = options.duplicates.note(seen);
  const event = eventOf(request, { id, waitsFor, signature, notifications });
  if (earlier !== undefined) {
    event.duplicateOf = earlier.id;
    event.duplicateAfterMs = Math.round(atMs - earlier.atMs);
  }
  return {
    kind: 'received',
    reply: textReply(200, ''),
    // The body stands last in a line, where whoever reads many finds the rest without it.
    event: Object.assign(event, { body: parsed.text }),
    isWanted: isOfInterest,
    forget: () => options.duplicates.forget(seen),
  };
}

type Told = Required<Pick<WebhookReceived, 'id' | 'waitsFor' | 'signature' | 'notifications'>>;
type Unfinished = { -readonly [K in keyof WebhookReceived]: WebhookReceived[K] };

/** What every webhook has; the rest is put into it, as {@link withOrigin} says why. */
function eventOf(request: IncomingRequest, { id, waitsFor, signature, notifications }: Told): Unfinished {
  const { method, path, headers, rawBody } = request;
  const sizeBytes = rawBody.byteLength;
  const type = 'webhook.received';
  // Whoever looks for what waits reads no further in a line than behind the id.
  const event: Unfinished =
    waitsFor.length > 0
      ? { type, id, waitsFor, method, path, headers, sizeBytes, signature, notifications }
      : { type, id, method, path, headers, sizeBytes, signature, notifications };
  return withOrigin(event, request);
}

function signatureState({ rawBody, headers }: IncomingRequest, options: ReceiveOptions): SignatureState {
  const { appSecret, otherSecrets } = options;
  if (appSecret === undefined) return { state: 'unchecked' };

  const header = headers[SIGNATURE_HEADER];
  const check = checkSignature(rawBody, header, appSecret);
  if (check.ok) return { state: 'valid' };

  const legacyHeader = headers[LEGACY_SIGNATURE_HEADER];
  const cause = diagnoseSignature(check.reason, { rawBody, header, legacyHeader, appSecret, otherSecrets });
  return {
    state: check.reason === 'missing' ? 'missing' : 'invalid',
    reason: SIGNATURE_REASONS[check.reason],
    cause,
  };
}
