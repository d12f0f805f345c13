import type {
  HistoryDamaged,
  HistoryPruned,
  ReceiverListening,
  ReceiverReady,
  SessionEnded,
  TunnelFailed,
  TunnelLimited,
  TunnelLost,
  TunnelOpened,
  TunnelOpening,
  TunnelProving,
} from '../events.ts';
import { count, duration, grouped, hint, said, sentence, type TextLine } from './text-line.ts';

/** Where Meta's form for the two values is. */
export const DASHBOARD_PLACE = 'App Dashboard > WhatsApp > Configuration > Webhook';

/** The one command that needs neither Meta nor a phone. */
export const FIRST_WEBHOOK_COMMAND = 'wa-webhook replay text';

/** It finds the receiver by the folder, and must sign with what the receiver checks with. */
export const FIRST_WEBHOOK_PLACE = 'from this folder with the same app secret';

const CHECKING_HINT =
  'Signatures are not checked. To check them, give the app secret (App Dashboard > App settings > Basic) with --app-secret-file FILE or WA_WEBHOOK_APP_SECRET.';

export function listeningText(event: ReceiverListening): readonly TextLine[] {
  const forwarding = event.forwardTo.length > 0 ? ` · forwarding to ${event.forwardTo.join(', ')}` : '';
  const lines = [said(`listening on ${event.url}${forwarding}`)];

  if (event.insteadOfPort !== undefined) {
    lines.push(hint(takenPortText(event.insteadOfPort), 'warn'));
  }
  if (!event.isSignatureChecked) lines.push(hint(CHECKING_HINT, 'warn'));
  return lines;
}

export function takenPortText(port: number): string {
  return `Port ${port} is taken, so another one is used. --port chooses one.`;
}

export function readyText(event: ReceiverReady): readonly TextLine[] {
  if (event.publicUrl === null) {
    return [
      said(`ready · local only, no public URL · ${event.localUrl} · verify token ${event.verifyToken}`, 'good'),
      hint(`Send a first webhook without Meta, ${FIRST_WEBHOOK_PLACE}: ${FIRST_WEBHOOK_COMMAND}`),
    ];
  }

  const ready = said(`ready · public URL ${event.publicUrl} · verify token ${event.verifyToken}`, 'good');
  if (event.isOverridden === true) return [ready, hint('Telling Meta, by the Graph API…', 'quiet')];
  return [
    ready,
    hint(`Paste into ${DASHBOARD_PLACE}:`),
    hint(`  Callback URL  ${event.publicUrl}`),
    hint(`  Verify token  ${event.verifyToken}`),
    hint(`Or send a first webhook without Meta, ${FIRST_WEBHOOK_PLACE}: ${FIRST_WEBHOOK_COMMAND}`),
  ];
}

export function historyDamagedText(event: HistoryDamaged): readonly TextLine[] {
  const skipped = count(event.skippedLines, 'damaged line');
  return [hint(`History: skipped ${skipped} in ${event.file}. The other lines are whole.`, 'warn')];
}

export function historyPrunedText(event: HistoryPruned): readonly TextLine[] {
  const { isDryRun, removed, shortened, heldBack, freedBytes, leftBytes } = event;
  const files = [
    ...(removed.length > 0 ? [count(removed.length, 'old session')] : []),
    ...(shortened.length > 0 ? [`the beginning of ${count(shortened.length, 'session')}`] : []),
  ].join(' and ');
  const done =
    files === '' ? 'nothing to remove' : `${isDryRun ? 'would remove' : 'removed'} ${files}, ${sizeText(freedBytes)}`;
  const held =
    heldBack.length === 0 ? [] : [hint(`${count(heldBack.length, 'session')} stay: in use, or waiting for an app.`)];
  return [hint(`History: ${done}; ${sizeText(leftBytes)} ${isDryRun ? 'would be left' : 'left'}.`), ...held];
}

