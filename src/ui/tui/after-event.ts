import { assertNever } from '../../assert-never.ts';
import type {
  GraphRetried,
  HistoryDamaged,
  HistoryPruned,
  SettingNoted,
  Stamped,
  TunnelLimited,
  WebhookAnswered,
  WebhookReceived,
  WebhookRefused,
} from '../../events.ts';
import { graphRetriedWords } from '../text-graph.ts';
import { count, sentence } from '../text-line.ts';
import { faultSetText, SLOW_MS } from '../text-listen.ts';
import { historyPrunedText, takenPortText, tunnelLimitedWords } from '../text-session.ts';
import { afterForwarded, afterWaiting, changeDelivery, withWaiting } from './after-forward.ts';
import { afterOverride } from './after-override.ts';
import { messagesAfter } from './message-rows.ts';
import { isOfOtherCommand } from './other-commands.ts';
import { appendRow } from './row-list.ts';
import { answeredRow, driftedRow, receivedRow, refusedRow, type SessionRow } from './session-rows.ts';
import type { SessionCounts, SessionState } from './session-state.ts';
import { publicUrlAfter, tunnelAfter } from './tunnel-state.ts';

/** So many of the newest stay on the screen; older ones are in history. */
export const MAX_ROWS = 1_000;

/** The session after something happened. Runs a thousand times a second: nothing here walks over the list. */
export function afterEvent(state: SessionState, event: Stamped): SessionState {
  if (isOfOtherCommand(event)) return state;

  switch (event.type) {
    case 'receiver.listening':
      return {
        ...state,
        localUrl: event.url,
        isSignatureChecked: event.isSignatureChecked,
        forwardTo: event.forwardTo,
        ...(event.insteadOfPort === undefined ? {} : { notice: takenPortText(event.insteadOfPort) }),
      };
    case 'receiver.ready':
      return {
        ...state,
        localUrl: event.localUrl,
        verifyToken: event.verifyToken,
        ...(event.publicUrl === null ? {} : { publicUrl: event.publicUrl }),
      };
    case 'handshake.answered': {
      const { type: _, v: __, by: ___, tookMs: ____, ...lastHandshake } = event;
      return { ...state, lastHandshake };
    }
    case 'webhook.received':
      return afterReceived(state, event);
    case 'webhook.refused':
      return afterRefused(state, event);
    case 'webhook.answered':
      return afterAnswered(state, event);
    case 'fault.set': {
      const { fault: _, ...plain } = state;
      const isUsual = event.respond.length === 0 && event.delayMs === 0;
      return isUsual
        ? plain
        : {
            ...plain,
            fault: faultSetText(event)
              .map(({ text }) => text)
              .join(' '),
          };
    }
    case 'webhook.drifted':
      return changeDelivery(state, event.id, (row) => driftedRow(row, event));
    case 'forward.answered':
    case 'forward.failed':
      return afterForwarded(state, event);
    case 'tunnel.opening':
    case 'tunnel.proving':
    case 'tunnel.failed':
    case 'tunnel.lost':
      return { ...state, tunnel: tunnelAfter(state.tunnel, event) };
    case 'tunnel.opened':
      return {
        ...state,
        tunnel: tunnelAfter(state.tunnel, event),
        publicUrl: publicUrlAfter(event, state.localUrl),
        // Told once, with the first opening: a later one without any takes nothing back.
        ...(event.notices.length > 0 ? { tunnelNotices: event.notices } : {}),
      };
    case 'override.read':
    case 'override.planned':
    case 'override.set':
    case 'override.returning':
    case 'override.restored':
    case 'override.cleared':
    case 'override.foreign':
    case 'override.failed':
      return afterOverride(state, event);
    case 'forward.waiting':
    case 'forward.resumed':
      return afterWaiting(state, event);
    case 'switch.checked':
      // Asked again, all are told anew.
      return { ...state, switches: [...(state.isMetaAsked ? [] : state.switches), event], isMetaAsked: false };
    case 'subscription.checked':
      return { ...state, isMetaAsked: true };
    case 'tunnel.limited':
    case 'graph.retried':
    case 'setting.noted':
    case 'history.damaged':
    case 'history.pruned':
      return { ...state, notice: noticeOf(event) };
    // Told below the screen, once it is closed.
    case 'session.ended':
      return state;
    default:
      return assertNever(event);
  }
}

