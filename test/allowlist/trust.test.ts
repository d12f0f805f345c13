import { describe, expect, it } from 'vitest';
import { checkTrust, findForeign } from '../../src/allowlist/trust.ts';

describe('checkTrust', () => {
  const kept = ['192.0.2.0/24', '198.51.100.0/24', '2001:db8::/32'];

  it.each([
    ['nothing was kept', ['192.0.2.0/24'], []],
    ['nothing changed', kept, kept],
    ['exactly half is gone', ['192.0.2.0/24', '2001:db8::/32'], kept],
    ['the same addresses are merged', ['192.0.2.0/24', '198.51.100.0/23', '2001:d00::/24'], kept],
    ['it grew', [...kept, '203.0.113.0/24'], kept],
    ['what was kept is no prefix', ['192.0.2.0/24'], ['rubbish', '0.0.0.0/0', '::x/0']],
  ])('trusts when %s', (_, prefixes, keptPrefixes) => {
    expect(checkTrust(prefixes, keptPrefixes)).toEqual({ ok: true });
  });

  it('refuses when more than half of the IPv4 addresses are gone', () => {
    expect(checkTrust(['192.0.2.0/25', '2001:db8::/32'], kept)).toEqual({
      ok: false,
      reason: 'The answer drops 75 % of the kept IPv4 addresses.',
    });
  });

  it('refuses when IPv6 is gone, however much IPv4 there is', () => {
    expect(checkTrust(['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'], kept)).toEqual({
      ok: false,
      reason: 'The answer drops 100 % of the kept IPv6 addresses.',
    });
  });

  it('counts coverage, not size: as many other addresses are a loss too', () => {
    expect(checkTrust(['203.0.113.0/24', '198.18.0.0/24'], kept)).toEqual({
      ok: false,
      reason: 'The answer drops 100 % of the kept IPv4 addresses and 100 % of the kept IPv6 addresses.',
    });
  });

  it('sees a loss of one address over the half', () => {
    expect(checkTrust(['192.0.2.0/25'], ['192.0.2.0/24'])).toEqual({ ok: true });
    expect(checkTrust(['192.0.2.1/32', '192.0.2.2/31', '192.0.2.4/30'], ['192.0.2.0/28']).ok).toBe(false);
  });
});

describe('findForeign', () => {
  it('finds the prefixes that no maintainer of Meta stands behind', () => {
    const registrations = [
      { prefix: '192.0.2.0/24', maintainers: ['MAINT-AS32934'], sources: ['RADB'] },
      { prefix: '198.51.100.0/24', maintainers: ['SOMEONE-MNT', 'FB-NETENG'], sources: ['RADB', 'RIPE'] },
      { prefix: '203.0.113.0/24', maintainers: ['SOMEONE-MNT'], sources: ['RADB'] },
      { prefix: '2001:db8::/32', maintainers: [], sources: ['RPKI'] },
      { prefix: '2001:db8:1::/48', maintainers: ['mnt-thefa-3'], sources: ['ARIN'] },
    ];
    expect(findForeign(registrations).map(({ prefix }) => prefix)).toEqual(['203.0.113.0/24', '2001:db8::/32']);
  });
});
