import type {
  ForwardAnswered,
  ForwardFailed,
  Stamped,
  WebhookAnswered,
  WebhookDrifted,
  WebhookReceived,
  WebhookRefused,
} from '../../events.ts';
import { count, shortId, type TextLine } from '../text-line.ts';
import {
  driftWords,
  forwardAnsweredText,
  forwardFailedText,
  webhookAnsweredText,
  webhookReceivedText,
  webhookRefusedText,
} from '../text-listen.ts';

/** One line of the list. Its text is still as strangers wrote it: what draws it passes it through printable.ts. */
export interface SessionRow {
  readonly key: string;
  readonly at: string;
  /** `#12`; a refused one has no number. */
  readonly label: string;
  readonly summary: string;
  /** Marks in words, so that they hold without colour. */
  readonly badges: readonly string[];
  readonly isTrouble: boolean;
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

export function receivedRow(event: Stamped<WebhookReceived>): SessionRow {
  const [first, ...others] = event.notifications;
  const signature = SIGNATURE_BADGES[event.signature.state];
  return {
    key: event.id,
    at: event.at,
    label: shortId(event.id),
    summary: first?.summary ?? `nothing that WhatsApp documents, ${count(event.sizeBytes, 'byte')}`,
    badges: [
      ...(others.length > 0 ? [`+${others.length}`] : []),
      ...(event.duplicateOf === undefined ? [] : ['again']),
      ...(signature === undefined ? [] : [signature]),
    ],
    isTrouble: signature !== undefined,
    told: { arrival: textsOf(webhookReceivedText(event)) },
  };
}

export function refusedRow(event: Stamped<WebhookRefused>, n: number): SessionRow {
  return {
    key: `refused-${n}`,
    at: event.at,
    label: '-',
    summary: `refused: ${event.reason}`,
    badges: [],
    isTrouble: true,
    answer: { status: event.status },
    told: { arrival: textsOf(webhookRefusedText(event)) },
  };
}

export function answeredRow(row: SessionRow, event: WebhookAnswered): SessionRow {
  const { status, tookMs } = event;
  return {
    ...row,
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

/** `unchecked` has none: the status bar says it once for all. */
const SIGNATURE_BADGES: Readonly<Record<WebhookReceived['signature']['state'], string | undefined>> = {
  valid: undefined,
  unchecked: undefined,
  missing: 'unsigned',
  invalid: 'bad signature',
};
