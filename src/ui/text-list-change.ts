import type { AllowlistCompared, ComparedList, Coverage, ListChange } from '../events.ts';
import { grouped, hint, said, type TextLine, type Tone } from './text-line.ts';

/** Whole networks of IPv6 that a site gets: its addresses are too many to be said. */
const ADDRESSES_IN_48 = 2n ** 80n;
const ADDRESSES_IN_64 = 2n ** 64n;

/** What came and went, one prefix a line after its sign, for people and for `grep`. */
export function comparedText(event: AllowlistCompared): readonly TextLine[] {
  if (event.from === null) return [hint('one list is kept so far: there is none before it to compare with')];

  const { gained, lost, foreign, lines } = event;
  return [
    plainLine(`from ${sideText(event.from)}`),
    plainLine(`to   ${sideText(event.to)}`),
    ...section('gained', gained, '+'),
    ...section('lost', lost, '-'),
    ...section('gained, not maintained by Meta', foreign.gained, '+'),
    ...section('lost, not maintained by Meta', foreign.lost, '-'),
    ...(event.isSame ? [plainLine('the same addresses')] : []),
    plainLine(`registered prefixes: ${lines.added.length} added, ${lines.removed.length} removed`),
  ];
}

/** The change in one line. */
export function changeSummary({ gained, lost, foreign, lines }: ListChange): string {
  const parts = [
    ...told('gained', gained),
    ...told('lost', lost),
    ...told('gained, not maintained by Meta:', foreign.gained),
    ...told('lost, not maintained by Meta:', foreign.lost),
  ];
  const registered = `${lines.added.length} registered prefixes added and ${lines.removed.length} removed`;
  return parts.length > 0 ? `${parts.join(', ')} (${registered})` : `the same addresses as before (${registered})`;
}

/** `1,024 IPv4 addresses and 3 IPv6 /48`. */
export function coverageText({ ipv4Addresses, ipv6Addresses }: Coverage): string {
  const [ipv4, ipv6] = [amountOf(ipv4Addresses), amountOf(ipv6Addresses)];
  return [...(ipv4 > 0n ? [ipv4Text(Number(ipv4))] : []), ...(ipv6 > 0n ? [ipv6Text(ipv6)] : [])].join(' and ');
}

export function sideText({ source, foundAt, prefixes }: ComparedList): string {
  const when = foundAt === null ? '' : ` of ${foundAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `${source}${when} (${grouped(prefixes)} registered)`;
}

/** The text of an event: whatever else stands in it is no amount. */
function amountOf(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}

function ipv4Text(addresses: number): string {
  return `${grouped(addresses)} IPv4 ${addresses === 1 ? 'address' : 'addresses'}`;
}

function ipv6Text(addresses: bigint): string {
  if (addresses % ADDRESSES_IN_48 === 0n) return `${grouped(Number(addresses / ADDRESSES_IN_48))} IPv6 /48`;
  if (addresses % ADDRESSES_IN_64 === 0n) return `${grouped(Number(addresses / ADDRESSES_IN_64))} IPv6 /64`;
  return `${addresses} IPv6 addresses`;
}

function section(title: string, coverage: Coverage, sign: '+' | '-'): readonly TextLine[] {
  if (coverage.prefixes.length === 0) return [];
  const tone = sign === '+' ? 'warn' : 'bad';
  return [
    plainLine(`${title}: ${coverageText(coverage)}`),
    ...coverage.prefixes.map((prefix) => plainLine(`${sign} ${prefix}`, tone)),
  ];
}

function told(word: string, coverage: Coverage): readonly string[] {
  return coverage.prefixes.length === 0 ? [] : [`${word} ${coverageText(coverage)}`];
}

/** A finding without the time before it: nothing happened at that time. */
function plainLine(text: string, tone: Tone = 'plain'): TextLine {
  return { ...said(text, tone), lead: 'none' };
}
