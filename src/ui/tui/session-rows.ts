import type {
  ForwardAnswered,
  ForwardFailed,
  Stamped,
  WebhookAnswered,
  WebhookReceived,
  WebhookRefused,
} from '../../events.ts';
import { count, shortId } from '../text-line.ts';

/** One line of the list. Its text is still as strangers wrote it: webhook-list.tsx passes it through printable.ts. */
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
  };
}

export function refusedRow(event: Stamped<WebhookRefused>, n: number): SessionRow {
  return {
    key: `refused-${n}`,
    at: event.at,
    label: '-',
    summary: `refused: ${event.cause ?? event.reason}`,
    badges: [],
    isTrouble: true,
    answer: { status: event.status },
  };
}

export function answeredRow(row: SessionRow, { status, tookMs }: WebhookAnswered): SessionRow {
  return { ...row, answer: { status, tookMs }, isTrouble: row.isTrouble || status !== 200 };
}

/** Says what the app made of it, as long as that is not 200; a later try that succeeds takes the mark away. */
export function forwardedRow(row: SessionRow, event: ForwardAnswered | ForwardFailed): SessionRow {
  const others = row.badges.filter((badge) => !badge.startsWith(APP_BADGE));
  if (event.type === 'forward.failed') return { ...row, badges: [...others, `${APP_BADGE}silent`] };
  return { ...row, badges: event.status === 200 ? others : [...others, `${APP_BADGE}${event.status}`] };
}

const APP_BADGE = 'app ';

/** `unchecked` has none: the status bar says it once for all. */
const SIGNATURE_BADGES: Readonly<Record<WebhookReceived['signature']['state'], string | undefined>> = {
  valid: undefined,
  unchecked: undefined,
  missing: 'unsigned',
  invalid: 'bad signature',
};
