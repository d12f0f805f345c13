import builder, { type Builder } from 'junit-report-builder';
import type { Stamped } from '../../events.ts';
import { printable } from '../printable.ts';
import { groupOf, remedyLines, toldBy } from './told.ts';

/** Its types speak of a `default` that its CommonJS file does not have. */
const reports = builder as unknown as Builder;

/** A suite a group, a test case a case. What fails and is not required passes, with its words in the output. */
export function junitReport(events: readonly Stamped[]): string {
  const { started, cases } = toldBy(events);
  const report = reports.newBuilder().name(`wa-webhook check ${printable(started?.url ?? '')}`.trim());

  for (const group of new Set(cases.map(({ id }) => groupOf(id)))) {
    const suite = report.testSuite().name(group);
    if (started !== undefined) suite.timestamp(started.at.replace(/\.\d+Z$/, 'Z'));
    for (const each of cases.filter(({ id }) => groupOf(id) === group)) {
      const testCase = suite.testCase().className(`wa-webhook.check.${group}`).name(`${each.id}: ${each.title}`);
      testCase.time(each.tookMs / 1_000);
      // It may stand in a CDATA section, whose end mark the library takes apart only the first time that it comes.
      const words = remedyLines(each).join('\n').replaceAll(']]>', ']] >');
      if (each.verdict === 'skipped') testCase.skipped();
      if (each.verdict !== 'failed') continue;
      if (each.isRequired) testCase.failure(words, each.cause);
      else testCase.standardOutput(`Not required (${each.level}).\n${words}`);
    }
  }
  return report.build();
}
