import type { Body, HeaderMap, Origin, WebhookRefused } from '../events.ts';

/** What is known of a request before its body is read. */
export interface RequestHead extends Origin {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderMap;
}

export interface Reply {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers: HeaderMap;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly reply: Reply;
  readonly event: WebhookRefused;
}

export interface Fault {
  readonly status: number;
  readonly reason: string;
  readonly cause?: string | undefined;
  readonly headers?: HeaderMap;
}

/** A refusal, told and answered with the same words. The cause stays here: it speaks of secrets' whereabouts. */
export function refuse(head: RequestHead, sizeBytes: number, fault: Fault, keptBody?: Uint8Array): Refusal {
  const { method, path, headers } = head;
  const { status, reason, cause } = fault;
  const why = cause === undefined ? { status, reason } : { status, reason, cause };
  const told = { type: 'webhook.refused', ...why, method, path, headers, sizeBytes } as const;
  return {
    kind: 'refused',
    // A scanner learns nothing from an empty 404; whoever found the path is told what was wrong.
    reply: textReply(status, status === 404 ? '' : `${reason}\n`, fault.headers),
    event: Object.assign(withOrigin(told, head), keptBody === undefined ? undefined : bodyOf(keptBody)),
  };
}

/**
 * Adds where a request came from: only what there is. It is put into the object itself, since to spread one into another
 * takes as long as to hash a body of 1 KB.
 */
export function withOrigin<T extends object>(
  target: T,
  { sender, addedHeaders }: { [K in keyof Origin]: Origin[K] | undefined },
): T & Origin {
  const told: T & { -readonly [K in keyof Origin]: Origin[K] } = target;
  if (addedHeaders !== undefined) told.addedHeaders = addedHeaders;
  if (sender !== undefined) told.sender = sender;
  return told;
}

/** `nosniff`: a challenge or a path that comes back must never be taken for HTML on the public URL. */
export function textReply(status: number, body: string, headers: HeaderMap = {}): Reply {
  // Without a body there is nothing to take for something else, and a flood is answered so.
  if (body === '') return { status, body, headers };
  return {
    status,
    body,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
  };
}

function bodyOf(rawBody: Uint8Array): Body {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rawBody) };
  } catch {
    return { bodyBase64: Buffer.from(rawBody).toString('base64') };
  }
}
