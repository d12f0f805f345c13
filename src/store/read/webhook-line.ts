import { isObject, type JsonObject, numberIn, objectIn, objectsIn, textIn } from '../../webhook/json-view.ts';
import { parseLine } from './stored-lines.ts';

/** What a line of history says of a webhook, apart from its body. Whatever an edited line lacks is empty. */
export interface WebhookLine {
  readonly id: string;
  readonly at: string;
  readonly sizeBytes: number;
  /** `valid`, `unchecked`, `missing`, `invalid`. */
  readonly signature: string;
  readonly notifications: readonly NotificationLine[];
  readonly duplicateOf: string | undefined;
}

export interface NotificationLine {
  readonly field: string;
  readonly type: string;
  readonly from: string | undefined;
  readonly summary: string;
}

const BODY_START = Buffer.from(',"body":"');
const BODY_END = Buffer.from('"}');

/** Reads a line of type `webhook.received`; undefined when it is none. The body, most of the line, is not parsed. */
export function readWebhookLine(bytes: Buffer): WebhookLine | undefined {
  const line = readLineHead(bytes);
  const id = line === undefined ? undefined : textIn(line, 'id');
  if (line === undefined || id === undefined) return undefined;
  return {
    id,
    at: textIn(line, 'at') ?? '',
    sizeBytes: numberIn(line, 'sizeBytes') ?? 0,
    signature: textIn(objectIn(line, 'signature'), 'state') ?? '',
    notifications: objectsIn(line, 'notifications').map(readNotification),
    duplicateOf: textIn(line, 'duplicateOf'),
  };
}

/** All that a line says apart from its body, which it holds where it is needed to read the rest; undefined for no object. */
export function readLineHead(bytes: Buffer): JsonObject | undefined {
  return headObject(bytes) ?? parseLine(bytes);
}

/** No text can hold the start of the body by chance: inside a text, its quotes would be escaped. */
function headObject(bytes: Buffer): JsonObject | undefined {
  const end = bytes.indexOf(BODY_START);
  if (end < 0 || !bytes.subarray(-BODY_END.length).equals(BODY_END)) return undefined;
  try {
    const head: unknown = JSON.parse(`${bytes.toString('utf8', 0, end)}}`);
    return isObject(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

function readNotification(notification: JsonObject): NotificationLine {
  return {
    field: textIn(notification, 'field') ?? '',
    type: textIn(notification, 'type') ?? '',
    from: textIn(notification, 'from'),
    summary: textIn(notification, 'summary') ?? '',
  };
}
