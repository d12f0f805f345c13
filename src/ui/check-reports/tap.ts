import { finish, start, test } from 'supertap';
import type { CaseFinished, Stamped } from '../../events.ts';
import { printable } from '../printable.ts';
import { toldBy } from './told.ts';

/** TAP 13: what fails and is not required is marked TODO, which TAP takes for no failure. */
export function tapReport(events: readonly Stamped[]): string {
  const { cases } = toldBy(events);
  const lines = cases.map((each, place) => line(each, place + 1));
  const of = (verdict: CaseFinished['verdict']) => cases.filter((each) => each.verdict === verdict).length;
  const counts = { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
  return [start(), ...lines, finish(counts)].join('\n');
}

function line(each: CaseFinished, index: number): string {
  const { id, title, verdict, isRequired, level } = each;
  const name = `${id}: ${title}`;
  if (verdict === 'passed') return test(name, { index, passed: true, comment: [] });
  if (verdict === 'skipped')
    return `${test(name, { index, passed: true, comment: [] })} # SKIP ${printable(each.reason ?? '')}`;
  // The library writes no directive beside an error.
  const todo = isRequired ? '' : ` # TODO ${level}, not required`;
  return test(`${name}${todo}`, { index, passed: false, error: wordsOf(each), comment: [] });
}

function wordsOf({ level, reason, cause, why, change, breaks }: CaseFinished): Record<string, string> {
  const words = Object.entries({ level, message: reason, cause, why, change, breaks });
  return Object.fromEntries(words.flatMap(([key, text]) => (text === undefined ? [] : [[key, printable(text)]])));
}