function afterReceived(state: SessionState, event: Stamped<WebhookReceived>): SessionState {
  const { state: signature } = event.signature;
  const isTest = event.notifications[0]?.accountId === TEST_ACCOUNT;
  const counted = countMore(state, {
    received: 1,
    duplicates: event.duplicateOf === undefined ? 0 : 1,
    badSignatures: signature === 'missing' || signature === 'invalid' ? 1 : 0,
    tests: isTest ? 1 : 0,
  });
  const messages = messagesAfter(state.messages, event, MAX_ROWS);
  const next = addRow(withWaiting(counted, event), receivedRow(event, nextSeq(state)));
  return { ...next, messages, isSilent: false };
}

/** The entry id of the dashboard's Test button (whatsapp-webhooks.md 2.11). */
const TEST_ACCOUNT = '0';

function afterRefused(state: SessionState, event: Stamped<WebhookRefused>): SessionState {
  const counted = countMore(state, { refused: 1, badSignatures: event.status === 401 ? 1 : 0 });
  return addRow(counted, refusedRow(event, counted.counts.refused, nextSeq(state)));
}

function afterAnswered(state: SessionState, event: WebhookAnswered): SessionState {
  const counted = countMore(state, {
    answered: 1,
    notOk: event.status === 200 ? 0 : 1,
    slow: event.tookMs > SLOW_MS ? 1 : 0,
  });
  return changeDelivery(counted, event.id, (row) => answeredRow(row, event));
}

function nextSeq({ counts }: SessionState): number {
  return counts.received + counts.refused + 1;
}

function addRow(state: SessionState, row: SessionRow): SessionState {
  const { list, dropped } = appendRow(state.rows, row, MAX_ROWS);
  if (dropped === undefined) return { ...state, rows: list };

  const next = { ...state, rows: list, droppedRows: state.droppedRows + 1 };
  // Whoever follows the newest lets the oldest go. Whoever looks at older ones keeps them, as many again as the list has.
  const isLookedAt = state.cursors.deliveries.key !== undefined || state.held.size > 0;
  if (!isLookedAt || state.held.size >= MAX_ROWS) return next;
  return { ...next, held: appendRow(state.held, dropped, MAX_ROWS).list };
}

function countMore(state: SessionState, more: Partial<SessionCounts>): SessionState {
  const { counts } = state;
  return {
    ...state,
    counts: {
      received: counts.received + (more.received ?? 0),
      duplicates: counts.duplicates + (more.duplicates ?? 0),
      refused: counts.refused + (more.refused ?? 0),
      badSignatures: counts.badSignatures + (more.badSignatures ?? 0),
      answered: counts.answered + (more.answered ?? 0),
      notOk: counts.notOk + (more.notOk ?? 0),
      slow: counts.slow + (more.slow ?? 0),
      tests: counts.tests + (more.tests ?? 0),
    },
  };
}

function noticeOf(event: SettingNoted | HistoryDamaged | HistoryPruned | TunnelLimited | GraphRetried): string {
  if (event.type === 'graph.retried') return graphRetriedWords(event);
  if (event.type === 'tunnel.limited') return tunnelLimitedWords(event);
  if (event.type === 'history.pruned') return historyPrunedText(event)[0]?.text ?? '';
  if (event.type === 'setting.noted') return `${event.setting}: ${sentence(event.note)}`;
  return `History: skipped ${count(event.skippedLines, 'damaged line')} in ${event.file}.`;
}
