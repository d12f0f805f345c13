import { describe, expect, it } from 'vitest';
import { hasEndMark, mergeDuplicates, parseRoutes } from '../../src/allowlist/rpsl.ts';
import { CliError } from '../../src/errors.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes, realText } from '../support/real-lists.ts';
import { routeObject, whoisAnswer } from '../support/whois-answering.ts';

const ASNS = [32_934];

describe('parseRoutes', () => {
  it('reads route and route6 objects', () => {
    const answer = whoisAnswer([routeObject('157.240.2.0/24'), routeObject('2a03:2880::/32', { source: 'RIPE' })]);
    expect(parseRoutes(answer, ASNS)).toEqual([
      { prefix: '157.240.2.0/24', family: 4, origin: 'AS32934', maintainers: ['MAINT-AS32934'], source: 'RADB' },
      { prefix: '2a03:2880::/32', family: 6, origin: 'AS32934', maintainers: ['MAINT-AS32934'], source: 'RIPE' },
    ]);
  });

  it('reads every spelling of RPSL: order, case, comments, continuation lines, lists of maintainers', () => {
    const answer = [
      '% Comment of the server',
      'ROUTE:157.240.2.0/24 # documentation',
      'source: ALTDB',
      '# a comment line',
      'remarks: route: 157.240.100.0/24',
      ' route: 157.240.113.0/24',
      '+',
      'mnt-by: ONE-MNT, TWO-MNT # and no more',
      '\tTHREE-MNT',
      'mnt-by: ONE-MNT',
      'origin: as32934',
      '',
    ].join('\n');
    expect(parseRoutes(answer, ASNS)).toEqual([
      {
        prefix: '157.240.2.0/24',
        family: 4,
        origin: 'AS32934',
        maintainers: ['ONE-MNT', 'TWO-MNT', 'THREE-MNT'],
        source: 'ALTDB',
      },
    ]);
  });

  it('reads a pseudo-object made from RPKI, which has no maintainer', () => {
    const answer = [
      'route:          157.240.2.0/24',
      'descr:          RPKI ROA for 157.240.2.0/24 / AS32934',
      'remarks:        This AS32934 route object represents routing data retrieved',
      '                from the RPKI.',
      'max-length:     24',
      'origin:         AS32934',
      'source:         RPKI  # Trust Anchor: ripe',
    ].join('\n');
    expect(parseRoutes(`${answer}\n\n\n`, ASNS)).toEqual([
      { prefix: '157.240.2.0/24', family: 4, origin: 'AS32934', maintainers: [], source: 'RPKI' },
    ]);
  });

  it('reads an answer with CR before each line end', () => {
    const answer = whoisAnswer([routeObject('157.240.2.0/24'), routeObject('2a03:2880::/32')]).replaceAll('\n', '\r\n');
    expect(parseRoutes(answer, ASNS)).toHaveLength(2);
    expect(hasEndMark(answer)).toBe(true);
  });

  it('takes a route only as the first attribute of an object', () => {
    const routeSet = 'route-set: RS-EVIL\nmembers: 157.240.113.0/24\norigin: AS32934\nsource: RADB';
    const elsewhere = 'descr: x\nroute: 157.240.113.0/24\norigin: AS32934\nsource: RADB';
    const strange = 'constructor: 157.240.113.0/24\norigin: AS32934\nsource: RADB';
    const answer = whoisAnswer([routeSet, routeObject('157.240.2.0/24'), elsewhere, strange]);
    expect(parseRoutes(answer, ASNS).map(({ prefix }) => prefix)).toEqual(['157.240.2.0/24']);
  });

  it('skips the line that GNU whois puts before a saved answer', () => {
    const warning = 'Warning: RIPE flags used with a traditional server.\n';
    expect(parseRoutes(`${warning}${routeObject('157.240.2.0/24')}\n`, ASNS)).toHaveLength(1);
  });

  it.each([
    ['nothing', '', 'The answer holds no route objects.'],
    ['a cut line', routeObject('157.240.2.0/24'), 'The answer ends in the middle of a line.'],
    ['a lone route line', 'route: 157.240.2.0/24\n', 'it has no origin.'],
    ['an object without source', 'route: 157.240.2.0/24\norigin: AS32934\n', 'it has no source.'],
    ['an empty origin', 'route: 157.240.2.0/24\norigin:\nsource: RADB\n', 'it has no origin.'],
    ['two objects run together', `${routeObject('157.240.2.0/24')}\n${routeObject('157.240.100.0/24')}\n`, 'runs into'],
    ['two origins', `${routeObject('157.240.2.0/24')}\norigin: AS1\n`, 'has two lines for its origin.'],
    [
      'another AS',
      `${routeObject('157.240.2.0/24', { origin: 'AS64500' })}\n`,
      'has the origin "AS64500", not AS32934.',
    ],
    ['an AS that only begins alike', `${routeObject('157.240.2.0/24', { origin: 'AS329345' })}\n`, 'not AS32934.'],
    ['host bits', `${routeObject('157.240.2.5/24')}\n`, '"157.240.2.5/24" has host bits set; one bad prefix fails'],
    ['the whole Internet', `${routeObject('0.0.0.0/0')}\n`, '"0.0.0.0/0" is wider than /12'],
    ['the wrong family', 'route: 2a03:2880::/32\norigin: AS32934\nsource: RADB\n', 'is not an IPv4 prefix'],
    ['a web page', '<html>\n<body>Log in</body>\n</html>\n', 'Line 1 of the answer is no whois data: "<html>".'],
    ['a control byte in a name', `${routeObject('157.240.2.0/24', { source: 'R\u001bADB' })}\n`, '"R\\u001bADB"'],
    ['a very long line', `descr: ${'x'.repeat(70_000)}\n`, 'Line 1 of the answer is longer than 64 KiB.'],
    ['too many objects', whoisAnswer(Array.from({ length: 20_001 }, () => 'a: b')), 'more than 20000 objects'],
    ['no entries', '%  No entries found for the selected source(s).\n\n\n', 'it said "%  No entries found for'],
    ['an error of IRRd', '%% ERROR: busy\n\n\n', 'it said "%% ERROR: busy"'],
    ['an error of RIPE', '%ERROR:201: access denied for 157.240.2.1\n', 'it said "%ERROR:201: access denied'],
    ['denied without percent signs', 'Access denied', 'it said "Access denied"'],
    ['denied after objects', `${routeObject('157.240.2.0/24')}\n\n%% Access denied`, 'it said "%% Access denied"'],
  ])('refuses %s', (_, answer, sentence) => {
    expect(() => parseRoutes(answer, ASNS)).toThrow(sentence);
    expect(codeOf(answer)).toBe('list-refused');
  });

  it('takes "access denied" inside an object for what it is', () => {
    const answer = `${routeObject('157.240.2.0/24')}\nremarks: access denied to strangers\n access denied\n`;
    expect(parseRoutes(answer, ASNS)).toHaveLength(1);
  });

  it('quotes a hostile server on one harmless line of 200 characters at most', () => {
    const hostile = `%% ERROR: \u001b[2J\u0007\u009b1m\u202e\u2066\u2028${'x'.repeat(500)}`;
    const message = messageOf(hostile);
    expect(message).toContain('\\u001b[2J\\u0007\\u009b1m\\u202e\\u2066\\u2028xxx');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point.
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e\u2066]/);
    expect(message.split('"')[1]?.length).toBe(200);
  });
});

