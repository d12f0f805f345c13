import type {
  ForwardAnswered,
  ForwardFailed,
  Stamped,
  WebhookAnswered,
  WebhookDrifted,
  WebhookReceived,
  WebhookRefused,
} from '../../events.ts';
import { happenedAtMs } from '../../webhook/happened-at.ts';
import type { Notification } from '../../webhook/notification.ts';
import { forwardAnsweredText, forwardFailedText } from '../text-forward.ts';
import { count, duration, shortId, type TextLine } from '../text-line.ts';
import { driftWords, SLOW_MS, webhookAnsweredText, webhookReceivedText, webhookRefusedText } from '../text-listen.ts';

/** One delivery, as the list shows it. Its text is still as strangers wrote it: what draws it passes it through printable.ts. */
export interface SessionRow {
  /** The id of the webhook; `refused-3` for the third one that was refused. */
  readonly key: string;
  /** Counts all rows of the session: what came after a moment has a higher one. */
  readonly seq: number;
  readonly at: string;
  /** `#12`; a refused one has no number. */
  readonly label: string;
  /** From a user, about something of ours, or from Meta itself. */
  readonly direction: 'in' | 'out' | 'meta';
  readonly kind: string;
  readonly who: string;
  readonly summary: string;
  /** Marks in words, so that they hold without colour. */
  readonly badges: readonly string[];
  readonly isTrouble: boolean;
  readonly signature: WebhookReceived['signature']['state'] | 'refused';
  /** Of the messages that it is about; another delivery of the same message shares one. */
  readonly messageIds: readonly string[];
  /** What went back to Meta; absent while the answer is on its way. */
  readonly answer?: { readonly status: number; readonly tookMs?: number };
  readonly told: ToldOfRow;
}

/** What the plain text output says of it, line by line: the row has no room for that, the preview below the list has. */
export interface ToldOfRow {
  readonly arrival: readonly string[];
  readonly forward?: readonly string[];
  readonly answer?: readonly string[];
}

/** A batch names thousands; to find its siblings, the first are enough. */
const MAX_IDS = 50;

/** Meta sends within seconds; what comes later was kept for a receiver that was not there. */
const LATE_MS = 5 * 60_000;

export function receivedRow(event: Stamped<WebhookReceived>, seq: number): SessionRow {
  const [first, ...others] = event.notifications;
  return {
    key: event.id,
    seq,
    at: event.at,
    label: shortId(event.id),
    direction: directionOf(first),
    kind: kindOf(first),
    who: first?.from ?? '',
    summary: first?.summary ?? `nothing that WhatsApp documents, ${count(event.sizeBytes, 'byte')}`,
    badges: [
      ...(others.length > 0 ? [`+${others.length}`] : []),
      ...againBadges(event),
      ...lateBadges(event),
      ...signatureBadges(event),
    ],
    isTrouble: event.signature.state === 'missing' || event.signature.state === 'invalid',
    signature: event.signature.state,
    messageIds: event.notifications.slice(0, MAX_IDS).flatMap(({ messageId }) => messageId ?? []),
    told: { arrival: textsOf(webhookReceivedText(event)) },
  };
}

export function refusedRow(event: Stamped<WebhookRefused>, n: number, seq: number): SessionRow {
  return {
    key: `refused-${n}`,
    seq,
    at: event.at,
    label: '-',
    direction: 'in',
    kind: 'refused',
    who: '',
    summary: `refused: ${event.reason}`,
    badges: event.cause === undefined ? [] : [event.cause],
    isTrouble: true,
    signature: 'refused',
    messageIds: [],
    answer: { status: event.status },
    told: { arrival: textsOf(webhookRefusedText(event)) },
  };
}

export function answeredRow(row: SessionRow, event: WebhookAnswered): SessionRow {
  const { status, tookMs } = event;
  const badges = tookMs > SLOW_MS ? [...row.badges, 'slow'] : row.badges;
  return {
    ...row,
    badges,
    answer: { status, tookMs },
    isTrouble: row.isTrouble || status !== 200,
    told: { ...row.told, answer: textsOf(webhookAnsweredText(event)) },
  };
}

export function driftedRow(row: SessionRow, event: WebhookDrifted): SessionRow {
  const told = { ...row.told, arrival: [...row.told.arrival, driftWords(event)] };
  return { ...row, badges: [...row.badges, 'unknown shape'], told };
}

/** Says what the app made of it, as long as that is not 200; a later try that succeeds takes the mark away. */
export function forwardedRow(row: SessionRow, event: ForwardAnswered | ForwardFailed): SessionRow {
  const others = row.badges.filter((badge) => !badge.startsWith(APP_BADGE));
  if (event.type === 'forward.failed') {
    const told = { ...row.told, forward: textsOf(forwardFailedText(event)) };
    return { ...row, badges: [...others, `${APP_BADGE}silent`], told };
  }
  const told = { ...row.told, forward: textsOf(forwardAnsweredText(event)) };
  return { ...row, badges: event.status === 200 ? others : [...others, `${APP_BADGE}${event.status}`], told };
}

function textsOf(lines: readonly TextLine[]): readonly string[] {
  return lines.map(({ text }) => text);
}

const APP_BADGE = 'app ';

function directionOf(first: Notification | undefined): SessionRow['direction'] {
  if (first === undefined || first.kind === 'event' || first.kind === 'unknown') return 'meta';
  const isOurs = first.kind === 'status' || first.field.endsWith('echoes');
  return isOurs ? 'out' : 'in';
}

function kindOf(first: Notification | undefined): string {
  if (first === undefined) return 'unknown';
  return first.kind === 'event' ? first.field : first.type;
}

function againBadges({ duplicateOf, duplicateAfterMs }: WebhookReceived): readonly string[] {
  if (duplicateOf === undefined) return [];
  return [duplicateAfterMs === undefined ? 'again' : `again after ${duration(duplicateAfterMs)}`];
}

function lateBadges(event: Stamped<WebhookReceived>): readonly string[] {
  const [first] = event.notifications;
  // What coexistence brings along is old by its nature.
  if (!('body' in event) || first === undefined || first.field === 'history') return [];
  const happenedMs = happenedAtMs(event.body);
  const ageMs = happenedMs === undefined ? 0 : Date.parse(event.at) - happenedMs;
  return ageMs > LATE_MS ? [`${duration(ageMs)} old`] : [];
}

/** `unchecked` has none: the status bar says it once for all. */
function signatureBadges({ signature }: WebhookReceived): readonly string[] {
  if (signature.state === 'missing') return ['unsigned'];
  if (signature.state !== 'invalid') return [];
  return [signature.cause === undefined ? 'bad signature' : `bad signature: ${signature.cause}`];
}
