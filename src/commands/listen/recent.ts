import type { EventStream, Stamped, WebhookReceived, WebhookRefused } from '../../events.ts';

export type CameIn = Stamped<WebhookReceived> | Stamped<WebhookRefused>;

export interface RecentWebhooks {
  /** By id; a refused one, which has none, as `refused-3`: the third one of the session. */
  readonly find: (key: string) => CameIn | undefined;
}

/** Bodies of so many characters are kept in memory, the newest ones; history has the others. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
const MAX_WEBHOOKS = 2_000;

/** Keeps the newest requests whole: those that were refused are nowhere else, and without history none is. */
export function keepRecent(stream: EventStream): RecentWebhooks {
  const kept = new Map<string, CameIn>();
  let characters = 0;
  let refused = 0;

  const keep = (key: string, event: CameIn) => {
    kept.set(key, event);
    characters += sizeOf(event);
    for (const [oldest, one] of kept) {
      if (kept.size <= MAX_WEBHOOKS && characters <= MAX_CHARACTERS) return;
      kept.delete(oldest);
      characters -= sizeOf(one);
    }
  };

  stream.subscribe((event) => {
    if (event.type === 'webhook.received') keep(event.id, event);
    if (event.type === 'webhook.refused') {
      refused += 1;
      keep(`refused-${refused}`, event);
    }
  });
  return { find: (key) => kept.get(key) };
}

function sizeOf(event: CameIn): number {
  if ('body' in event && event.body !== undefined) return event.body.length;
  return 'bodyBase64' in event && event.bodyBase64 !== undefined ? event.bodyBase64.length : 0;
}
