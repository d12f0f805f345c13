import type {
  AnsweredBy,
  FaultSet,
  HandshakeAnswered,
  Origin,
  SignatureState,
  WebhookAnswered,
  WebhookDrifted,
  WebhookReceived,
  WebhookRefused,
} from '../events.ts';
import {
  count,
  duration,
  facts,
  grouped,
  hint,
  said,
  sentence,
  shortId,
  type TextLine,
  type Tone,
} from './text-line.ts';

/** Meta asks for an answer within a second in 99 of 100 webhooks (developers.facebook.com, Cloud API, "Throughput"). */
export const SLOW_MS = 1_000;

export function handshakeText(event: HandshakeAnswered): readonly TextLine[] {
  const asker = event.userAgent === undefined ? [] : [`asked by ${event.userAgent}`];
  const answer = `${event.status} by ${decider(event.by)} in ${duration(event.tookMs)}`;
  if (event.ok) return [said(facts(`handshake answered: ${answer}`, ...asker), 'good')];

  const reason = event.reason === undefined ? [] : [event.reason];
  return [said(facts(`handshake refused: ${answer}`, ...reason, ...asker), 'bad')];
}

/** A campaign's thousand statuses in one webhook must not scroll away what came before it. */
const MAX_LINES = 20;

export function webhookReceivedText(event: WebhookReceived): readonly TextLine[] {
  const [first, ...others] = event.notifications;
  const shown = others.slice(0, MAX_LINES - 1);
  const left = others.length - shown.length;
  const what = first?.summary ?? `nothing that WhatsApp documents, ${count(event.sizeBytes, 'byte')}`;
  const arrival = facts(
    `${shortId(event.id)} ${what}`,
    signatureWords(event.signature),
    ...againWords(event),
    ...senderWords(event),
  );

  return [
    said(arrival, receivedTone(event)),
    ...shown.map(({ summary }): TextLine => ({ to: 'stdout', text: `+ ${summary}`, lead: 'indent' })),
    ...(left > 0 ? [{ to: 'stdout' as const, text: `+ ${grouped(left)} more`, lead: 'indent' as const }] : []),
  ];
}

/** Only worth a line when Meta will not be content with it; the app's own answer has its line already. */
export function webhookAnsweredText(event: WebhookAnswered): readonly TextLine[] {
  const isSlow = event.tookMs > SLOW_MS;
  const { delayMs = 0 } = event;
  if (event.reason !== undefined)
    return [said(`${shortId(event.id)} not answered: ${event.reason} · Meta sends it again`, 'bad')];
  if (event.status === 200 && !isSlow) return [];

  const answer = `${shortId(event.id)} answered ${event.status} by ${decider(event.by)} in ${duration(event.tookMs)}`;
  if (event.status === 0) return [said(`${shortId(event.id)} not answered: connection dropped on purpose`, 'bad')];
  if (event.status !== 200) return [said(`${answer} · Meta sends it again`, 'bad')];
  if (delayMs > 0) return [said(`${answer} · held back for ${duration(delayMs)} on purpose`, 'warn')];
  return [said(`${answer} · slow: Meta wants 99 of 100 within ${duration(SLOW_MS)}`, 'warn')];
}

export function faultSetText({ respond, delayMs }: FaultSet): readonly TextLine[] {
  const late = delayMs > 0 ? [`each answer ${duration(delayMs)} late`] : [];
  const answers = respond.length > 0 ? [`answers: ${respond.join(', ')}`] : [];
  if (late.length + answers.length === 0) return [said('faults on purpose: none, answers are the usual ones')];
  return [said(`faults on purpose: ${[...answers, ...late].join(', ')}`, 'warn')];
}

/** More of them say less; `explain` has them all. */
const MAX_UNKNOWN = 3;

/** What differs like in an earlier webhook is no news: its line of history says it. */
export function webhookDriftedText(event: WebhookDrifted): readonly TextLine[] {
  if (!event.isNew) return [];
  return [
    said(`${shortId(event.id)} ${driftWords(event)}`, 'warn'),
    hint(`Explain it: wa-webhook explain ${event.id}`, 'quiet'),
  ];
}

export function driftWords({ unknown, version }: Pick<WebhookDrifted, 'unknown' | 'version'>): string {
  const shown = unknown.slice(0, MAX_UNKNOWN).join(', ');
  const more = unknown.length > MAX_UNKNOWN ? `, +${unknown.length - MAX_UNKNOWN} more` : '';
  return `holds what wa-webhook ${version} does not know · unknown: ${shown}${more}`;
}

export function webhookRefusedText(event: WebhookRefused): readonly TextLine[] {
  const cause = event.cause === undefined ? '' : ` Cause: ${sentence(event.cause)}`;
  const size = event.sizeBytes > 0 ? [`${event.method} ${event.path}`, count(event.sizeBytes, 'byte')] : [];
  const about = [...size, ...senderWords(event)];
  const aside = about.length > 0 ? ` (${about.join(', ')})` : '';
  return [said(`${event.status} refused: ${sentence(event.reason)}${cause}${aside}`, 'bad')];
}

/** `from 31.13.24.5, inside Meta's list`. That a webhook came from this machine is no news. */
function senderWords({ sender }: Origin): string[] {
  if (sender === undefined || /^(?:127\.|::1$)/.test(sender.address)) return [];
  const inside = sender.isMeta === undefined ? '' : sender.isMeta ? ", inside Meta's list" : ", outside Meta's list";
  return [`from ${sender.address}${inside}`];
}

/** What the check of the signature found, in words. */
function signatureWords(signature: SignatureState): string {
  switch (signature.state) {
    case 'valid':
      return 'signature valid';
    case 'unchecked':
      return 'signature unchecked';
    case 'missing':
      return `unsigned: ${withCause(signature)}`;
    case 'invalid':
      return `bad signature: ${withCause(signature)}`;
  }
}

/** `again, 34 s after #7`, when it came before. */
function againWords(event: WebhookReceived): string[] {
  if (event.duplicateOf === undefined) return [];

  const after = event.duplicateAfterMs === undefined ? 'like' : `${duration(event.duplicateAfterMs)} after`;
  const isSameSession = sessionOf(event.duplicateOf) === sessionOf(event.id);
  return [`again, ${after} ${shortId(event.duplicateOf)}${isSameSession ? '' : ' of an earlier session'}`];
}

function sessionOf(id: string): string {
  return id.replace(/-\d+$/, '');
}

function withCause({ reason, cause }: { readonly reason: string; readonly cause?: string }): string {
  return cause === undefined ? reason : `${sentence(reason)} Cause: ${cause}`;
}

function receivedTone(event: WebhookReceived): Tone {
  if (event.signature.state === 'invalid' || event.signature.state === 'missing') return 'bad';
  return event.duplicateOf === undefined ? 'plain' : 'warn';
}

const DECIDERS = { listen: 'listen', app: 'the app', fault: 'a fault on purpose' } satisfies Record<AnsweredBy, string>;

function decider(by: AnsweredBy): string {
  return DECIDERS[by];
}
