import { type JsonObject, numberIn, objectIn, objectsIn, textIn } from '../../webhook/json-view.ts';
import type { SessionFile } from './session-files.ts';
import { type Damage, parseLine, storedLines } from './stored-lines.ts';
import { readLineHead } from './webhook-line.ts';

/** A webhook that tells of one of the messages, and what it was answered. */
export interface MessageWebhook {
  readonly id: string;
  readonly at: string;
  readonly hosts: readonly string[];
  readonly about: readonly { readonly messageId: string; readonly kind: string; readonly type: string }[];
  readonly status?: number;
  readonly tookMs?: number;
}

export interface MessagesWanted {
  readonly sessions: readonly SessionFile[];
  readonly messageIds: ReadonlySet<string>;
  /** Nothing before this is looked at. */
  readonly sinceMs?: number | undefined;
  readonly damage: Damage;
  readonly signal: AbortSignal;
}

/** The webhooks of history that tell of these messages, oldest first. Only their own lines are parsed. */
export async function findWebhooksOf(wanted: MessagesWanted): Promise<readonly MessageWebhook[]> {
  const { sessions, messageIds, sinceMs, damage, signal } = wanted;
  if (messageIds.size === 0) return [];

  const found = new Map<string, MessageWebhook>();
  const ids = new Set<string>();
  const lines = storedLines({
    sessions,
    order: 'oldest first',
    sinceMs,
    types: new Set(['webhook.received', 'webhook.answered']),
    isWanted: (line) => {
      if (startsWith(line, ANSWERED)) return ids.has(idOf(line));
      if (!startsWith(line, RECEIVED) || !namesOneOf(line, messageIds)) return false;
      // Noted here and not where it is read: its answer may be the very next line.
      ids.add(idOf(line));
      return true;
    },
    damage,
    signal,
  });
  for await (const { type, bytes } of lines) {
    if (type === 'webhook.received') {
      const webhook = readWebhook(readLineHead(bytes) ?? {}, messageIds);
      if (webhook !== undefined) found.set(webhook.id, webhook);
    } else {
      const answer = parseLine(bytes) ?? {};
      const webhook = found.get(textIn(answer, 'id') ?? '');
      if (webhook !== undefined) found.set(webhook.id, { ...webhook, ...answerOf(answer) });
    }
  }
  return [...found.values()];
}

const RECEIVED = Buffer.from('{"type":"webhook.received"');
const ANSWERED = Buffer.from('{"type":"webhook.answered"');
const MESSAGE_ID = Buffer.from('"messageId":"');
const QUOTE = 0x22;

function startsWith(line: Buffer, start: Buffer): boolean {
  return line.length >= start.length && line.compare(start, 0, start.length, 0, start.length) === 0;
}

/** The id stands in the first part of a line of ours. */
function idOf(line: Buffer): string {
  return /"id":"([^"]+)"/.exec(line.toString('latin1', 0, 200))?.[1] ?? '';
}

/** Is one of them a message id of its notifications? In a body, the quotes would be escaped. */
function namesOneOf(line: Buffer, messageIds: ReadonlySet<string>): boolean {
  for (let at = line.indexOf(MESSAGE_ID); at >= 0; at = line.indexOf(MESSAGE_ID, at)) {
    at += MESSAGE_ID.length;
    const end = line.indexOf(QUOTE, at);
    if (end < 0) return false;
    if (messageIds.has(line.toString('utf8', at, end))) return true;
  }
  return false;
}

function readWebhook(line: JsonObject, messageIds: ReadonlySet<string>): MessageWebhook | undefined {
  const id = textIn(line, 'id');
  if (id === undefined) return undefined;
  const about = objectsIn(line, 'notifications').flatMap((notification) => {
    const messageId = textIn(notification, 'messageId');
    if (messageId === undefined || !messageIds.has(messageId)) return [];
    return [{ messageId, kind: textIn(notification, 'kind') ?? '', type: textIn(notification, 'type') ?? '' }];
  });
  const headers = [objectIn(line, 'headers'), objectIn(line, 'addedHeaders')];
  const hosts = headers.flatMap((each) => [textIn(each, 'host'), textIn(each, 'x-forwarded-host')]);
  return { id, at: textIn(line, 'at') ?? '', hosts: hosts.filter((host) => host !== undefined), about };
}

function answerOf(answer: JsonObject): Pick<MessageWebhook, 'status' | 'tookMs'> {
  const status = numberIn(answer, 'status');
  const tookMs = numberIn(answer, 'tookMs');
  return { ...(status === undefined ? {} : { status }), ...(tookMs === undefined ? {} : { tookMs }) };
}
