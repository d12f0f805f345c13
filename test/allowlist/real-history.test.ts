import { describe, expect, it } from 'vitest';
import { compareLists } from '../../src/allowlist/compare-lists.ts';
import { familyOf } from '../../src/allowlist/families.ts';
import { countAddresses, parsePrefix, sortPrefixes } from '../../src/allowlist/prefixes.ts';
import { checkTrust } from '../../src/allowlist/trust.ts';
import { listHistory } from '../support/list-history.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';

const LIMITS = { maxLoss: 20, maxGrowth: Number.POSITIVE_INFINITY };

/** Each text comes in hundreds of lists. */
const known = new Map<string, string>();

function canonical(texts: readonly string[]): string[] {
  return sortPrefixes(
    texts.map((text) => {
      const check = known.has(text) ? undefined : parsePrefix(text, familyOf(text));
      if (check?.ok === false) throw new Error(`${text} ${check.reason}`);
      if (check?.ok === true) known.set(text, check.prefix);
      return known.get(text) ?? '';
    }),
  );
}

function side(prefixes: readonly string[]) {
  return {
    registrations: prefixes.map((prefix) => ({ prefix, maintainers: [], sources: [] })),
    knowsMaintainers: false,
  };
}

describe.skipIf(!hasRealLists)(`45 months of real changes${NEEDS_REAL_LISTS}`, () => {
  const steps = hasRealLists ? listHistory() : [];

  it('were read as they were recorded, from the first list to the last', () => {
    expect(steps).toHaveLength(228);
    for (const { date, after, recorded } of steps) {
      const ipv6 = after.filter((text) => familyOf(text) === 6).length;
      expect({ date, ipv4: after.length - ipv6, ipv6 }).toEqual({ date, ...recorded });
    }
    const last = realPrefixes('union4as-2026-08-20.prefixes.txt');
    expect(canonical(steps.at(-1)?.after ?? [])).toEqual(sortPrefixes(last));
  });

  it('are told rightly at each step', () => {
    for (const { date, before, after } of steps) {
      const [old, now] = [canonical(before), canonical(after)];
      const { gained, lost, lines } = compareLists(side(old), side(now));

      const [oldSet, nowSet] = [new Set(old), new Set(now)];
      expect(lines.added).toEqual(now.filter((prefix) => !oldSet.has(prefix)));
      expect(lines.removed).toEqual(old.filter((prefix) => !nowSet.has(prefix)));
      // What was covered, less what went, and what came: that is what is covered. And nothing of it is told twice.
      const counted = countAddresses(old) - countAddresses(lost.prefixes) + countAddresses(gained.prefixes);
      expect({ date, counted }).toEqual({ date, counted: countAddresses(now) });
      expect(countAddresses([...old, ...gained.prefixes])).toBe(countAddresses(old) + countAddresses(gained.prefixes));
      expect(countAddresses([...now, ...lost.prefixes])).toBe(countAddresses(now) + countAddresses(lost.prefixes));
      expect(countAddresses([...now, ...gained.prefixes])).toBe(countAddresses(now));
      expect(countAddresses([...old, ...lost.prefixes])).toBe(countAddresses(old));
    }
  });

  it('never go beyond the loss that is allowed', () => {
    for (const { date, before, after } of steps) {
      expect({ date, ...checkTrust(canonical(after), canonical(before), LIMITS) }).toEqual({ date, ok: true });
    }
  });

  it('go beyond the growth that is allowed on the two days that doubled a family', () => {
    const grown = steps.filter(
      ({ before, after }) => !checkTrust(canonical(after), canonical(before), { maxLoss: 100, maxGrowth: 50 }).ok,
    );
    expect(grown.map(({ date }) => date)).toEqual(['2023-05-11', '2023-08-29']);
  });

  const isIpv6 = (prefix: string) => familyOf(prefix) === 6;
  const within = (start: string) => (prefix: string) => !prefix.startsWith(start);
  const CUTS: readonly [string, (list: readonly string[]) => readonly string[]][] = [
    ['nothing came', () => []],
    ['the first line alone', (list) => list.slice(0, 1)],
    ['a tenth', (list) => list.slice(0, list.length / 10)],
    ['a quarter', (list) => list.slice(0, list.length / 4)],
    ['the first half', (list) => list.slice(0, list.length / 2)],
    ['the second half', (list) => list.slice(list.length / 2)],
    ['the middle', (list) => list.slice(list.length / 4, (list.length * 3) / 4)],
    ['the last third is gone', (list) => list.slice(0, (list.length * 2) / 3)],
    ['no IPv6', (list) => list.filter((prefix) => !isIpv6(prefix))],
    ['no IPv4', (list) => list.filter(isIpv6)],
    ['half of the IPv6', (list) => list.filter((prefix, n) => !isIpv6(prefix) || n < list.length * 0.7)],
    ['only /24 and /48', (list) => list.filter((prefix) => /\/(?:24|48)$/.test(prefix))],
    ['nothing narrower than /24', (list) => list.filter((prefix) => !/\/24$/.test(prefix) && !isIpv6(prefix))],
    ['57.144.0.0/14 with all in it', (list) => list.filter((prefix) => !/^57\.14[4-7]\./.test(prefix))],
    [
      '157.240, 129.134 and 31.13 are gone',
      (list) => list.filter((prefix) => !/^(?:157\.240|129\.134|31\.13)\./.test(prefix)),
    ],
    ['2a03:2880 and its neighbours are gone', (list) => list.filter(within('2a03:288'))],
    ['everything that begins with 1', (list) => list.filter((prefix) => prefix.startsWith('1'))],
    ['everything that begins with 2', (list) => list.filter((prefix) => prefix.startsWith('2'))],
    ['in the order of the text, two thirds', (list) => [...list].sort().slice(0, (list.length * 2) / 3)],
    ['another list altogether', () => ['8.8.8.0/24', '2001:4860::/32']],
  ];

  it.each(CUTS)('a made-up cut goes beyond it: %s', (_, cut) => {
    const whole = realPrefixes('radb-2026-02-18.prefixes.txt');
    expect(cut(whole).length).toBeLessThan(whole.length);
    expect(checkTrust(cut(whole), whole, LIMITS).ok).toBe(false);
  });

  it.each(CUTS)('and so it does at the last step of the history: %s', (_, cut) => {
    const whole = sortPrefixes(realPrefixes('union4as-2026-08-20.prefixes.txt'));
    expect(checkTrust(cut(whole), whole, LIMITS).ok).toBe(false);
  });
});
