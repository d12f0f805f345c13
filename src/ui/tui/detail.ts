import { explain } from '../../webhook/explain.ts';
import { fold } from '../fold.ts';
import { payloadExplainedText } from '../text-explain.ts';
import { clockTime, count, duration, sentence } from '../text-line.ts';
import { SLOW_MS } from '../text-listen.ts';
import type { SessionRow } from './session-rows.ts';
import type { OpenedWebhook } from './session-state.ts';
import { documentOf, type TextDocument } from './text-document.ts';

/** The parts of an opened webhook, in the order that Tab goes through them. */
export const DETAIL_PARTS = ['explained', 'body', 'exact', 'headers'] as const;

export type DetailPart = (typeof DETAIL_PARTS)[number];

/** An opened webhook: which part of it the screen shows, and from which line on. */
export interface Detail {
  readonly key: string;
  /** Absent while it is being read. */
  readonly webhook?: OpenedWebhook;
  readonly part: DetailPart;
  readonly document: TextDocument;
  readonly top: number;
  /** What was searched for, and the line where it was found. */
  readonly search?: { readonly text: string; readonly line: number | undefined };
}

export function openingDetail(key: string, columns: number): Detail {
  return { key, part: 'explained', document: documentOf('Reading it…', columns), top: 0 };
}

/** What the list knows of the opened webhook, and of other deliveries of its messages. */
export interface Surroundings {
  readonly row: SessionRow | undefined;
  readonly siblings: readonly SessionRow[];
}

/** Lays one part out at this width. A part is made when it is looked at, and not before. */
export function laidOut(detail: Detail, columns: number, surroundings: Surroundings): Detail {
  const { webhook, part } = detail;
  if (webhook === undefined) return { ...detail, document: documentOf(detail.document.text, columns) };
  const text = PART_TEXTS[part](webhook, surroundings, columns);
  const { search: _, ...rest } = detail;
  return { ...rest, document: documentOf(text, columns) };
}

const PART_TEXTS = {
  explained: explainedText,
  body: prettyText,
  exact: (webhook) => bodyTextOf(webhook) ?? NO_BODY,
  headers: headersText,
} satisfies Record<DetailPart, (webhook: OpenedWebhook, surroundings: Surroundings, columns: number) => string>;

const NO_BODY = 'The body was not read.';

/** Explaining takes a moment for each megabyte, in which nothing is received; what is larger is told by the command. */
const MAX_EXPLAINED_CHARACTERS = 1024 * 1024;

function explainedText(webhook: OpenedWebhook, surroundings: Surroundings, columns: number): string {
  const verdict = [...verdictLines(webhook, surroundings), ''].flatMap((line) => fold(line, columns));
  return [...verdict, ...payloadLines(webhook).flatMap((line) => folded(line, columns))].join('\n');
}

function verdictLines(webhook: OpenedWebhook, { row, siblings }: Surroundings): readonly string[] {
  return [
    `Came ${clockTime(webhook.at)}, ${count(webhook.sizeBytes, 'byte')}, ${webhook.method} ${webhook.path}.`,
    signatureLine(webhook),
    answerLine(webhook, row),
    ...(row?.told.forward ?? []).map((line) => `App: ${line}`),
    ...siblingLines(webhook, row, siblings),
  ];
}

function signatureLine(webhook: OpenedWebhook): string {
  if (webhook.type === 'webhook.refused') {
    const cause = webhook.cause === undefined ? '' : ` Cause: ${sentence(webhook.cause)}`;
    return `Refused: ${sentence(webhook.reason)}${cause}`;
  }
  const { signature } = webhook;
  if (signature.state === 'valid') return 'Signature: valid, made with the app secret over exactly these bytes.';
  if (signature.state === 'unchecked') return 'Signature: unchecked, since there is no app secret.';
  const cause = signature.cause === undefined ? '' : ` Cause: ${sentence(signature.cause)}`;
  return `Signature: ${signature.state}. ${sentence(signature.reason)}${cause}`;
}

