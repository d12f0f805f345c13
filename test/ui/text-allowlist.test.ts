import { describe, expect, it } from 'vitest';
import type { AllowlistRefreshed } from '../../src/events.ts';
import { allowlistText as allowlistLines } from '../../src/ui/text-allowlist.ts';

const stamp = { at: '2026-02-18T00:00:00.000Z', v: 1 } as const;

const refreshed: AllowlistRefreshed = {
  type: 'allowlist.refreshed',
  asns: [32_934],
  source: 'whois.example:43',
  isComplete: true,
  knowsMaintainers: true,
  isAggregated: true,
  routeObjects: 308,
  ipv4: ['192.0.2.0/24'],
  ipv6: [],
  foreign: [],
  leftOut: [],
  since: '2026-02-18T00:00:00.000Z',
  keptIn: '.wa-webhook/ips/as32934.json',
};

function allowlistText(event: Parameters<typeof allowlistLines>[0]): string {
  return allowlistLines(event)
    .map(({ text }) => text)
    .join('\n');
}

describe('allowlistText', () => {
  it('tells the question and the retry', () => {
    const server = 'whois.example:43';
    expect(allowlistText({ ...stamp, type: 'allowlist.asked', server, query: '-i origin AS32934' })).toBe(
      'asking whois.example:43 for "-i origin AS32934" …',
    );
    expect(allowlistText({ ...stamp, type: 'allowlist.retried', server, reason: 'ECONNREFUSED', inMs: 2_100 })).toBe(
      'no answer from whois.example:43 (ECONNREFUSED), asking again in 2.1 s',
    );
  });

  it('tells the outcome in one line when all is well', () => {
    expect(allowlistText({ ...stamp, ...refreshed })).toBe(
      '1 prefix (1 IPv4, 0 IPv6) from 308 route objects, kept in .wa-webhook/ips/as32934.json',
    );
  });

  it('tells everything that is not as it should be, before the outcome', () => {
    const foreign = Array.from({ length: 7 }, (_, n) => ({
      prefix: `198.51.${n}.0/24`,
      maintainers: ['A-MNT', 'B-MNT'],
      sources: ['RADB'],
    }));
    const text = allowlistText({
      ...stamp,
      ...refreshed,
      isComplete: false,
      keptProblem: 'it is not a list of ours',
      acceptedChange: 'The answer loses 75 % of the kept IPv4 coverage.',
      foreign: [{ prefix: '203.0.113.0/24', maintainers: [], sources: [] }, ...foreign],
      writtenTo: 'meta.txt',
    });
    expect(text.split('\n')).toEqual([
      'completeness could not be proved: the saved answer has no end mark',
      'not compared with the list kept before: it is not a list of ours',
      'accepted because of --force: The answer loses 75 % of the kept IPv4 coverage.',
      'in the list, but not maintained by Meta: 203.0.113.0/24 by nobody named, 198.51.0.0/24 by A-MNT and B-MNT, ' +
        '198.51.1.0/24 by A-MNT and B-MNT, 198.51.2.0/24 by A-MNT and B-MNT, 198.51.3.0/24 by A-MNT and B-MNT, and 3 more',
      '1 prefix (1 IPv4, 0 IPv6) from 308 route objects, kept in .wa-webhook/ips/as32934.json',
      'written to meta.txt',
    ]);
  });
});