describe('mergeDuplicates', () => {
  it('names each prefix once, with all its registries and maintainers, sorted', () => {
    const answer = whoisAnswer([
      routeObject('157.240.100.0/24', { source: 'RADB' }),
      routeObject('157.240.2.0/24'),
      routeObject('157.240.100.0/24', { source: 'RIPE', maintainer: 'fb-neteng' }),
      routeObject('2A03:2880:0000::/48'),
      routeObject('2a03:2880::/48'),
    ]);
    expect(mergeDuplicates(parseRoutes(answer, ASNS))).toEqual([
      { prefix: '157.240.2.0/24', maintainers: ['MAINT-AS32934'], sources: ['RADB'] },
      { prefix: '157.240.100.0/24', maintainers: ['MAINT-AS32934', 'fb-neteng'], sources: ['RADB', 'RIPE'] },
      { prefix: '2a03:2880::/48', maintainers: ['MAINT-AS32934'], sources: ['RADB'] },
    ]);
  });
});

describe.skipIf(!hasRealLists)(`the real answer of 2018${NEEDS_REAL_LISTS}`, () => {
  it('has 308 objects, 302 of them unique', () => {
    const routes = parseRoutes(realText('radb-2018-05-01.answer-masked.txt'), ASNS);
    const unique = mergeDuplicates(routes).map(({ prefix }) => prefix);

    expect(routes).toHaveLength(308);
    expect(new Set(unique)).toEqual(new Set(realPrefixes('radb-2018-05-01.prefixes.txt')));
    expect(unique).toHaveLength(302);
  });

  it('has no end mark, as its saved copy was trimmed', () => {
    expect(hasEndMark(realText('radb-2018-05-01.answer-masked.txt'))).toBe(false);
  });
});

function refusalOf(answer: string): unknown {
  try {
    return parseRoutes(answer, ASNS);
  } catch (error) {
    return error;
  }
}

function codeOf(answer: string): string | undefined {
  const refusal = refusalOf(answer);
  return refusal instanceof CliError ? refusal.code : undefined;
}

function messageOf(answer: string): string {
  const refusal = refusalOf(answer);
  return refusal instanceof CliError ? refusal.message : '';
}
