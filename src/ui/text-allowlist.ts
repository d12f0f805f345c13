import { assertNever } from '../assert-never.ts';
import type { AllowlistEvent, AllowlistListed, AllowlistRefreshed, RegisteredPrefix, Stamped } from '../events.ts';
import { addressCheckedText, addressesCountedText } from './text-address-check.ts';
import { count, duration, grouped, hint, type TextLine } from './text-line.ts';
import { changeSummary, comparedText } from './text-list-change.ts';

/** More than these would bury the summary. */
const MAX_FOREIGN_SHOWN = 5;

const KINDS = {
  rpsl: 'a whois answer',
  prefixes: 'a list of prefixes',
  geofeed: 'a geofeed',
  ripestat: "RIPEstat's announced prefixes",
  'json-list': 'a JSON list of this program',
} as const;

/** What happened to the address list. A list that is printed is data of the command: this is the talk beside it, on stderr. */
export function allowlistText(event: Stamped<AllowlistEvent>): readonly TextLine[] {
  switch (event.type) {
    case 'allowlist.asked':
      return [hint(`asking ${event.server} for "${event.query}" …`)];
    case 'allowlist.retried':
      return [hint(`no answer from ${event.server} (${event.reason}), asking again in ${duration(event.inMs)}`)];
    case 'allowlist.recognised':
      return [hint(`${event.source} is ${KINDS[event.kind]}`)];
    case 'allowlist.refreshed':
      return refreshedLines(event).map((line) => hint(line));
    case 'allowlist.listed':
      return listedLines(event).map((line) => hint(line));
    case 'allowlist.compared':
      return comparedText(event);
    case 'address.checked':
      return addressCheckedText(event);
    case 'addresses.counted':
      return addressesCountedText(event);
    default:
      return assertNever(event);
  }
}

function refreshedLines(event: AllowlistRefreshed): readonly string[] {
  const { isComplete, knowsMaintainers, keptProblem, acceptedChange, foreign, leftOut, change, note } = event;
  const lines: string[] = [];

  if (!isComplete) lines.push('completeness could not be proved: the saved answer has no end mark');
  if (!knowsMaintainers) lines.push('whose the prefixes are is not known: the answer names no maintainers');
  if (keptProblem !== undefined) lines.push(`not compared with the list kept before: ${keptProblem}`);
  if (acceptedChange !== undefined) lines.push(`accepted because of --force: ${acceptedChange}`);
  if (foreign.length > 0) lines.push(`in the list, but not maintained by Meta: ${namesOf(foreign)}`);
  if (leftOut.length > 0) lines.push(`left out: ${namesOf(leftOut)}`);
  if (note !== undefined) lines.push(note);
  if (change !== undefined) lines.push(changeSummary(change));

  lines.push(`${countedText(event)} from ${entriesText(event)}, kept in ${event.keptIn}`);
  if (event.writtenTo !== undefined) lines.push(`written to ${event.writtenTo}`);
  return lines;
}

function listedLines(event: AllowlistListed): readonly string[] {
  const { oldByDays, foreign, note, writtenTo } = event;
  const lines: string[] = [];

  if (oldByDays !== undefined) {
    lines.push(`the list is ${oldByDays} days old, and Meta's addresses change: wa-webhook ips refresh`);
  }
  if (foreign.length > 0) {
    lines.push(`in the list, but not maintained by Meta (--meta-only leaves it out): ${namesOf(foreign)}`);
  }
  if (note !== undefined) lines.push(note);
  if (writtenTo !== undefined) lines.push(`${countedText(event)} written to ${writtenTo}`);
  return lines;
}

function entriesText({ routeObjects, knowsMaintainers }: AllowlistRefreshed): string {
  if (knowsMaintainers) return count(routeObjects, 'route object');
  return `${grouped(routeObjects)} ${routeObjects === 1 ? 'entry' : 'entries'}`;
}

function countedText({ ipv4, ipv6 }: Pick<AllowlistRefreshed, 'ipv4' | 'ipv6'>): string {
  const prefixes = ipv4.length + ipv6.length;
  const noun = prefixes === 1 ? 'prefix' : 'prefixes';
  return `${grouped(prefixes)} ${noun} (${ipv4.length} IPv4, ${ipv6.length} IPv6)`;
}

function namesOf(registrations: readonly RegisteredPrefix[]): string {
  const shown = registrations
    .slice(0, MAX_FOREIGN_SHOWN)
    .map(({ prefix, maintainers }) => `${prefix} by ${maintainers.join(' and ') || 'nobody named'}`);
  const more = registrations.length > shown.length ? `, and ${registrations.length - shown.length} more` : '';
  return `${shown.join(', ')}${more}`;
}
