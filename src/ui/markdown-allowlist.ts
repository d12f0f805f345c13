import type { AllowlistCompared, Coverage } from '../events.ts';
import { printable } from './printable.ts';
import { coverageText, sideText } from './text-list-change.ts';

/** The comparison as the text of a pull request. */
export function markdownOf(event: AllowlistCompared): string {
  const { asns, from, to, gained, lost, foreign, lines, isSame } = event;
  const names = asns.map((asn) => `AS${asn}`).join(', ');
  const parts = [
    `## Meta's addresses (${names})`,
    from === null
      ? `One list is kept so far: ${code(sideText(to))}.`
      : `From ${code(sideText(from))} to ${code(sideText(to))}.`,
    ...(isSame ? ['The same addresses.'] : [table(event)]),
    ...block('Gained', gained, '+'),
    ...block('Lost', lost, '-'),
    ...block('Gained, not maintained by Meta', foreign.gained, '+'),
    ...block('Lost, not maintained by Meta', foreign.lost, '-'),
    `Registered prefixes: ${lines.added.length} added, ${lines.removed.length} removed.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function table({ gained, lost, foreign }: AllowlistCompared): string {
  const row = (title: string, coverage: Coverage) => `| ${title} | ${coverageText(coverage) || 'nothing'} |`;
  return [
    '| | addresses |',
    '|---|---|',
    row('gained', gained),
    row('lost', lost),
    row('gained, not maintained by Meta', foreign.gained),
    row('lost, not maintained by Meta', foreign.lost),
  ].join('\n');
}

function block(title: string, { prefixes }: Coverage, sign: '+' | '-'): readonly string[] {
  if (prefixes.length === 0) return [];
  const listed = ['```diff', ...prefixes.map((prefix) => `${sign} ${prefix}`), '```'].join('\n');
  return [`### ${title}`, listed];
}

/** A file's name is anybody's text: as code it is shown as it is, whatever Markdown it holds. */
function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}
