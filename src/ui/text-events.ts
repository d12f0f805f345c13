import type { SignatureState, Stamped, WebhookReceived } from '../events.ts';
import type { JsonObject } from '../webhook/json-view.ts';
import { cutToColumns } from './fold.ts';
import { printableCell } from './printable.ts';
import { becameLines } from './text-became.ts';
import { clockTime, count, duration, facts, sentence, type TextLine, type Tone } from './text-line.ts';

export interface ListedWebhook {
  readonly id: string;
  readonly at: string;
  readonly sizeBytes: number;
  readonly signature: string;
  readonly notifications: readonly { readonly summary: string }[];
  readonly duplicateOf: string | undefined;
  /** What was answered; undefined where nothing tells. */
  readonly status: number | undefined;
}

/** A webhook of history on one line: when, its id, the answer, what it says, and what is special about it. */
export function eventRow(webhook: ListedWebhook, columns: number): string {
  const { id, at, sizeBytes, notifications, status } = webhook;
  const [first, ...others] = notifications;
  const lead = `${dayAndTime(at)} ${printableCell(id).padEnd(12)} ${statusText(status)}  `;
  const badges = [...(others.length > 0 ? [`+${others.length}`] : []), ...badgesOf(webhook)].map(
    (badge) => ` [${badge}]`,
  );
  const summary = first?.summary ?? `nothing that WhatsApp documents, ${sizeBytes} bytes`;
  // What is not shown of a long summary need not pass the gate.
  const room = Math.max(10, columns - lead.length - badges.join('').length);
  return lead + cutToColumns(printableCell(summary.slice(0, room * 4)), room) + badges.join('');
}

function badgesOf({ signature, duplicateOf }: ListedWebhook): string[] {
  const again = duplicateOf === undefined ? [] : ['again'];
  if (signature === 'missing') return [...again, 'unsigned'];
  return signature === 'invalid' ? [...again, 'bad signature'] : again;
}

function statusText(status: number | undefined): string {
  if (status === undefined) return ' - ';
  return status === 0 ? 'cut' : String(status).padStart(3);
}

/** A webhook of history and what became of it, without what its body says; an empty line ends it. */
export function shownText(event: Stamped<WebhookReceived>, about: readonly JsonObject[]): readonly TextLine[] {
  const { id, at, method, path, sizeBytes, signature, duplicateOf, duplicateAfterMs } = event;
  const after = duplicateAfterMs === undefined ? 'after' : `${duration(duplicateAfterMs)} after`;
  return [
    plain(facts(id, `received ${dayAndTime(at)}`, `${method} ${path}`, count(sizeBytes, 'byte'))),
    plain(signatureWords(signature), SIGNATURE_TONES[signature.state]),
    ...(duplicateOf === undefined ? [] : [plain(`again, ${after} ${duplicateOf}`, 'warn')]),
    ...becameLines(about, Date.parse(at)),
    plain(''),
  ];
}

/** What the check of the signature found, with its cause. */
export function signatureWords(signature: SignatureState): string {
  if (signature.state === 'valid' || signature.state === 'unchecked') return `signature ${signature.state}`;
  const cause = signature.cause === undefined ? '' : ` Cause: ${signature.cause}`;
  return `signature ${signature.state}: ${sentence(signature.reason)}${cause}`;
}

const SIGNATURE_TONES: Readonly<Record<string, Tone>> = { valid: 'good', missing: 'bad', invalid: 'bad' };

function plain(text: string, tone: Tone = 'plain'): TextLine {
  return { to: 'stdout', text, tone, lead: 'none' };
}

/** On the person's own clock. */
function dayAndTime(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return '??-?? ??:??:??';
  const day = [time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return `${day} ${clockTime(at)}`;
}
