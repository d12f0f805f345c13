import { assertNever } from '../assert-never.ts';
import type {
  CallbackJudged,
  CaseFinished,
  CheckEvent,
  CheckFinished,
  CheckStarted,
  EndpointLost,
  EndpointReturned,
  ReportWritten,
  SettingNoted,
} from '../events.ts';
import { count, duration, facts, hint, sentence, type TextLine, type Tone } from './text-line.ts';

/** What one event of `check` is worth saying. */
export function checkText(event: Exclude<CheckEvent, SettingNoted>): readonly TextLine[] {
  switch (event.type) {
    case 'check.started':
      return checkStartedText(event);
    case 'case.finished':
      return caseFinishedText(event);
    case 'endpoint.lost':
      return endpointLostText(event);
    case 'endpoint.returned':
      return endpointReturnedText(event);
    case 'check.finished':
      return checkFinishedText(event);
    case 'callback.judged':
      return callbackJudgedText(event);
    case 'report.written':
      return reportWrittenText(event);
    default:
      return assertNever(event);
  }
}

function checkStartedText(event: CheckStarted): readonly TextLine[] {
  const effects = event.effectsUrl === undefined ? [] : [`Send API stand-in at ${event.effectsUrl}`];
  return [hint(facts(`checking ${event.url}`, count(event.cases, 'case'), `required: ${required(event)}`, ...effects))];
}

const REQUIRED = { must: 'must', should: 'must and should', may: 'must, should and may' } as const;

function required({ level }: CheckStarted): string {
  return REQUIRED[level];
}

const MARKS = { passed: 'pass', failed: 'FAIL', skipped: 'skip' } as const;

/** So wide is the longest id; a longer one pushes its title aside. */
const ID_WIDTH = 34;

/** One row of the table; below a failed one, what to do about it, once for all that fail alike. */
function caseFinishedText(event: CaseFinished): readonly TextLine[] {
  const { verdict, level, id, title, reason, why, change, sameAs } = event;
  const about = verdict === 'skipped' && reason !== undefined ? `not asked: ${reason}` : title;
  const row: TextLine = {
    to: 'stdout',
    text: `${markOf(event)}  ${level.padEnd(6)}  ${id.padEnd(ID_WIDTH)}  ${about}`,
    tone: toneOf(event),
    lead: 'none',
  };
  if (verdict !== 'failed') return [row];

  const remedy =
    sameAs === undefined ? [below('Why', why), below('Do', change)] : [below('Do', `the same as for ${sameAs}`)];
  return [row, below('What', reason), ...remedy].flatMap((line) => line ?? []);
}

/** One that decides nothing fails quietly. */
function markOf({ verdict, isRequired }: CaseFinished): string {
  return verdict === 'failed' && !isRequired ? 'fail' : MARKS[verdict];
}

function toneOf({ verdict, isRequired }: CaseFinished): Tone {
  if (verdict === 'failed') return isRequired ? 'bad' : 'warn';
  return verdict === 'passed' ? 'good' : 'quiet';
}

function below(label: string, text: string | undefined): TextLine | undefined {
  if (text === undefined) return undefined;
  return { to: 'stdout', text: `      ${`${label}:`.padEnd(6)}${sentence(text)}`, lead: 'none' };
}

function endpointLostText({ id, reason }: EndpointLost): readonly TextLine[] {
  return [hint(`${id} took the endpoint down (${reason}): waiting for it to come back.`, 'bad')];
}

function endpointReturnedText({ afterMs }: EndpointReturned): readonly TextLine[] {
  return [hint(`it came back after ${duration(afterMs)}: going on.`)];
}

function checkFinishedText(event: CheckFinished): readonly TextLine[] {
  const { passed, failed, failedRequired, skipped } = event;
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed, ${failedRequired} of them required`] : []),
    ...(skipped > 0 ? [`${skipped} not asked`] : []),
  ].join(' · ');
  const text = facts(counts, count(event.requests, 'request'), duration(event.tookMs));
  const lines: TextLine[] = [{ to: 'stdout', text, tone: failedRequired > 0 ? 'bad' : 'good', lead: 'none' }];
  return failed === 0 ? lines : [...lines, hint('More on a case: wa-webhook check --explain ID')];
}

function callbackJudgedText({ ok, words = '' }: CallbackJudged): readonly TextLine[] {
  const text = ok ? 'Meta would take this URL.' : `Meta would say: ${words}`;
  return [{ to: 'stdout', text, tone: ok ? 'good' : 'bad', lead: 'none' }];
}

function reportWrittenText({ path, form }: ReportWritten): readonly TextLine[] {
  return [hint(`wrote ${path} (${form})`)];
}
