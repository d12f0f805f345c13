import { createHash } from 'node:crypto';
import type { Notification } from '../webhook/notification.ts';

export interface Earlier {
  readonly id: string;
  readonly atMs: number;
}

export interface Duplicates {
  /** Remembers this webhook; answers with the first one that it repeats, if it does. */
  readonly note: (webhook: SeenWebhook) => Earlier | undefined;
  /** Takes it back: it could not be kept, so it has not been here. */
  readonly forget: (webhook: SeenWebhook) => void;
}

export interface SeenWebhook {
  readonly id: string;
  readonly atMs: number;
  readonly notifications: readonly Notification[];
  readonly rawBody: Uint8Array;
}

/** A key is some 100 bytes: this bounds the memory to about 10 MB, and even half of it holds a day of busy traffic. */
const MAX_KEYS = 100_000;

/**
 * Has this message, this status of a message, or this very body come before? Keys are kept in two generations, and the
 * older one is forgotten as a whole: a Map whose oldest key is deleted each time walks over all that went before it.
 */
export function createDuplicates(maxKeys: number = MAX_KEYS): Duplicates {
  let young = new Map<string, Earlier>();
  let old = new Map<string, Earlier>();

  const find = (key: string) => young.get(key) ?? old.get(key);
  const remember = (key: string, webhook: Earlier) => {
    if (young.size >= maxKeys / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, webhook);
  };

  return {
    note: (webhook) => {
      const now = { id: webhook.id, atMs: webhook.atMs };
      let earlier: Earlier | undefined;
      for (const key of keysOf(webhook)) {
        const known = find(key);
        if (known === undefined) remember(key, now);
        else if (known !== now) earlier ??= known;
      }
      return earlier;
    },
    forget: (webhook) => {
      const keys = keysOf(webhook).filter((key) => find(key)?.id === webhook.id);
      for (const key of keys) for (const seen of [young, old]) seen.delete(key);
    },
  };
}

/** Messages by id, statuses by id, status and participant, as Meta advises (whatsapp-webhooks.md 2.7); the rest by its bytes. */
function keysOf({ notifications, rawBody }: SeenWebhook): string[] {
  const keys: string[] = [];
  for (const { kind, messageId, type, participantId = '' } of notifications) {
    if (messageId === undefined) continue;
    if (kind === 'message') keys.push(messageId);
    else if (kind === 'status' || kind === 'call') keys.push(`${messageId} ${type} ${participantId}`);
  }
  return keys.length > 0 ? keys : [createHash('sha256').update(rawBody).digest('base64')];
}