function answerLine(webhook: OpenedWebhook, row: SessionRow | undefined): string {
  const answer = webhook.type === 'webhook.refused' ? { status: webhook.status } : row?.answer;
  if (answer === undefined) return 'Answer: none yet.';
  const { status, tookMs } = answer;
  const budget = status === 200 && tookMs !== undefined ? `, ${budgetWords(tookMs)}` : '';
  const time = tookMs === undefined ? '' : ` in ${duration(tookMs)}${budget}`;
  if (status === 0) return 'Answer: none, the connection was dropped on purpose.';
  return `Answer: ${status}${time}.${status === 200 ? '' : ' Meta sends it again.'}`;
}

/** Meta's written target: a median of 250 ms, and under 1 in 100 above 1 s (whatsapp-webhooks.md 2.5). */
export const GOOD_MS = 250;

function budgetWords(tookMs: number): string {
  if (tookMs <= GOOD_MS) return `good (Meta wants half of them within ${GOOD_MS} ms)`;
  if (tookMs <= SLOW_MS) return `over ${GOOD_MS} ms, within ${duration(SLOW_MS)}`;
  return `SLOW: Meta wants 99 of 100 within ${duration(SLOW_MS)}`;
}

/** So many other deliveries are named; a batch shares ids with hundreds. */
const MAX_SIBLINGS = 10;

function siblingLines(
  webhook: OpenedWebhook,
  row: SessionRow | undefined,
  siblings: readonly SessionRow[],
): readonly string[] {
  if (siblings.length === 0) return [];
  const shown = siblings.slice(-MAX_SIBLINGS).map(({ at, seq, label, summary }) => {
    const isEarlier = at < webhook.at || (at === webhook.at && seq < (row?.seq ?? 0));
    return `  ${clockTime(at)} ${label} ${isEarlier ? 'before' : 'after'} this: ${summary}`;
  });
  const left = siblings.length - shown.length;
  const more = left > 0 ? ` (the last ${MAX_SIBLINGS})` : '';
  return [`${count(siblings.length, 'other delivery').replace(/ys$/, 'ies')} of the same message${more}:`, ...shown];
}

function payloadLines(webhook: OpenedWebhook): readonly string[] {
  const text = bodyTextOf(webhook);
  if (text === undefined) return [NO_BODY];
  if (text.length > MAX_EXPLAINED_CHARACTERS) {
    const id = 'id' in webhook ? webhook.id : 'FILE';
    return [`Too large to be explained here: wa-webhook explain ${id}`, 'Its body is one Tab further.'];
  }
  const parsed = parsedBody(text);
  if (!parsed.ok) return ['It is not JSON.'];
  const what = 'id' in webhook ? webhook.id : 'refused';
  const explained = explain(parsed.value, text);
  const event = { type: 'payload.explained', what, sizeBytes: webhook.sizeBytes, ...explained } as const;
  return payloadExplainedText(event).map((line) => line.text);
}

function prettyText(webhook: OpenedWebhook): string {
  const text = bodyTextOf(webhook);
  if (text === undefined) return NO_BODY;
  const parsed = parsedBody(text);
  if (!parsed.ok) return text;
  try {
    return JSON.stringify(parsed.value, null, 2);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return text;
  }
}

function headersText({ headers, method, path }: OpenedWebhook): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path}`, ...lines].join('\n');
}

function bodyTextOf(webhook: OpenedWebhook): string | undefined {
  if ('body' in webhook && webhook.body !== undefined) return webhook.body;
  if (!('bodyBase64' in webhook) || webhook.bodyBase64 === undefined) return undefined;
  return Buffer.from(webhook.bodyBase64, 'base64').toString('utf8');
}

function parsedBody(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** The explanation is made for 80 columns: on a narrower screen its lines are broken again, below where they began. */
function folded(line: string, columns: number): readonly string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0].slice(0, Math.max(0, columns - 20)) ?? '';
  return fold(line.trimStart(), columns - indent.length).map((part) => indent + part);
}
