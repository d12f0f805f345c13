import { type Command, InvalidArgumentError } from 'commander';
import type { Family } from '../../allowlist/families.ts';
import { type FormatName, formats } from '../../allowlist/formats/index.ts';
import type { WhoisServer } from '../../allowlist/whois.ts';
import { type CommonFlags, choice } from '../flags.ts';

/** Which list is meant. */
export interface ListFlags extends CommonFlags {
  readonly asn?: readonly number[];
  readonly metaOnly?: boolean;
  readonly maintainer?: readonly string[];
}

/** How a list is written, and where to. */
export interface WriteFlags extends ListFlags {
  readonly format: FormatName;
  readonly family?: Family;
  readonly aggregate: boolean;
  readonly comment: boolean;
  readonly output?: string;
}

export interface RefreshFlags extends WriteFlags {
  readonly input?: string;
  readonly server: WhoisServer;
  readonly source?: string;
  readonly maxLoss: number;
  readonly maxGrowth: number;
  readonly force?: boolean;
  readonly exitCode?: boolean;
}

export interface KeptFlags extends WriteFlags {
  readonly at?: Date;
}

export interface DiffFlags extends ListFlags {
  readonly against?: string;
  readonly since?: Date;
  readonly markdown?: boolean;
  readonly exitCode?: boolean;
}

export interface CheckFlags extends ListFlags {
  readonly log?: string;
}

export const META_ASN = 32_934;

const WHOIS_PORT = 43;
export const DEFAULT_SERVER: WhoisServer = { host: 'whois.radb.net', port: WHOIS_PORT };
const MAX_ASN = 4_294_967_295;

export function addListFlags(command: Command): Command {
  return command
    .option('--asn <number>', `autonomous system, ${META_ASN} unless given; repeatable`, collectAsn)
    .option('--meta-only', 'leave out what no maintainer of Meta registered')
    .option('--maintainer <name>', 'leave out what others than this one registered; repeatable', collectMaintainer);
}

export function addWriteFlags(command: Command): Command {
  return addListFlags(
    command
      .addOption(choice('--format <name>', 'how to write the list', Object.keys(formats)).default('plain'))
      .option('--family <4|6>', 'only IPv4 or only IPv6', parseFamily)
      .option('--no-aggregate', 'each prefix as it is registered, not merged into the fewest')
      .option('--no-comment', 'no comment with date and source above the list')
      .option('--output <file>', 'write the list into this file, whole or not at all, instead of stdout'),
  );
}

/** The networks in ascending order, each once: the same ones are the same list. */
export function asnsOf({ asn = [META_ASN] }: ListFlags): readonly number[] {
  return [...new Set(asn)].sort((a, b) => a - b);
}

export function parseServer(text: string): WhoisServer {
  const [, bracketed, plain, portText] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = portText === undefined ? WHOIS_PORT : Number(portText);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Give HOST or HOST:PORT, an IPv6 address in brackets: [::1]:43.');
  }
  return { host, port };
}

/** Goes into the question as it is, so that nothing else may be in it. */
export function parseSource(text: string): string {
  if (/^[a-z][\w-]*(?:,[a-z][\w-]*)*$/i.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('Give registries with commas between them, like RADB,RIPE.');
}

export function parsePercent(text: string): number {
  const percent = /^\d{1,6}(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (Number.isNaN(percent)) throw new InvalidArgumentError('Give a percentage, like 20.');
  return percent;
}

/** A day counts to its end, in UTC as all dates of lists. */
export function parseDate(text: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const date = new Date(isDay ? `${text}T23:59:59.999Z` : text);
  if ((isDay || isTime) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('Give a day or a time in UTC, like 2026-02-18 or 2026-02-18T12:00Z.');
}

function parseFamily(text: string): Family {
  if (text === '4') return 4;
  if (text === '6') return 6;
  throw new InvalidArgumentError('Give 4 or 6.');
}

function collectAsn(text: string, previous: readonly number[] | undefined): number[] {
  const asn = Number(/^(?:AS)?(\d{1,10})$/i.exec(text)?.[1]);
  if (!(asn >= 1 && asn <= MAX_ASN)) throw new InvalidArgumentError('Give the number of an autonomous system: 32934.');
  return [...(previous ?? []), asn];
}

function collectMaintainer(text: string, previous: readonly string[] | undefined): string[] {
  if (!/^[\w-]{2,80}$/.test(text)) throw new InvalidArgumentError('Give the name of a maintainer, like MAINT-AS32934.');
  return [...(previous ?? []), text];
}
