import type { Stamped, WebhookReceived } from '../events.ts';
import { isReceived } from './kept-webhooks.ts';
import { listSessionFiles, type SessionFile } from './read/session-files.ts';
import { createDamage, parseLine, type StoredLine, storedLines } from './read/stored-lines.ts';

/** One webhook of history, as a person names it. */
export type WebhookName =
  | { readonly kind: 'last' }
  /** `mhz3k2p1-12` */
  | { readonly kind: 'id'; readonly id: string }
  /** `12` or `#12`, of the newest session that has it. */
  | { readonly kind: 'number'; readonly suffix: string };

export interface StoredWebhook {
  readonly line: StoredLine;
  readonly event: Stamped<WebhookReceived>;
}

/** What a word names, if it looks like the name of a webhook. */
export function parseWebhookName(word: string): WebhookName | undefined {
  if (word === 'last') return { kind: 'last' };
  const number = /^#?(\d{1,9})$/.exec(word)?.[1];
  if (number !== undefined) return { kind: 'number', suffix: `-${Number(number)}` };
  return /^[a-z0-9]{7,10}-[1-9]\d{0,8}$/.test(word) ? { kind: 'id', id: word } : undefined;
}

/** The webhook of that name in the history of this folder; undefined when there is none. */
export async function findWebhook(stateDir: string, name: WebhookName): Promise<Stamped<WebhookReceived> | undefined> {
  return (await findStored(await listSessionFiles(stateDir), name))?.event;
}

/** As {@link findWebhook}, with the line that it is. Looks from the newest line back, and parses only what may be it. */
export async function findStored(
  sessions: readonly SessionFile[],
  name: WebhookName,
): Promise<StoredWebhook | undefined> {
  const text = textOf(name);
  const lines = storedLines({
    sessions: sessions.filter(isSessionOf(name)),
    order: 'newest first',
    types: new Set(['webhook.received']),
    isWanted: (bytes) => bytes.includes(text),
    damage: createDamage(() => true),
  });
  for await (const line of lines) {
    const event = parseLine(line.bytes);
    if (isReceived(event) && isNamed(event.id, name)) return { line, event };
  }
  return undefined;
}

/** What its line must hold somewhere. */
function textOf(name: WebhookName): string {
  switch (name.kind) {
    case 'last':
      return '';
    case 'id':
      return `"${name.id}"`;
    case 'number':
      return `${name.suffix}"`;
  }
}

/** A session's file ends in the first part of its ids: the others need not be read. */
function isSessionOf(name: WebhookName): (session: SessionFile) => boolean {
  if (name.kind !== 'id') return () => true;
  const [session] = name.id.split('-');
  return (file) => file.name.endsWith(`-${session}`);
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
