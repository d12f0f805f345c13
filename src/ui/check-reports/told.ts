import type { CaseFinished, CheckFinished, CheckStarted, EndpointLost, Stamped } from '../../events.ts';
import { printable } from '../printable.ts';

/** What the reports of a check tell, sorted out of its events. */
export interface Told {
  readonly started: Stamped<CheckStarted> | undefined;
  readonly finished: Stamped<CheckFinished> | undefined;
  /** In the order of the groups. */
  readonly cases: readonly CaseFinished[];
  readonly losses: readonly EndpointLost[];
}

export function toldBy(events: readonly Stamped[]): Told {
  const cases = events.filter((event) => event.type === 'case.finished');
  const groups = [...new Set(cases.map(({ id }) => groupOf(id)))];
  return {
    started: events.find((event) => event.type === 'check.started'),
    finished: events.find((event) => event.type === 'check.finished'),
    cases: groups.flatMap((group) => cases.filter(({ id }) => groupOf(id) === group)),
    losses: events.filter((event) => event.type === 'endpoint.lost'),
  };
}

/** Those that decide the exit code come first. */
export function failuresIn({ cases }: Told): readonly CaseFinished[] {
  const failed = cases.filter(({ verdict }) => verdict === 'failed');
  return [...failed.filter(({ isRequired }) => isRequired), ...failed.filter(({ isRequired }) => !isRequired)];
}

export function groupOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

/** `118 passed, 3 failed (2 required), 5 not asked` */
export function countWords({ finished }: Told): string {
  if (finished === undefined) return 'The check did not end.';
  const { passed, failed, failedRequired, skipped } = finished;
  const failures = failed === 0 ? [] : [`${failed} failed (${failedRequired} required)`];
  return [`${passed} passed`, ...failures, ...(skipped === 0 ? [] : [`${skipped} not asked`])].join(', ');
}

/** What happened, why and what to do, each a line of its own that is harmless to show. */
export function remedyLines({ reason, why, change, breaks }: CaseFinished): readonly string[] {
  const lines = [
    ['What', reason],
    ['Why', why],
    ['Do', change],
    ['Else', breaks],
  ] as const;
  return lines.flatMap(([label, text]) => (text === undefined ? [] : [`${label}: ${printable(text)}`]));
}
