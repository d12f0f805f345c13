import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/allowlist/answer.ts';
import { routeObject, whoisAnswer } from '../support/whois-answering.ts';

const ASNS = [32_934];

const LISTED = ['31.13.24.0/21', '2a03:2880::/32'];

describe('readAnswer', () => {
  it.each([
    ['rpsl', whoisAnswer(LISTED.map((prefix) => routeObject(prefix))), true],
    ['rpsl', `% a comment of the server\n\n${whoisAnswer(LISTED.map((prefix) => routeObject(prefix)))}`, true],
    ['prefixes', '31.13.24.0/21\n2a03:2880::/32\n', false],
    ['prefixes', '# of Meta\r\n\r\n 2a03:2880::/32 # the large one\r\n31.13.24.0/21\r\n31.13.24.0/21', false],
    ['prefixes', '; a list\n// of prefixes\n2A03:2880:0::/32\n31.13.24.0/21\n', false],
    ['geofeed', '# geofeed\n31.13.24.0/21,US,US-CA,Menlo Park,\n2a03:2880::/32,IE,,,\n', false],
    ['ripestat', ripestat({}), true],
    ['json-list', JSON.stringify({ asn: 32_934, ipv4: ['31.13.24.0/21'], ipv6: ['2a03:2880::/32'] }), true],
  ])('recognises %s by what is in it', (kind, text, isComplete) => {
    const answer = readAnswer(text, ASNS);
    expect(answer).toMatchObject({ kind, isComplete, knowsMaintainers: kind === 'rpsl' });
    expect(answer.registrations.map(({ prefix }) => prefix)).toEqual(LISTED);
  });

  it.each([
    ['a prefix cut short', '31.13.24.0/21\n157.240.0.0/1', 'Line 2: "157.240.0.0/1" is wider than /12'],
    ['host bits', '31.13.24.5/21\n', 'Line 1: "31.13.24.5/21" has host bits set'],
    ['an address alone', '31.13.24.5\n', 'Line 1: "31.13.24.5" is not an IPv4 prefix'],
    ['a private network', '31.13.24.0/21\n10.16.0.0/12\n', '"10.16.0.0/12" holds addresses that nobody has'],
    ['a word in a list', '31.13.24.0/21\nAS32934\n', 'Line 2: "AS32934" is not an IPv4 prefix'],
    ['a terminal command', '31.13.24.0/21\n\u001b[2J\n', 'Line 2: "\\u001b[2J" is not an IPv4 prefix'],
    ['a very long line', `31.13.24.0/21\n${'1'.repeat(70_000)}\n`, 'Line 2 of the list is longer than 64 KiB'],
    ['a geofeed that ends in its middle', '31.13.24.0/21,US,,,\n157.240.0.0/16', 'Line 2 of the geofeed has no place'],
    ['a geofeed with host bits', '31.13.24.5/21,US,,,\n', 'Line 1: "31.13.24.5/21" has host bits set'],
    ['JSON that is cut', ripestat({}).slice(0, -5), 'The answer begins as JSON and is none'],
    ['JSON of something else', '{"prefixes":[]}', 'The JSON is no list of prefixes that is known'],
    ['RIPEstat of another network', ripestat({ resource: '64500' }), 'of another network, not of AS32934'],
    ['RIPEstat in trouble', ripestat({}).replace('"ok"', '"error"'), 'did not answer with the status "ok"'],
    ['a row without a prefix', ripestat({ prefixes: [{ timelines: [] }] }), 'Prefix 1: "" is not an IPv4 prefix'],
    ['no rows', ripestat({ prefixes: [] }), 'The answer holds no prefixes.'],
    ['a web page', '<html>\n<body>Log in</body>\n</html>\n', 'is no whois data: "<html>"'],
    ['nothing', '', 'The answer holds no route objects.'],
  ])('refuses %s', (_, text, sentence) => {
    expect(() => readAnswer(text, ASNS)).toThrow(sentence);
  });

  it('reads the objects of several networks, and of no other', () => {
    const objects = [routeObject('31.13.24.0/21'), routeObject('57.141.0.0/20', { origin: 'AS63293' })];
    expect(readAnswer(whoisAnswer(objects), [32_934, 63_293]).entries).toBe(2);
    expect(() => readAnswer(whoisAnswer(objects), ASNS)).toThrow('has the origin "AS63293", not AS32934.');
  });
});

/** As RIPEstat answers, as far as it matters here. */
function ripestat({ resource = '32934', prefixes }: { resource?: string; prefixes?: readonly unknown[] }): string {
  const rows = prefixes ?? LISTED.map((prefix) => ({ prefix, timelines: [{ starttime: '2026-02-01T00:00:00' }] }));
  return JSON.stringify({ status: 'ok', data_call_name: 'announced-prefixes', data: { resource, prefixes: rows } });
}
