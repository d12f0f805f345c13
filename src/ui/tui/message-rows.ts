import type { Stamped, WebhookReceived } from '../../events.ts';
import type { Notification } from '../../webhook/notification.ts';
import { appendRow, changeRow, type RowList } from './row-list.ts';

/** What becomes of a message of ours, in the order that it should; `played` is the `read` of a voice message. */
export const LADDER = ['sent', 'delivered', 'read'] as const;

export type Rung = (typeof LADDER)[number];

export interface Step {
  readonly at: string;
  /** It came after a later one: Meta promises no order. */
  readonly isOutOfOrder: boolean;
}

/** One message, whatever number of webhooks told of it. */
export interface MessageRow {
  /** `wamid.…` */
  readonly key: string;
  /** When the first webhook told of it. */
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly who: string;
  /** The latest line about it. */
  readonly summary: string;
  readonly steps: Readonly<Partial<Record<Rung, Step>>>;
  readonly hasFailed: boolean;
  /** How many times something of it came that had come before. */
  readonly again: number;
  /** The delivery that told of it last. */
  readonly rowKey: string;
}

/** Takes in what a webhook says of messages. Of a batch that is longer than the list, only the end would stay. */
export function messagesAfter(
  messages: RowList<MessageRow>,
  event: Stamped<WebhookReceived>,
  maxRows: number,
): RowList<MessageRow> {
  return event.notifications.slice(-maxRows).reduce((list, notification) => {
    const { kind, messageId } = notification;
    if (messageId === undefined || (kind !== 'message' && kind !== 'status')) return list;

    const changed = changeRow(
      list,
      ({ key }) => key === messageId,
      (row) => furtherRow(row, notification, event),
    );
    return changed === list ? appendRow(list, firstRowOf(messageId, notification, event), maxRows).list : changed;
  }, messages);
}

function firstRowOf(key: string, notification: Notification, event: Stamped<WebhookReceived>): MessageRow {
  const { kind, type, from = '', field, summary } = notification;
  const isOurs = kind === 'status' || field.endsWith('echoes');
  const empty: MessageRow = {
    key,
    at: event.at,
    direction: isOurs ? 'out' : 'in',
    kind: kind === 'message' ? type : 'message',
    who: from,
    summary,
    steps: {},
    hasFailed: false,
    again: 0,
    rowKey: event.id,
  };
  return kind === 'status' ? climbed(empty, type, event.at) : empty;
}

function furtherRow(row: MessageRow, notification: Notification, event: Stamped<WebhookReceived>): MessageRow {
  const { kind, type, summary } = notification;
  const isAgain = event.duplicateOf !== undefined || kind === 'message';
  const next = { ...row, summary, rowKey: event.id, again: row.again + (isAgain ? 1 : 0) };
  return kind === 'status' ? climbed(next, type, event.at) : next;
}

function climbed(row: MessageRow, status: string, at: string): MessageRow {
  if (status === 'failed') return { ...row, hasFailed: true };
  const rung = status === 'played' ? 'read' : LADDER.find((each) => each === status);
  if (rung === undefined || row.steps[rung] !== undefined) return row;

  const later = LADDER.slice(LADDER.indexOf(rung) + 1);
  const isOutOfOrder = later.some((each) => row.steps[each] !== undefined);
  return { ...row, steps: { ...row.steps, [rung]: { at, isOutOfOrder } } };
}
