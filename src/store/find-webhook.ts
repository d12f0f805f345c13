import type { Stamped, WebhookReceived } from '../events.ts';
import { keptWebhooks } from './kept-webhooks.ts';
import { readHistory } from './read-history.ts';

/** One webhook of history, as a person names it. */
export type WebhookName =
  | { readonly kind: 'last' }
  /** `mhz3k2p1-12` */
  | { readonly kind: 'id'; readonly id: string }
  /** `12` or `#12`, of the newest session that has it. */
  | { readonly kind: 'number'; readonly suffix: string };

/** More history than this is not searched through; the newest comes first. */
const SEARCHED_BYTES = 256 * 1024 * 1024;

/** What a word names, if it looks like the name of a webhook. */
export function parseWebhookName(word: string): WebhookName | undefined {
  if (word === 'last') return { kind: 'last' };
  const number = /^#?(\d{1,9})$/.exec(word)?.[1];
  if (number !== undefined) return { kind: 'number', suffix: `-${Number(number)}` };
  return /^[a-z0-9]{7,10}-[1-9]\d{0,8}$/.test(word) ? { kind: 'id', id: word } : undefined;
}

/** The webhook of that name in the history of this folder; undefined when there is none. */
export async function findWebhook(stateDir: string, name: WebhookName): Promise<Stamped<WebhookReceived> | undefined> {
  for await (const { lines } of readHistory(stateDir, SEARCHED_BYTES, isSessionOf(name))) {
    const found = keptWebhooks(lines).findLast(({ id }) => isNamed(id, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A session's file ends in the first part of its ids: the others need not be read. */
function isSessionOf(name: WebhookName): (fileName: string) => boolean {
  if (name.kind !== 'id') return () => true;
  const [session] = name.id.split('-');
  return (fileName) => fileName.endsWith(`-${session}.ndjson`);
}

function isNamed(id: string, name: WebhookName): boolean {
  switch (name.kind) {
    case 'last':
      return true;
    case 'id':
      return id === name.id;
    case 'number':
      return id.endsWith(name.suffix);
  }
}
