import type { DeliveryAnswered, DeliveryFailed, DeliveryPlanned, ReplayFinished, Signed } from '../events.ts';
import { count, duration, facts, grouped, hint, said, type TextLine, type Tone } from './text-line.ts';
import { loadFinishedText, timesWords } from './text-load.ts';

export function deliveryPlannedText(event: DeliveryPlanned): readonly TextLine[] {
  const plan = facts(
    `${planTime(event)} ${event.what} → ${event.to}`,
    count(event.sizeBytes, 'byte'),
    ...(event.try > 1 ? [`try ${event.try}`] : []),
    ...(event.isRetry ? ['only while the answer is not 200'] : []),
    ...(event.atOnceWith === undefined ? [] : [`at the same instant as #${event.atOnceWith}`]),
    ...signedWords(event.signed),
    ...(event.expected === undefined ? [] : [`to be answered ${expectedWords(event)}`]),
  );
  // A plan has no moment of its own yet: the time it names is the one in the text.
  return [{ to: 'stdout', text: plan, tone: event.isRetry ? 'quiet' : 'plain', lead: 'none' }];
}

/** With the secret is as it should be, and needs no words. */
function signedWords(signed: Signed): string[] {
  if (signed === 'as-it-came') return ['signed as it came'];
  if (signed === 'wrongly') return ['signed with the secret of another app'];
  return signed === 'not' ? ['not signed'] : [];
}

export function deliveryAnsweredText(event: DeliveryAnswered): readonly TextLine[] {
  return [said(attemptLine(event, `${event.status}`), answerTone(event))];
}

export function deliveryFailedText(event: DeliveryFailed): readonly TextLine[] {
  return [said(attemptLine(event, '-'), 'bad')];
}

/** A row of a table: what is always there in columns, and then what this one is about. */
function attemptLine(event: DeliveryAnswered | DeliveryFailed, status: string): string {
  const { n, tookMs, sizeBytes, what, to } = event;
  const columns = [
    `#${n}`.padEnd(4),
    status.padStart(3),
    duration(tookMs).padStart(6),
    `${grouped(sizeBytes)} B`.padStart(11),
  ].join('  ');
  // All go to one endpoint: the first row says to which.
  const name = n === 1 && event.try === 1 ? `${what} → ${to}` : what;
  return `${columns}  ${facts(name, ...tryWords(event), ...problemWords(event))}`;
}

/** What is to be said of an attempt besides its numbers: why it failed, and what Meta would do next. */
export function problemWords(event: DeliveryAnswered | DeliveryFailed): string[] {
  if (event.type === 'delivery.failed') return [`no answer (${event.code}): ${event.reason}`, ...nextWords(event)];
  return [...(event.reason === undefined ? [] : [event.reason]), ...(event.ok ? [] : nextWords(event))];
}

function nextWords({ metaRepeatsInMs: inMs }: DeliveryAnswered | DeliveryFailed): string[] {
  if (inMs === undefined) return [];
  if (inMs === null) return ['Meta gives up: it is lost'];
  return [`Meta sends it again ${inMs === 0 ? 'at once' : `in ${duration(inMs)}`}`];
}

export function replayFinishedText(event: ReplayFinished): readonly TextLine[] {
  const { sent, ok, refused, failed, unsent = 0 } = event;
  const isBad = refused + failed > 0;
  const counts = [
    `${ok} answered ${expectedWords(event)}`,
    ...(refused > 0 ? [`${refused} answered otherwise`] : []),
    ...(failed > 0 ? [`${failed} without an answer`] : []),
    ...(unsent > 0 ? [`${unsent} of the plan not sent`] : []),
  ].join(', ');

  const lines = [
    said(facts(`sent ${sent}: ${counts}`, ...paceWords(event)), isBad ? 'bad' : 'good'),
    ...loadFinishedText(event),
  ];
  return isBad && event.repeatable > 0 ? [...lines, hint(META_REPEATS)] : lines;
}

function expectedWords({ expected = { status: 200 } }: Pick<ReplayFinished, 'expected'>): string {
  const { status, withinMs } = expected;
  return withinMs === undefined ? `${status}` : `${status} within ${duration(withinMs)}`;
}

/** What Meta does after anything but a 200 (developers.facebook.com, Cloud API, webhooks overview). */
const META_REPEATS = 'Only 200 counts: Meta would send the others again, for up to 7 days.';

/** Worth saying of several; of one, its own line has said it. */
function paceWords(event: ReplayFinished): string[] {
  if (event.sent < 2) return [];

  return [...(event.ok + event.refused > 0 ? [timesWords(event)] : []), `${event.perSecond.toFixed(1)} per second`];
}

function planTime(event: DeliveryPlanned): string {
  const onMetasClock = `#${event.n} at +${duration(event.virtualMs)}`;
  return event.virtualMs === event.realMs ? onMetasClock : `${onMetasClock} (here +${duration(event.realMs)})`;
}

/** Which try it was, if not the first. */
export function tryWords(event: DeliveryAnswered | DeliveryFailed): string[] {
  if (event.try <= 1) return [];
  if (event.virtualMs === undefined || event.realMs === undefined) return [`try ${event.try}`];
  // Since the first try: on Meta's clock, and how long it was here.
  return [`try ${event.try}, +${duration(event.virtualMs)} (${duration(event.realMs)})`];
}

function answerTone(event: DeliveryAnswered): Tone {
  if (!event.ok) return 'bad';
  // An accepted answer with a reason is a slow one.
  return event.reason === undefined ? 'good' : 'warn';
}
