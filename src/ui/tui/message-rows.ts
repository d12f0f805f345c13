import type { Stamped, WebhookReceived } from '../../events.ts';
import type { Notification } from '../../webhook/notification.ts';
import { appendRow, changeRow, emptyList, type RowList } from './row-list.ts';

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

/** The messages, oldest first, and which of them are known: most webhooks tell of a new one, which need not be looked for. */
export interface MessageList {
  readonly rows: RowList<MessageRow>;
  /** The ids, in so many sets that a change copies a short one. */
  readonly known: readonly ReadonlySet<string>[];
}

const SETS = 64;

export const noMessages: MessageList = { rows: emptyList, known: Array.from({ length: SETS }, () => new Set()) };

/** Takes in what a webhook says of messages. Of a batch that is longer than the list, only the end would stay. */
export function messagesAfter(messages: MessageList, event: Stamped<WebhookReceived>, maxRows: number): MessageList {
  return event.notifications.slice(-maxRows).reduce((list, notification) => {
    const { kind, messageId } = notification;
    if (messageId === undefined || (kind !== 'message' && kind !== 'status')) return list;
    if (!(list.known[setOf(messageId)]?.has(messageId) ?? false)) {
      return withMessage(list, firstRowOf(messageId, notification, event), maxRows);
    }

    const isMeant = ({ key }: MessageRow) => key === messageId;
    return { known: list.known, rows: changeRow(list.rows, isMeant, (row) => furtherRow(row, notification, event)) };
  }, messages);
}

function withMessage({ rows, known }: MessageList, row: MessageRow, maxRows: number): MessageList {
  const { list, dropped } = appendRow(rows, row, maxRows);
  const longer = changeSet(known, row.key, (ids) => ids.add(row.key));
  if (dropped === undefined) return { rows: list, known: longer };
  return { rows: list, known: changeSet(longer, dropped.key, (ids) => ids.delete(dropped.key)) };
}

function changeSet(
  known: MessageList['known'],
  id: string,
  change: (ids: Set<string>) => void,
): readonly ReadonlySet<string>[] {
  const ids = new Set(known[setOf(id)]);
  change(ids);
  return known.with(setOf(id), ids);
}

/** The last letters of an id are random. */
function setOf(id: string): number {
  let sum = 0;
  for (let at = Math.max(0, id.length - 6); at < id.length; at += 1) sum += id.charCodeAt(at) * (at + 1);
  return sum % SETS;
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
