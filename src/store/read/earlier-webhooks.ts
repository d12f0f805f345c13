import { type JsonObject, objectsIn, textIn, valueIn } from '../../webhook/json-view.ts';
import type { Notification } from '../../webhook/notification.ts';
import { isReceived, rawBodyOf } from '../kept-webhooks.ts';
import { runningSessions } from '../running-listener.ts';
import { listSessionFiles } from './session-files.ts';
import { createDamage, parseLine, type StoredLine, storedLines } from './stored-lines.ts';
import { readLineHead } from './webhook-line.ts';

/** What it takes to recognise a webhook that comes again. */
export interface EarlierWebhook {
  readonly id: string;
  readonly atMs: number;
  readonly notifications: readonly Notification[];
  /** Empty where the notifications are enough. */
  readonly rawBody: Uint8Array;
}

export interface Earlier {
  /** Oldest first. */
  readonly webhooks: readonly EarlierWebhook[];
  readonly damaged: readonly { readonly file: string; readonly skippedLines: number }[];
}

/** More would hold up the start; they are a day of busy traffic. */
const MAX_WEBHOOKS = 20_000;
const MAX_READ_BYTES = 64 * 1024 * 1024;

/** Of bodies that must be kept for their bytes. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The newest webhooks of earlier sessions, as many as are read within a moment. */
export async function earlierWebhooks(stateDir: string, isRunning: (pid: number) => boolean): Promise<Earlier> {
  const running = await runningSessions(stateDir, isRunning);
  const damage = createDamage(({ name }) => running.has(name));
  const sessions = await listSessionFiles(stateDir);
  const lines = storedLines({ sessions, order: 'newest first', types: new Set(['webhook.received']), damage });

  const webhooks: EarlierWebhook[] = [];
  let readBytes = 0;
  let bodyBytes = 0;
  for await (const line of lines) {
    const webhook = earlierWebhook(line);
    if (webhook === undefined) damage.count(line.session, line);
    else webhooks.push(webhook);
    readBytes += line.bytes.byteLength;
    bodyBytes += webhook?.rawBody.byteLength ?? 0;
    if (webhooks.length >= MAX_WEBHOOKS || readBytes >= MAX_READ_BYTES || bodyBytes >= MAX_BODY_BYTES) break;
  }
  return { webhooks: webhooks.reverse(), damaged: damage.found() };
}

function earlierWebhook({ bytes, atMs }: StoredLine): EarlierWebhook | undefined {
  const head = readLineHead(bytes);
  const id = head === undefined ? undefined : textIn(head, 'id');
  if (head === undefined || id === undefined) return undefined;

  const notifications = objectsIn(head, 'notifications').flatMap((told) => notificationIn(told) ?? []);
  if (notifications.some(({ kind, messageId }) => messageId !== undefined && kind !== 'event' && kind !== 'unknown')) {
    return { id, atMs, notifications, rawBody: new Uint8Array() };
  }
  const whole = parseLine(bytes);
  return isReceived(whole) ? { id, atMs, notifications, rawBody: rawBodyOf(whole) } : undefined;
}

function notificationIn(told: JsonObject): Notification | undefined {
  const kind = KINDS.find((each) => each === valueIn(told, 'kind'));
  const messageId = textIn(told, 'messageId');
  const participantId = textIn(told, 'participantId');
  if (kind === undefined) return undefined;
  return {
    field: textIn(told, 'field') ?? '',
    kind,
    type: textIn(told, 'type') ?? '',
    summary: '',
    ...(messageId === undefined ? {} : { messageId }),
    ...(participantId === undefined ? {} : { participantId }),
  };
}

const KINDS: readonly Notification['kind'][] = ['message', 'status', 'call', 'event', 'unknown'];
