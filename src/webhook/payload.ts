import { isAscii, isUtf8 } from 'node:buffer';
import type { Told } from './describe/told.ts';
import { counted, quoted } from './describe/wording.ts';
import { describeChange } from './describe.ts';
import { faultReason } from './json-fault-reason.ts';
import { isObject, type JsonObject, jsonKind, objectIn, textIn, valueIn } from './json-view.ts';
import type { Notification } from './notification.ts';

export type ParsedBody =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** What `object` says on every webhook of WhatsApp. */
const WHATSAPP_OBJECT = 'whatsapp_business_account';

/**
 * Meta puts at most 1,000 updates into a body, and 3 MB hold 12,000 messages at best. A body of a million empty objects
 * is nobody's webhook and shall not become a history line of 100 MB.
 */
const MAX_NOTIFICATIONS = 20_000;

/** Bytes to JSON, strictly. `text` encodes to exactly the bytes that came. */
export function parseBody(rawBody: Uint8Array): ParsedBody {
  if (rawBody.byteLength === 0) return { ok: false, reason: 'The body is empty.' };

  const mark = byteOrderMark(rawBody);
  if (mark !== undefined)
    return { ok: false, reason: `The body starts with a byte order mark (${mark}); JSON has none.` };

  const text = textOf(rawBody);
  if (text === undefined) return { ok: false, reason: notUtf8Reason(rawBody) };

  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value, text };
  } catch {
    return { ok: false, reason: faultReason(text) };
  }
}

/** Everything a body tells, in order: one notification for each message, status, call and event. Takes any JSON and never throws. */
export function notificationsOf(value: unknown): readonly Notification[] {
  const notifications: Notification[] = [];
  tellBody(value, notifications);
  if (notifications.length > MAX_NOTIFICATIONS) {
    const rest = unknown('', `more than ${counted(MAX_NOTIFICATIONS, 'notification')}: the rest is not listed`);
    notifications.splice(MAX_NOTIFICATIONS, Number.POSITIVE_INFINITY, rest);
  }
  return notifications;
}

/** One more than are listed says that there are more, and is enough. */
function isFull(notifications: readonly Notification[]): boolean {
  return notifications.length > MAX_NOTIFICATIONS;
}

function tellBody(body: unknown, notifications: Notification[]): void {
  if (!isObject(body)) {
    notifications.push(unknown('', `JSON ${jsonKind(body).replace(/^an? /, '')}, not a WhatsApp webhook`));
    return;
  }
  const object = textIn(body, 'object');
  if (object !== undefined && object !== WHATSAPP_OBJECT) {
    notifications.push(unknown(object, `webhook of another product: object ${quoted(object)}`));
    return;
  }
  const entries = valueIn(body, 'entry');
  if (object === undefined && entries === undefined) {
    notifications.push(unknown('', 'JSON object, not a WhatsApp webhook: no "object" and no "entry"'));
    return;
  }
  tellList({ name: 'entry', list: entries, accountId: undefined }, notifications, (entry) => {
    const changes = { name: 'changes', list: valueIn(entry, 'changes'), accountId: textIn(entry, 'id') };
    tellList(changes, notifications, (change) => tellChange(change, changes.accountId, notifications));
  });
}

interface EnvelopeList {
  readonly name: string;
  readonly list: unknown;
  readonly accountId: string | undefined;
}

/** Each object of an envelope's list; a list that is none, or holds something else, is told as what it is. */
function tellList(
  { name, list, accountId }: EnvelopeList,
  notifications: Notification[],
  tell: (member: JsonObject) => void,
): void {
  const tellOddity = (summary: string) => notifications.push(ofAccount(unknown('', summary), accountId));

  if (list === undefined) tellOddity(`webhook without "${name}"`);
  else if (!Array.isArray(list)) tellOddity(`"${name}" is ${jsonKind(list)} where an array belongs`);
  else if (list.length === 0) tellOddity(`"${name}" is empty`);
  else {
    for (const member of list) {
      if (isFull(notifications)) return;
      if (isObject(member)) tell(member);
      else tellOddity(`"${name}" holds ${jsonKind(member)} where an object belongs`);
    }
  }
}

function tellChange(change: JsonObject, accountId: string | undefined, notifications: Notification[]): void {
  const field = textIn(change, 'field') ?? '';
  const value = objectIn(change, 'value');
  // A handover names the business under `recipient`.
  const phoneNumberId =
    textIn(objectIn(value, 'metadata'), 'phone_number_id') ?? textIn(objectIn(value, 'recipient'), 'phone_number_id');
  for (const told of describeChange(change)) {
    if (isFull(notifications)) return;
    notifications.push(ofAccount(notificationFrom(told, field, phoneNumberId), accountId));
  }
}

/** While it is put together, one after the other: a spread for each of its parts takes longer than reading the message. */
type Unfinished = { -readonly [K in keyof Notification]: Notification[K] };

function notificationFrom(told: Told, field: string, phoneNumberId: string | undefined): Unfinished {
  const { kind, type, summary, messageId, from, participantId } = told;
  const notification: Unfinished = { field, kind, type, summary };
  if (phoneNumberId !== undefined) notification.phoneNumberId = phoneNumberId;
  if (messageId !== undefined) notification.messageId = messageId;
  if (from !== undefined) notification.from = from;
  if (participantId !== undefined) notification.participantId = participantId;
  return notification;
}

function ofAccount(notification: Unfinished, accountId: string | undefined): Notification {
  if (accountId !== undefined) notification.accountId = accountId;
  return notification;
}

function unknown(field: string, summary: string): Unfinished {
  return { field, kind: 'unknown', type: field, summary };
}

function byteOrderMark(rawBody: Uint8Array): string | undefined {
  const first = rawBody[0];
  const second = rawBody[1];
  if (first === 0xef && second === 0xbb && rawBody[2] === 0xbf) return 'EF BB BF';
  if (first === 0xff && second === 0xfe) return 'FF FE, UTF-16';
  if (first === 0xfe && second === 0xff) return 'FE FF, UTF-16';
  return undefined;
}

/** Exactly these bytes as text. Meta escapes all that is not ASCII, and such bytes are taken as they are. */
function textOf(rawBody: Uint8Array): string | undefined {
  const bytes = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function decode(bytes: Uint8Array, isPart = false): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isPart });
  } catch {
    return undefined;
  }
}

/** The decoder does not tell where it stopped: halving finds the shortest beginning that it refuses, in 22 steps for 3 MB. */
function notUtf8Reason(rawBody: Uint8Array): string {
  if (decode(rawBody, true) !== undefined) return 'The body ends in the middle of a UTF-8 character: it was cut.';

  let good = 0;
  let bad = rawBody.byteLength;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decode(rawBody.subarray(0, middle), true) === undefined) bad = middle;
    else good = middle;
  }
  return `The body is not valid UTF-8 at byte ${bad} of ${rawBody.byteLength}.`;
}
