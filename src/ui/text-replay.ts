import type { DeliveryAnswered, DeliveryFailed, DeliveryPlanned, ReplayFinished } from '../events.ts';
import { count, duration, said, sentence, type TextLine, type Tone } from './text-line.ts';

/** What Meta does after anything but a 200 (developers.facebook.com, Cloud API, webhooks overview). */
const META_REPEATS = 'Meta would send it again, for up to 7 days';

export function deliveryPlannedText(event: DeliveryPlanned): readonly TextLine[] {
  const facts = [
    `${planTime(event)} ${event.what} → ${event.to}`,
    count(event.sizeBytes, 'byte'),
    ...(event.try > 1 ? [`try ${event.try}`] : []),
    ...(event.isRetry ? ['only while the answer is not 200'] : []),
  ];
  // A plan has no moment of its own yet: the time it names is the one in the text.
  return [{ to: 'stdout', text: facts.join(' · '), tone: event.isRetry ? 'quiet' : 'plain', lead: 'none' }];
}

export function deliveryAnsweredText(event: DeliveryAnswered): readonly TextLine[] {
  const facts = [
    `${event.what} → ${event.to}: ${event.status} in ${duration(event.tookMs)}`,
    ...tryWords(event),
    ...(event.reason === undefined ? [] : [sentence(event.reason)]),
    ...(event.ok ? [] : [META_REPEATS]),
  ];
  return [said(facts.join(' · '), answerTone(event))];
}

export function deliveryFailedText(event: DeliveryFailed): readonly TextLine[] {
  const facts = [
    `${event.what} → ${event.to}: no answer (${event.code}) after ${duration(event.tookMs)}`,
    ...tryWords(event),
    sentence(event.reason),
    META_REPEATS,
  ];
  return [said(facts.join(' · '), 'bad')];
}

export function replayFinishedText(event: ReplayFinished): readonly TextLine[] {
  const counts = `sent ${event.sent}: ${event.ok} answered 200, ${event.refused} refused, ${event.failed} without an answer`;
  const hasAnswers = event.ok + event.refused > 0;
  const times = hasAnswers
    ? ` · p50 ${duration(event.p50Ms)}, p95 ${duration(event.p95Ms)}, max ${duration(event.maxMs)}`
    : '';
  const pace = event.sent > 1 ? ` · ${event.perSecond.toFixed(1)} per second` : '';
  return [said(`${counts}${times}${pace}`, event.refused + event.failed > 0 ? 'bad' : 'good')];
}

function planTime(event: DeliveryPlanned): string {
  const onMetasClock = `#${event.n} at +${duration(event.virtualMs)}`;
  return event.virtualMs === event.realMs ? onMetasClock : `${onMetasClock} (here +${duration(event.realMs)})`;
}

function tryWords(event: DeliveryAnswered | DeliveryFailed): string[] {
  if (event.try <= 1) return [];
  if (event.virtualMs === undefined) return [`try ${event.try}`];
  return [`try ${event.try}, ${duration(event.virtualMs)} after the first on Meta's clock`];
}

function answerTone(event: DeliveryAnswered): Tone {
  if (!event.ok) return 'bad';
  // An accepted answer with a reason is a slow one.
  return event.reason === undefined ? 'good' : 'warn';
}
