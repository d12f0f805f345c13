import { CliError, errorMessage } from '../errors.ts';
import { canonical } from './prefix-lines.ts';

export interface PublishedList {
  readonly kind: 'ripestat' | 'json-list';
  readonly prefixes: readonly string[];
}

/**
 * RIPEstat's announced-prefixes (https://stat.ripe.net/docs/data-api/api-endpoints/announced-prefixes), or the JSON that
 * this program writes. Throws `list-refused`.
 */
export function parsePublishedJson(jsonText: string, asns: readonly number[]): PublishedList {
  const value = parse(jsonText);
  const stat = at(value, 'data', 'prefixes');
  if (Array.isArray(stat)) return readRipestat(value, stat, asns);

  const [ipv4, ipv6] = [at(value, 'ipv4'), at(value, 'ipv6')];
  if (Array.isArray(ipv4) && Array.isArray(ipv6)) {
    const prefixes = [...ipv4, ...ipv6].map((prefix, n) => canonical(textOf(prefix), `Prefix ${n + 1}`));
    return { kind: 'json-list', prefixes };
  }
  throw refused(
    'The JSON is no list of prefixes that is known: neither of RIPEstat (data.prefixes) nor of ours (ipv4, ipv6).',
  );
}

function readRipestat(value: unknown, rows: readonly unknown[], asns: readonly number[]): PublishedList {
  const status = at(value, 'status');
  if (status !== undefined && status !== 'ok') throw refused('RIPEstat did not answer with the status "ok".');

  const resource = textOf(at(value, 'data', 'resource')).replace(/^AS/i, '');
  if (resource !== '' && !asns.map(String).includes(resource)) {
    throw refused(`These are the prefixes of another network, not of ${asns.map((asn) => `AS${asn}`).join(' or ')}.`);
  }
  return { kind: 'ripestat', prefixes: rows.map((row, n) => canonical(textOf(at(row, 'prefix')), `Prefix ${n + 1}`)) };
}

function parse(jsonText: string): unknown {
  try {
    return JSON.parse(jsonText);
  } catch (cause) {
    const place = /line \d+ column \d+|position \d+/.exec(errorMessage(cause))?.[0];
    throw refused(`The answer begins as JSON and is none${place === undefined ? '' : ` (${place})`}: it may be cut.`);
  }
}

function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function refused(sentence: string): CliError {
  return new CliError('list-refused', sentence);
}
