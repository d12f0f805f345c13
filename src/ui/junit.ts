import builder, { type Builder, type TestCase } from 'junit-report-builder';
import type { DeliveryAnswered, DeliveryFailed, EventReader } from '../events.ts';
import { printable } from './printable.ts';
import { duration, facts, sentence } from './text-line.ts';
import { problemWords, tryWords } from './text-replay.ts';

/** Its types speak of a `default` that its CommonJS file does not have. */
const reports = builder as unknown as Builder;

type Attempt = DeliveryAnswered | DeliveryFailed;

/** A delivery of the plan, as the report names it. */
interface Planned {
  readonly n: number;
  readonly what: string;
}

export interface JunitReport {
  readonly reader: EventReader;
  /** The report of what happened so far: one test case a delivery; those of the plan that were not sent are skipped. */
  readonly xml: (planned: Iterable<Planned>) => string;
}

/** Gathers what becomes of each delivery, for what a CI reads. Strangers' text is made harmless: XML holds no control characters. */
export function createJunitReport(): JunitReport {
  const attempts = new Map<number, Attempt[]>();
  let startedAt: string | undefined;

  return {
    reader: (event) => {
      if (event.type !== 'delivery.answered' && event.type !== 'delivery.failed') return;
      startedAt ??= event.at;
      const tries = attempts.get(event.n);
      if (tries === undefined) attempts.set(event.n, [event]);
      else tries.push(event);
    },
    xml: (planned) => {
      const report = reports.newBuilder().name('wa-webhook replay');
      const [first] = [...attempts.values()].flat();
      const suite = report.testSuite().name(`replay${first === undefined ? '' : ` to ${printable(first.to)}`}`);
      if (startedAt !== undefined) suite.timestamp(startedAt.replace(/\.\d+Z$/, 'Z'));

      for (const { n, what } of planned) {
        const testCase = suite
          .testCase()
          .className('wa-webhook.replay')
          .name(`#${n} ${printable(what)}`);
        tell(testCase, attempts.get(n) ?? []);
      }
      return report.build();
    },
  };
}

function tell(testCase: TestCase, attempts: readonly Attempt[]): void {
  const last = attempts.at(-1);
  if (last === undefined) return void testCase.time(0).skipped();

  testCase.time(attempts.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1000);
  const words = sentence(problemWords(last).map(printable).join('. '));
  if (last.type === 'delivery.failed') testCase.error(words, last.code);
  else if (!last.ok) testCase.failure(`Answered ${last.status}: ${words}`, `${last.status}`);
  if (attempts.length > 1 || problemWords(last).length > 0) testCase.standardOutput(attempts.map(line).join('\n'));
}

function line(attempt: Attempt): string {
  const took = duration(attempt.tookMs);
  const answer = attempt.type === 'delivery.failed' ? `after ${took}` : `${attempt.status} in ${took}`;
  const words = printable(facts(answer, ...tryWords(attempt), ...problemWords(attempt)));
  // It stands in a CDATA section, whose end mark the library takes apart only the first time that it comes.
  return words.replaceAll(']]>', ']] >');
}
