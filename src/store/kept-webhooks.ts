import type { SignatureState, Stamped, WebhookReceived } from '../events.ts';
import { asText, isObject, type JsonObject, numberIn, objectIn, textIn } from '../webhook/json-view.ts';

/** The received webhooks among the parsed lines of history, in their order. A line of another kind or shape is left out. */
export function keptWebhooks(lines: readonly unknown[]): Stamped<WebhookReceived>[] {
  return lines.filter(isReceived);
}

/** The same with all that belongs to it, of its right type: somebody may have edited the file. */
export function completed(event: Stamped<WebhookReceived>): Stamped<WebhookReceived> {
  const line: JsonObject = { ...event };
  const state = textIn(objectIn(line, 'signature'), 'state');
  const headers = Object.entries(objectIn(line, 'headers')).map(([name, value]) => [name, asText(value) ?? '']);
  return {
    ...event,
    method: textIn(line, 'method') ?? 'POST',
    path: textIn(line, 'path') ?? '/webhook',
    headers: Object.fromEntries(headers),
    sizeBytes: numberIn(line, 'sizeBytes') ?? rawBodyOf(event).byteLength,
    signature: STATES.some((each) => each === state) ? event.signature : { state: 'unchecked' },
    notifications: event.notifications.filter((each) => isObject(each) && typeof each.summary === 'string'),
  };
}

const STATES: readonly SignatureState['state'][] = ['valid', 'unchecked', 'missing', 'invalid'];

/** The exact bytes that came. */
export function rawBodyOf(event: { readonly body?: string; readonly bodyBase64?: string }): Uint8Array {
  return event.bodyBase64 === undefined
    ? Buffer.from(event.body ?? '', 'utf8')
    : Buffer.from(event.bodyBase64, 'base64');
}

/** Its signatures as headers to send again: name, value, name, value. None where it came without. */
export function signatureHeadersOf(event: { readonly headers?: unknown }): string[] {
  const headers = new Map(Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return ['X-Hub-Signature', 'X-Hub-Signature-256'].flatMap((name) => {
    const value: unknown = headers.get(name.toLowerCase());
    // A capture may have been edited by hand: what no header can hold is left out.
    return typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) ? [name, value] : [];
  });
}

/** Has it all that a received webhook needs to be read and sent again? */
export function isReceived(line: unknown): line is Stamped<WebhookReceived> {
  return (
    typeof line === 'object' &&
    line !== null &&
    'type' in line &&
    line.type === 'webhook.received' &&
    'id' in line &&
    typeof line.id === 'string' &&
    'at' in line &&
    typeof line.at === 'string' &&
    'notifications' in line &&
    Array.isArray(line.notifications) &&
    hasBody(line)
  );
}

/** One of the two, and as text: a capture may have been edited by hand. */
function hasBody(line: object): boolean {
  const texts = [...('body' in line ? [line.body] : []), ...('bodyBase64' in line ? [line.bodyBase64] : [])];
  return texts.length > 0 && texts.every((text) => typeof text === 'string');
}
