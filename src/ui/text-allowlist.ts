import { assertNever } from '../assert-never.ts';
import type { AllowlistEvent, AllowlistRefreshed, Stamped } from '../events.ts';
import { count, duration, grouped } from './text-line.ts';

/** More than these would bury the summary. */
const MAX_FOREIGN_SHOWN = 5;

/** What happened to the address list, one or more lines without the last newline. All of it is talk: the list is data. */
export function allowlistText(event: Stamped<AllowlistEvent>): string {
  switch (event.type) {
    case 'allowlist.asked':
      return `asking ${event.server} for "${event.query}" …`;
    case 'allowlist.retried':
      return `no answer from ${event.server} (${event.reason}), asking again in ${duration(event.inMs)}`;
    case 'allowlist.refreshed':
      return refreshedLines(event).join('\n');
    default:
      return assertNever(event);
  }
}

function refreshedLines(event: AllowlistRefreshed): readonly string[] {
  const { isComplete, keptProblem, acceptedLoss, foreign, ipv4, ipv6, keptIn, writtenTo } = event;
  const lines: string[] = [];

  if (!isComplete) lines.push('completeness could not be proved: the saved answer has no end mark');
  if (keptProblem !== undefined) lines.push(`not compared with the list kept before: ${keptProblem}`);
  if (acceptedLoss !== undefined) lines.push(`accepted because of --force: ${acceptedLoss}`);
  if (foreign.length > 0) lines.push(foreignText(foreign));

  const prefixes = ipv4.length + ipv6.length;
  const counted = `${grouped(prefixes)} ${prefixes === 1 ? 'prefix' : 'prefixes'} (${ipv4.length} IPv4, ${ipv6.length} IPv6)`;
  lines.push(`${counted} from ${count(event.routeObjects, 'route object')}, kept in ${keptIn}`);
  if (writtenTo !== undefined) lines.push(`written to ${writtenTo}`);
  return lines;
}

function foreignText(foreign: AllowlistRefreshed['foreign']): string {
  const shown = foreign
    .slice(0, MAX_FOREIGN_SHOWN)
    .map(({ prefix, maintainers }) => `${prefix} by ${maintainers.join(' and ') || 'nobody named'}`);
  const more = foreign.length > shown.length ? `, and ${foreign.length - shown.length} more` : '';

  return `in the list, but not maintained by Meta: ${shown.join(', ')}${more}`;
}
