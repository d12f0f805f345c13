import { assertNever } from '../assert-never.ts';
import type { EventReader, Stamped } from '../events.ts';
import type { Io } from '../io.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { allowlistText } from './text-allowlist.ts';
import { checkText } from './text-check.ts';
import { fixtureSavedText, payloadExplainedText } from './text-explain.ts';
import { forwardAnsweredText, forwardFailedText, forwardResumedText, forwardWaitingText } from './text-forward.ts';
import { graphText } from './text-graph.ts';
import { clockTime, type TextLine } from './text-line.ts';
import {
  faultSetText,
  handshakeText,
  webhookAnsweredText,
  webhookDriftedText,
  webhookReceivedText,
  webhookRefusedText,
} from './text-listen.ts';
import { loadPlannedText } from './text-load.ts';
import { settingNotedText } from './text-note.ts';
import { overrideText } from './text-override.ts';
import { ownText } from './text-own.ts';
import { deliveryAnsweredText, deliveryFailedText, deliveryPlannedText, replayFinishedText } from './text-replay.ts';
import {
  historyDamagedText,
  historyPrunedText,
  listeningText,
  readyText,
  sessionEndedText,
  tunnelFailedText,
  tunnelLimitedText,
  tunnelLostText,
  tunnelOpenedText,
  tunnelOpeningText,
  tunnelProvingText,
} from './text-session.ts';
import { bodySignedText, signatureCheckedText } from './text-signature.ts';

export interface TextColors {
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/** Tells every event in plain lines: what happened on stdout, hints on stderr, no cursor movement. */
export function createTextReader(io: Pick<Io, 'stdout' | 'stderr'>, colors: TextColors): EventReader {
  const writeLines = createLineWriter(io, colors);
  return (event) => writeLines(textOf(event), event.at);
}

/** Writes what belongs together: one write for one event, so that another program cannot come between its lines. */
export function createLineWriter(
  io: Pick<Io, 'stdout' | 'stderr'>,
  colors: TextColors,
): (lines: readonly TextLine[], at: string) => void {
  const paints = { stdout: paintFor(colors.stdout), stderr: paintFor(colors.stderr) };

  return (lines, at) => {
    for (const stream of ['stdout', 'stderr'] as const) {
      const mine = lines.filter((line) => line.to === stream);
      if (mine.length > 0) io[stream].write(mine.map((line) => `${render(line, at, paints[stream])}\n`).join(''));
    }
  };
}

/** What one event is worth saying; no lines where silence says it best. */
export function textOf(event: Stamped): readonly TextLine[] {
  switch (event.type) {
    case 'receiver.listening':
      return listeningText(event);
    case 'receiver.ready':
      return readyText(event);
    case 'handshake.answered':
      return handshakeText(event);
    case 'webhook.received':
      return webhookReceivedText(event);
    case 'webhook.answered':
      return webhookAnsweredText(event);
    case 'fault.set':
      return faultSetText(event);
    case 'webhook.drifted':
      return webhookDriftedText(event);
    case 'webhook.refused':
      return webhookRefusedText(event);
    case 'forward.answered':
      return forwardAnsweredText(event);
    case 'forward.failed':
      return forwardFailedText(event);
    case 'forward.waiting':
      return forwardWaitingText(event);
    case 'forward.resumed':
      return forwardResumedText(event);
    case 'history.damaged':
      return historyDamagedText(event);
    case 'history.pruned':
      return historyPrunedText(event);
    case 'tunnel.opening':
      return tunnelOpeningText(event);
    case 'tunnel.proving':
      return tunnelProvingText(event);
    case 'tunnel.opened':
      return tunnelOpenedText(event);
    case 'tunnel.failed':
      return tunnelFailedText(event);
    case 'tunnel.lost':
      return tunnelLostText(event);
    case 'tunnel.limited':
      return tunnelLimitedText(event);
    case 'doctor.found':
    case 'doctor.finished':
    case 'setting.shown':
      return ownText(event);
    case 'setting.noted':
      return settingNotedText(event);
    case 'session.ended':
      return sessionEndedText(event);
    case 'load.planned':
      return loadPlannedText(event);
    case 'delivery.planned':
      return deliveryPlannedText(event);
    case 'delivery.answered':
      return deliveryAnsweredText(event);
    case 'delivery.failed':
      return deliveryFailedText(event);
    case 'replay.finished':
      return replayFinishedText(event);
    case 'payload.explained':
      return payloadExplainedText(event);
    case 'fixture.saved':
      return fixtureSavedText(event);
    case 'body.signed':
      return bodySignedText(event);
    case 'signature.checked':
      return signatureCheckedText(event);
    case 'check.started':
    case 'case.finished':
    case 'endpoint.lost':
    case 'endpoint.returned':
    case 'check.finished':
    case 'callback.judged':
    case 'report.written':
      return checkText(event);
    case 'allowlist.asked':
    case 'allowlist.retried':
    case 'allowlist.recognised':
    case 'allowlist.refreshed':
    case 'allowlist.listed':
    case 'allowlist.compared':
    case 'address.checked':
    case 'addresses.counted':
      return allowlistText(event);
    case 'graph.retried':
    case 'switch.checked':
    case 'subscription.added':
    case 'subscription.checked':
    case 'delivery.traced':
    case 'deliveries.counted':
      return graphText(event);
    case 'override.read':
    case 'override.planned':
    case 'override.set':
    case 'override.returning':
    case 'override.restored':
    case 'override.cleared':
    case 'override.foreign':
    case 'override.failed':
      return overrideText(event);
    default:
      return assertNever(event);
  }
}

function render(line: TextLine, at: string, paint: Paint): string {
  const lead = line.lead ?? (line.to === 'stdout' ? 'time' : 'none');
  // The whole line passes the gate, before colour: no event's text can forget to.
  const text = paint(line.tone ?? 'plain', printable(line.text));

  if (lead === 'time') return `${paint('quiet', clockTime(at))} ${text}`;
  if (lead === 'indent') return `${' '.repeat('00:00:00 '.length)}${text}`;
  return text;
}

function paintFor(wantsColor: boolean): Paint {
  return wantsColor ? createPaint() : (_, text) => text;
}
