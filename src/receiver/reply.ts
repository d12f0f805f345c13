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
  return {
    kind: 'refused',
    // A scanner learns nothing from an empty 404; whoever found the path is told what was wrong.
    reply: textReply(fault.status, fault.status === 404 ? '' : `${fault.reason}\n`, fault.headers),
    event: {
      type: 'webhook.refused',
      status: fault.status,
      reason: fault.reason,
      ...(fault.cause === undefined ? {} : { cause: fault.cause }),
      method,
      path,
      headers,
      ...originOf(head),
      sizeBytes,
      ...(keptBody === undefined ? {} : bodyOf(keptBody)),
    },
  };
}

/** The part of an event that says where a request came from: only what there is. */
export function originOf({ sender, addedHeaders = {} }: { [K in keyof Origin]: Origin[K] | undefined }): Origin {
  return {
    ...(Object.keys(addedHeaders).length === 0 ? {} : { addedHeaders }),
    ...(sender === undefined ? {} : { sender }),
  };
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