/** `812 bytes`, `1.4 MB`: powers of 1024, as the flags count. */
function sizeText(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  const [amount, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KB'] : [bytes / 1024 ** 2, 'MB'];
  return `${amount < 10 ? amount.toFixed(1) : grouped(Math.round(amount))} ${unit}`;
}

export function tunnelOpeningText(event: TunnelOpening): readonly TextLine[] {
  const again = event.attempt > 1 ? ` (attempt ${event.attempt})` : '';
  if (event.provider === OWN_URL) return [hint(`Checking the public URL${again}…`, 'quiet')];
  return [hint(`Opening a tunnel with ${event.provider}${again}…`, 'quiet')];
}

export function tunnelProvingText({ provider, url }: TunnelProving): readonly TextLine[] {
  return provider === OWN_URL ? [] : [hint(`Proving ${url} with Meta's own handshake…`, 'quiet')];
}

export function tunnelOpenedText(event: TunnelOpened): readonly TextLine[] {
  const { url, previousUrl, provider, downMs } = event;
  const notices = event.notices.map((notice) => hint(sentence(notice), 'warn'));
  const back = downMs === undefined ? '' : ` again after ${duration(downMs)}`;
  if (provider === OWN_URL) return [said(`public URL answers${back}: ${url}`), ...notices];
  if (previousUrl === undefined || previousUrl === url) {
    return [said(`tunnel up${back}: ${url} (${provider})`), ...notices];
  }

  if (event.isOverridden === true) {
    return [said(`PUBLIC URL CHANGED: ${url} (${provider}), was ${previousUrl} · telling Meta`, 'warn'), ...notices];
  }
  return [
    said(`PUBLIC URL CHANGED: ${url} (${provider}), was ${previousUrl}`, 'bad'),
    hint(`Meta still sends to ${previousUrl}, where nobody listens any more.`, 'bad'),
    hint(`Put the new Callback URL into ${DASHBOARD_PLACE}${event.overrideRequest === undefined ? '.' : ','}`, 'bad'),
    ...overrideHints(event),
    ...notices,
  ];
}

/** In one piece, to be copied. */
function overrideHints({ overrideRequest }: TunnelOpened): readonly TextLine[] {
  if (overrideRequest === undefined) return [];
  return [hint("or point one phone number here, with the app's own callback as it is:"), hint(`  ${overrideRequest}`)];
}

export function tunnelLimitedText(event: TunnelLimited): readonly TextLine[] {
  const passed = event.passedBytes === 0 ? 'No body' : `One of ${grouped(event.passedBytes)} bytes`;
  return [
    said(tunnelLimitedWords(event), 'bad'),
    hint(`${passed} passes; Meta sends up to 3,145,728. A proxy of yours has a limit to raise.`),
  ];
}

export function tunnelLimitedWords({ refusedBytes, reason }: TunnelLimited): string {
  return `the way here is narrow: a body of ${grouped(refusedBytes)} bytes ${sentence(reason)}`;
}

export function tunnelFailedText(event: TunnelFailed): readonly TextLine[] {
  if (event.provider === OWN_URL) return [said(`public URL not proven: ${sentence(event.reason)}`, 'bad')];

  const next = event.retryInMs === undefined ? 'There is no further try.' : `Next try in ${duration(event.retryInMs)}.`;
  return [said(`tunnel failed (${event.provider}): ${sentence(event.reason)} ${next}`, 'bad')];
}

export function tunnelLostText(event: TunnelLost): readonly TextLine[] {
  const what = event.provider === OWN_URL ? 'public URL does not answer' : 'tunnel down';
  const stood = event.upMs === undefined ? '' : `, after ${duration(event.upMs)}`;
  return [
    said(`${what}: ${event.url} (${event.provider}${stood}): ${sentence(event.reason)}`, 'bad'),
    hint('Until it is back, Meta gets no answer and keeps its webhooks for later.', 'warn'),
  ];
}

/** The `provider` of the user's own way in: no tunnel, but it can fail its proof as one does. */
export const OWN_URL = '--public-url';

export function sessionEndedText(event: SessionEnded): readonly TextLine[] {
  const { received, duplicates, refused, reason } = event;
  const again = duplicates > 0 ? `, ${duplicates} of them again` : '';
  const left = event.waiting === undefined ? '' : `, ${grouped(event.waiting)} waiting for the app`;
  const missed = refused > 0 ? `, ${count(refused, 'request')} refused` : '';
  return [hint(`Ended (${endReason(reason)}): ${count(received, 'webhook')} received${again}${missed}${left}.`)];
}

const END_REASONS: Readonly<Record<string, string>> = {
  SIGINT: 'Ctrl-C',
  SIGTERM: 'asked to stop',
  SIGHUP: 'terminal closed',
  'reader-gone': 'nobody reads the output any more',
  bug: 'a bug of ours',
};

function endReason(reason: string): string {
  return END_REASONS[reason] ?? reason;
}
