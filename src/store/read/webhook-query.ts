import type { WebhookLine } from './webhook-line.ts';

/** Which webhooks of history are wanted; all of them where a list is empty. */
export interface WebhookQuery {
  readonly fields: readonly string[];
  /** `text`, `read`; `interactive` stands for `interactive/button_reply` too. */
  readonly types: readonly string[];
  /** Phone numbers, in any spelling, or BSUIDs. */
  readonly from: readonly string[];
  readonly signatures: readonly string[];
}

/** Does one of its notifications have all that is asked, and its signature the state? */
export function createMatch(query: WebhookQuery): (webhook: WebhookLine) => boolean {
  const senders = query.from.map(plainSender);
  const isTold = query.fields.length + query.types.length + senders.length > 0;
  return ({ signature, notifications }) => {
    if (query.signatures.length > 0 && !query.signatures.includes(signature)) return false;
    if (!isTold) return true;
    return notifications.some(
      ({ field, type, from }) =>
        isAmong(query.fields, field) &&
        (isAmong(query.types, type) || isAmong(query.types, type.replace(/\/.*/s, ''))) &&
        (senders.length === 0 || (from !== undefined && senders.includes(plainSender(from)))),
    );
  };
}

/**
 * Can this line be one that {@link createMatch} takes? Tells of most that they cannot without parsing them: every text that is
 * asked for stands in the line as `listen` writes it.
 */
export function createMayMatch(query: WebhookQuery): (line: Buffer) => boolean {
  const texts = [
    query.fields.map((field) => `"field":${JSON.stringify(field)}`),
    query.types.map((type) => `"type":${JSON.stringify(type).slice(0, -1)}`),
    query.from.map((from) => JSON.stringify(plainSender(from)).slice(1)),
    query.signatures.map((state) => `"state":${JSON.stringify(state)}`),
  ].filter((each) => each.length > 0);
  return (line) => texts.every((each) => each.some((text) => line.includes(text)));
}

function isAmong(wanted: readonly string[], value: string): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

/** `+49 170 1234567` and `491701234567` are one number; a BSUID stays as it is. */
function plainSender(text: string): string {
  return /^\+?[\d\s().-]+$/.test(text) ? text.replace(/\D/g, '') : text;
}
