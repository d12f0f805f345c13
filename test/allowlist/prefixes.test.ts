import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, familyOf } from '../../src/allowlist/families.ts';
import { collapse, countAddresses, lostCoverage, parsePrefix, sortPrefixes } from '../../src/allowlist/prefixes.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';

describe('parsePrefix', () => {
  it.each([
    ['157.240.2.0/24', 4, '157.240.2.0/24'],
    ['157.240.2.7/32', 4, '157.240.2.7/32'],
    ['57.144.0.0/14', 4, '57.144.0.0/14'],
    ['57.16.0.0/12', 4, '57.16.0.0/12'],
    ['2a03:2880::/32', 6, '2a03:2880::/32'],
    ['2A03:2880:0000::/48', 6, '2a03:2880::/48'],
    ['2a03:2880:0:0:0:0:0:0/32', 6, '2a03:2880::/32'],
    ['2a03:2880:0:1:0:0:0:0/64', 6, '2a03:2880:0:1::/64'],
    ['2a03:2880::1/128', 6, '2a03:2880::1/128'],
    ['2a03:2800::/24', 6, '2a03:2800::/24'],
  ] as const)('reads %s as IPv%i %s', (text, family, prefix) => {
    expect(parsePrefix(text, family)).toEqual({ ok: true, prefix });
  });

  it.each([
    ['0.0.0.0/0', 4, 'is wider than /12'],
    ['::/0', 6, 'is wider than /24'],
    ['10.0.0.0/11', 4, 'is wider than /12'],
    ['2001:c00::/23', 6, 'is wider than /24'],
    ['157.240.0.0/1', 4, 'is wider than /12'],
    ['31.13.24.5/21', 4, 'has host bits set'],
    ['2a03:2880::1/32', 6, 'has host bits set'],
    ['157.240.2.0/33', 4, 'has a length above 32'],
    ['2a03:2880::/129', 6, 'has a length above 128'],
    ['::ffff:c000:200/120', 6, 'is an IPv4-mapped address'],
    ['2a03:2880::/32', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/24', 6, 'is not an IPv6 prefix'],
    ['157.240.02.0/24', 4, 'is not an IPv4 prefix'],
    ['157.240.2.256/32', 4, 'is not an IPv4 prefix'],
    ['157.240.2/24', 4, 'is not an IPv4 prefix'],
    ['0xc0.0.2.0/24', 4, 'is not an IPv4 prefix'],
    ['3221225984/24', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/024', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/+24', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/24 ', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/24\n', 4, 'is not an IPv4 prefix'],
    ['157.240.2.0/24/24', 4, 'is not an IPv4 prefix'],
    ['٣.0.2.0/24', 4, 'is not an IPv4 prefix'],
    ['2a03:2880::%eth0/32', 6, 'is not an IPv6 prefix'],
    ['2a03:2880:::/32', 6, 'is not an IPv6 prefix'],
    ['::157.240.2.0/120', 6, 'is not an IPv6 prefix'],
    ['$(id)', 4, 'is not an IPv4 prefix'],
    ['', 4, 'is not an IPv4 prefix'],
  ] as const)('refuses %j as IPv%i: it %s', (text, family, reason) => {
    expect(parsePrefix(text, family)).toEqual({ ok: false, reason });
  });

  it('agrees with Node on what an address is, and never throws', () => {
    const almost = fc.stringMatching(/^[0-9a-f:.]{1,24}\/(24|32|64|128)$/);
    fc.assert(
      fc.property(
        fc.oneof(almost, fc.string(), fc.ipV6(), fc.ipV4()),
        fc.constantFrom<Family>(4, 6),
        (text, family) => {
          if (!parsePrefix(text, family).ok) return;
          const address = text.split('/')[0] ?? '';
          expect(family === 4 ? isIPv4(address) : isIPv6(address)).toBe(true);
        },
      ),
    );
  });
});

describe('sortPrefixes', () => {
  it('puts IPv4 first and goes by number, a wider prefix before those inside it, each once', () => {
    const mixed = ['2a03:2880::/32', '57.141.10.0/24', '57.141.2.0/24', '57.141.2.0/23', '57.141.2.0/24', '9.0.0.0/24'];
    expect(sortPrefixes(mixed)).toEqual([
      '9.0.0.0/24',
      '57.141.2.0/23',
      '57.141.2.0/24',
      '57.141.10.0/24',
      '2a03:2880::/32',
    ]);
  });
});

describe('collapse', () => {
  it('merges siblings and drops what is covered', () => {
    expect(
      collapse(['157.240.2.128/25', '157.240.2.0/25', '157.240.2.7/32', '2a03:2880:1::/48', '2a03:2880::/48']),
    ).toEqual(['157.240.2.0/24', '2a03:2880::/47']);
  });

  it('keeps a single address a prefix', () => {
    expect(collapse(['157.240.2.7/32', '2a03:2880::1/128'])).toEqual(['157.240.2.7/32', '2a03:2880::1/128']);
  });

  it('is empty for an empty list', () => {
    expect(collapse([])).toEqual([]);
  });
});

describe('lostCoverage', () => {
  it('is what the one covers and the other does not', () => {
    expect(lostCoverage(['157.240.2.0/24', '2a03:2880::/32'], ['157.240.2.0/25', '2a03:2880::/31'])).toEqual([
      '157.240.2.128/25',
    ]);
  });

  it('is everything when nothing is left', () => {
    expect(lostCoverage(['157.240.2.0/24'], [])).toEqual(['157.240.2.0/24']);
  });
});

describe.skipIf(!hasRealLists)(`real lists${NEEDS_REAL_LISTS}`, () => {
  it.each([
    ['radb-2026-02-18.prefixes.txt', 'radb-2026-02-18.collapsed.txt'],
    ['radb-2026-02-18.collapsed-without-third-party.txt', 'radb-2026-02-18.collapsed-without-third-party.txt'],
    ['radb-2026-10-04.collapsed-meta-maintained.txt', 'radb-2026-10-04.collapsed-meta-maintained.txt'],
  ])('%s collapses to %s', (raw, collapsed) => {
    const prefixes = realPrefixes(raw);
    expect(prefixes.map((text) => parsePrefix(text, familyOf(text)))).toEqual(
      prefixes.map((prefix) => ({ ok: true, prefix })),
    );
    expect(collapse(prefixes)).toEqual(realPrefixes(collapsed));
  });

  it('counts the addresses that other tools count', () => {
    const ipv4 = realPrefixes('radb-2026-10-04.collapsed-meta-maintained.txt').filter((text) => familyOf(text) === 4);
    expect(countAddresses(ipv4)).toBe(531_968n);
  });
});
