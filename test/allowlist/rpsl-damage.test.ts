import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasEndMark, parseRoutes } from '../../src/allowlist/rpsl.ts';
import { CliError } from '../../src/errors.ts';
import { routeObject, whoisAnswer } from '../support/whois-answering.ts';

const ASNS = [32_934];

describe('damage', () => {
  const prefixes = ['157.240.2.0/24', '157.240.100.0/22', '157.240.113.0/24', '2a03:2880::/32', '2a03:2880:8000::/33'];
  const answer = whoisAnswer(prefixes.map((prefix) => routeObject(prefix)));

  it('throws nothing but CliError, whatever is cut, doubled or overwritten', () => {
    const damage = fc.record({ at: fc.nat(answer.length), remove: fc.nat(60), insert: damageText() });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (wounds) => {
        const text = wounds.reduce(
          (t, { at, remove, insert }) => t.slice(0, at) + insert + t.slice(at + remove),
          answer,
        );
        for (const route of routesOrRefusal(text)) expect(route.origin).toBe('AS32934');
      }),
      { numRuns: 500 },
    );
  });

  it('reads a million continuation lines in the time that their bytes need', () => {
    const lines = ' x\n'.repeat(1_000_000);
    expect(parseRoutes(`${routeObject('157.240.2.0/24')}\nremarks: long\n${lines}`, ASNS)).toHaveLength(1);
  });

  it('throws nothing but CliError for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void routesOrRefusal(text)));
  });

  it('never makes a prefix of a cut answer that the whole answer does not have', () => {
    for (let end = 0; end < answer.length; end += 1) {
      const cut = answer.slice(0, end);
      expect(hasEndMark(cut)).toBe(false);
      const found = routesOrRefusal(cut).map(({ prefix }) => prefix);
      expect(found).toEqual(prefixes.slice(0, found.length));
    }
  });
});

function damageText(): fc.Arbitrary<string> {
  const likely = [
    '\n',
    '\n\n',
    '\r',
    '\u0000',
    ' ',
    '+',
    '#',
    '%',
    '%% ',
    'route: ',
    'route6:',
    '/1',
    ':',
    'origin: AS1',
  ];
  return fc.oneof(fc.constant(''), fc.constantFrom(...likely), fc.string({ maxLength: 8, unit: 'binary' }));
}

/** Lets everything through that is not an expected refusal, so that a bug fails the test. */
function routesOrRefusal(text: string) {
  try {
    return parseRoutes(text, ASNS);
  } catch (error) {
    if (error instanceof CliError && error.code === 'list-refused') return [];
    throw error;
  }
}
