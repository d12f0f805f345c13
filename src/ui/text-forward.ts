import type { ForwardAnswered, ForwardFailed, ForwardResumed, ForwardWaiting } from '../events.ts';
import { count, duration, facts, hint, said, shortId, type TextLine } from './text-line.ts';
import { SLOW_MS } from './text-listen.ts';

export function forwardAnsweredText(event: ForwardAnswered): readonly TextLine[] {
  const answer = `${shortId(event.id)} → ${event.to}: ${event.status} in ${duration(event.tookMs)}`;
  const words = facts(answer, ...tryWords(event));
  if (event.status === 200) return [said(words, event.tookMs > SLOW_MS || event.isUnsure ? 'warn' : 'plain')];
  const isRedirect = event.status >= 300 && event.status < 400;
  return [said(facts(words, isRedirect ? 'a redirect, which is not followed' : 'only 200 counts'), 'bad')];
}

export function forwardFailedText(event: ForwardFailed): readonly TextLine[] {
  const silence = `${shortId(event.id)} → ${event.to}: no answer (${event.code}) after ${duration(event.tookMs)}`;
  return [said(facts(silence, event.reason, ...tryWords(event)), 'bad')];
}

function tryWords(event: ForwardAnswered | ForwardFailed): string[] {
  return [
    ...(event.try === undefined ? [] : [`try ${event.try}`]),
    ...(event.isUnsure ? ['may be a second time: an earlier try ended without an answer'] : []),
  ];
}

export function forwardWaitingText(event: ForwardWaiting): readonly TextLine[] {
  const { to, waiting, reason = 'not taken', retryInMs = 0 } = event;
  const webhooks = count(waiting, 'webhook');
  const waits = waiting === 1 ? 'waits' : 'wait';
  switch (event.why) {
    case 'left-over':
      return [said(`${webhooks} of an earlier listen ${waits} for ${to} · delivered now, in order`, 'warn')];
    case 'unserved':
      return [
        said(`${webhooks} of an earlier listen ${waits} for ${to}, which this one does not forward to`, 'warn'),
        hint(`To deliver them: wa-webhook listen --answer now --forward-to ${to}`, 'quiet'),
      ];
    case 'stopped':
      return [
        said(`${webhooks} ${waits} for ${to} · the next listen --answer now in this folder delivers them`, 'warn'),
      ];
    default:
      return [said(facts(`${webhooks} ${waits} for ${to}: ${reason}`, `next try in ${duration(retryInMs)}`), 'bad')];
  }
}

export function forwardResumedText({ to, afterMs, waiting }: ForwardResumed): readonly TextLine[] {
  const left = waiting === 0 ? 'nothing waits any more' : `${count(waiting, 'more webhook')} to deliver`;
  return [said(`${to} takes webhooks again, after ${duration(afterMs)} · ${left}`, 'good')];
}
