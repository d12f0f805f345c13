import type { HeaderMap, Stamped, WebhookReceived } from '../events.ts';
import { encode } from '../webhook/meta-json.ts';
import { notificationsOf, parseBody } from '../webhook/payload.ts';
import { createScrubber } from '../webhook/scrub.ts';
import { rawBodyOf } from './kept-webhooks.ts';

export interface WebhookScrubber {
  /** Each webhook must be met before the first one is scrubbed. */
  readonly meet: (webhook: Stamped<WebhookReceived>) => void;
  /** The webhook without the people in it; undefined for a body that is no JSON, of which nothing can be promised. */
  readonly scrub: (webhook: Stamped<WebhookReceived>) => Stamped<WebhookReceived> | undefined;
  readonly replaced: () => number;
}

/** One mapping for all: who and what is the same in several webhooks stays the same in what becomes of them. */
export function createWebhookScrubber(): WebhookScrubber {
  const scrubber = createScrubber();
  return {
    meet: (webhook) => {
      const payload = payloadOf(webhook);
      if (payload !== undefined) unlessTooDeep(() => scrubber.meet(payload.value));
    },
    scrub: (webhook) => {
      const payload = payloadOf(webhook);
      return payload === undefined ? undefined : unlessTooDeep(() => withBody(webhook, scrubber.scrub(payload.value)));
    },
    replaced: scrubber.replaced,
  };
}

function payloadOf(webhook: Stamped<WebhookReceived>): { readonly value: unknown } | undefined {
  const parsed = parseBody(rawBodyOf(webhook));
  return parsed.ok ? parsed : undefined;
}

/**
 * Made of parts that are known, so that whatever else came with it stays behind: the path may be a secret, headers hold
 * addresses, and the signature was made over other bytes. `replay` signs it anew.
 */
function withBody(webhook: Stamped<WebhookReceived>, payload: unknown): Stamped<WebhookReceived> {
  const { type, at, v, id, duplicateOf, duplicateAfterMs } = webhook;
  const rawBody = encode(payload);
  return {
    type,
    at,
    v,
    id,
    method: 'POST',
    path: '/webhook',
    headers: headersOf(webhook.headers, rawBody.byteLength),
    sizeBytes: rawBody.byteLength,
    signature: { state: 'unchecked' },
    notifications: notificationsOf(payload),
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
    ...(duplicateAfterMs === undefined ? {} : { duplicateAfterMs }),
    body: rawBody.toString('utf8'),
  };
}

/** What Meta itself says with every webhook. */
const META_AGENT = /^facebook(?:externalua|platform)[\w ./+():;-]*$/;

function headersOf(headers: HeaderMap, sizeBytes: number): HeaderMap {
  const agent = headers['user-agent'];
  return {
    ...(agent !== undefined && META_AGENT.test(agent) ? { 'user-agent': agent } : {}),
    'content-type': 'application/json',
    'content-length': String(sizeBytes),
  };
}

/** JSON may be nested deeper than a program can walk. */
function unlessTooDeep<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
