import type { CaseFinished, Stamped } from '../../events.ts';
import { printable } from '../printable.ts';
import { countWords, failuresIn, groupOf, type Told, toldBy } from './told.ts';

/** For a pull request: the counts, what failed with its remedy, and the rest folded away. */
export function markdownReport(events: readonly Stamped[]): string {
  const told = toldBy(events);
  const failed = failuresIn(told);
  const isGood = told.finished?.failedRequired === 0;
  return [
    `## ${isGood ? '✅' : '❌'} WhatsApp webhook check`,
    '',
    `${code(told.started?.url ?? '')}: ${countWords(told)}.`,
    ...told.losses.map(({ id, reason }) => `\nThe endpoint was lost during ${code(id)}: ${escaped(reason)}.`),
    ...failed.flatMap(failureOf),
    ...table(told),
    '',
  ].join('\n');
}

function failureOf({
  id,
  title,
  level,
  isRequired,
  reason,
  why,
  change,
  breaks,
  evidence,
}: CaseFinished): readonly string[] {
  const answer =
    evidence === undefined
      ? []
      : [
          `- **Seen** ${code(`${evidence.method} ${evidence.path}`)} (${escaped(evidence.what)}): ${answered(evidence)}`,
        ];
  return [
    '',
    `### ${isRequired ? '❌' : '⚠️'} ${code(id)} (${level})`,
    '',
    `${escaped(title)}.`,
    '',
    ...[
      ['What', reason],
      ['Why', why],
      ['Do', change],
      ['Else', breaks],
    ].flatMap(([label, text]) => (text === undefined ? [] : [`- **${label}** ${escaped(text)}`])),
    ...answer,
  ];
}

function answered({ status, silence, tookMs }: NonNullable<CaseFinished['evidence']>): string {
  return status === undefined ? escaped(silence ?? 'no answer') : `${status} after ${tookMs} ms`;
}

function table({ cases }: Told): readonly string[] {
  const rows = [...new Set(cases.map(({ id }) => groupOf(id)))].map((group) => {
    const mine = cases.filter(({ id }) => groupOf(id) === group);
    const of = (verdict: CaseFinished['verdict']) => mine.filter((each) => each.verdict === verdict).length;
    return `| ${group} | ${of('passed')} | ${of('failed')} | ${of('skipped')} |`;
  });
  return ['', '| Group | Passed | Failed | Not asked |', '| --- | ---: | ---: | ---: |', ...rows];
}

/** Strangers' text: neither markup nor a link, a mention or a line of its own. */
function escaped(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]()#+!|<>~@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** In a code span only the tick has a meaning, and in a table the bar. */
function code(text: string): string {
  return `\`${printable(text).replaceAll('`', 'ˋ').replaceAll('|', '¦')}\``;
}
