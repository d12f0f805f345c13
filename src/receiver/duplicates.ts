import { createHash } from 'node:crypto';
import type { Notification } from '../webhook/notification.ts';

export interface Earlier {
  readonly id: string;
  readonly atMs: number;
}

export interface Duplicates {
  /** Remembers this webhook; answers with the first one that it repeats, if it does. */
  readonly note: (webhook: SeenWebhook) => Earlier | undefined;
}

export interface SeenWebhook {
  readonly id: string;
  readonly atMs: number;
  readonly notifications: readonly Notification[];
  readonly rawBody: Uint8Array;
}

/** A key is some 100 bytes: this bounds the memory to about 10 MB, and holds a day of busy traffic. */
const MAX_KEYS = 100_000;

/** Has this message, this status of a message, or this very body come before? The oldest keys are forgotten first. */
export function createDuplicates(maxKeys: number = MAX_KEYS): Duplicates {
  const seen = new Map<string, Earlier>();

  return {
    note: (webhook) => {
      const keys = keysOf(webhook);
      const earlier = keys.map((key) => seen.get(key)).find((known) => known !== undefined);
      const first = earlier ?? { id: webhook.id, atMs: webhook.atMs };

      for (const key of keys) if (!seen.has(key)) seen.set(key, first);
      for (const key of seen.keys()) {
        if (seen.size <= maxKeys) break;
        seen.delete(key);
      }
      return earlier;
    },
  };
}

/** Messages by id, statuses by id, status and participant, as Meta advises (whatsapp-webhooks.md 2.7); the rest by its bytes. */
function keysOf({ notifications, rawBody }: SeenWebhook): string[] {
  const keys = notifications.flatMap(({ kind, messageId, type, participantId = '' }) => {
    if (messageId === undefined) return [];
    if (kind === 'message') return [messageId];
    return kind === 'status' || kind === 'call' ? [`${messageId} ${type} ${participantId}`] : [];
  });
  return keys.length > 0 ? keys : [createHash('sha256').update(rawBody).digest('base64')];
}
