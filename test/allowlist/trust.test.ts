import { describe, expect, it } from 'vitest';
import { findForeign } from '../../src/allowlist/maintainers.ts';
import { checkTrust } from '../../src/allowlist/trust.ts';

const limits = { maxLoss: 20, maxGrowth: 50 };

/** What Meta's own IPv6 is, besides the one wide allocation. */
const idle = ['2401:db00::/32', '2620:0:1c00::/40', '2a03:2880::/32', '2a03:2881::/32', '2a03:83e0::/32'];

describe('checkTrust', () => {
  const kept = ['157.240.2.0/24', '157.240.100.0/24', '2a03:2880::/32'];

  it.each([
    ['nothing was kept', ['157.240.2.0/24'], []],
    ['nothing changed', kept, kept],
    ['exactly a fifth is gone', ['157.240.0.0/22'], ['157.240.0.0/22', '157.240.8.0/24']],
    ['exactly a half is new', ['157.240.0.0/23', '157.240.8.0/24'], ['157.240.0.0/23']],
    ['the same addresses are merged', ['157.240.0.0/23'], ['157.240.0.0/24', '157.240.1.0/24']],
    ['what was kept is no prefix', ['157.240.2.0/24'], ['rubbish', '0.0.0.0/0', '10.0.0.0/8', '::x/0']],
    ['one idle allocation outweighed all other IPv6', idle, [...idle, '2803:6080::/29']],
  ])('trusts when %s', (_, prefixes, keptPrefixes) => {
    expect(checkTrust(prefixes, keptPrefixes, limits)).toEqual({ ok: true });
  });

  it('refuses when more IPv4 coverage is gone than is allowed', () => {
    const now = ['157.240.2.0/25', '2a03:2880::/32'];
    expect(checkTrust(now, kept, limits)).toEqual({
      ok: false,
      reason: 'The answer loses 75 % of the kept IPv4 coverage.',
    });
    expect(checkTrust(now, kept, { ...limits, maxLoss: 75 })).toEqual({ ok: true });
  });

  it('refuses when IPv6 is gone, however much IPv4 there is', () => {
    expect(checkTrust(['157.240.2.0/24', '157.240.100.0/24'], kept, limits)).toEqual({
      ok: false,
      reason: 'The answer loses 100 % of the kept IPv6 coverage.',
    });
  });

  it('refuses when it grew by more than is allowed, IPv6 by its addresses too', () => {
    expect(checkTrust([...kept, '157.241.0.0/16'], kept, limits)).toEqual({
      ok: false,
      reason: 'The answer adds 12800 % to the kept IPv4 coverage.',
    });
    expect(checkTrust([...kept, '2803:6080::/29'], kept, limits)).toMatchObject({ ok: false });
    expect(checkTrust([...kept, '2803:6080::/29'], kept, { ...limits, maxGrowth: 800 })).toEqual({ ok: true });
  });

  it('counts coverage, not size: as many other addresses are a loss and a growth', () => {
    expect(checkTrust(['157.240.113.0/24', '157.240.200.0/24', '2a03:2880::/32'], kept, limits)).toEqual({
      ok: false,
      reason: 'The answer loses 100 % of the kept IPv4 coverage and adds 100 % to the kept IPv4 coverage.',
    });
  });

  it('sees the loss of what one wide allocation would outweigh', () => {
    const kept = [...idle, '2803:6080::/29'];
    expect(
      checkTrust(
        kept.filter((prefix) => !prefix.startsWith('2a03')),
        kept,
        limits,
      ),
    ).toEqual({
      ok: false,
      reason: 'The answer loses 59.9 % of the kept IPv6 coverage.',
    });
  });

  it('sees a loss of one address over the limit', () => {
    expect(checkTrust(['157.240.2.0/25'], ['157.240.2.0/24'], { ...limits, maxLoss: 50 })).toEqual({ ok: true });
    const less = ['157.240.2.1/32', '157.240.2.2/31', '157.240.2.4/30'];
    expect(checkTrust(less, ['157.240.2.0/28'], { ...limits, maxLoss: 56 }).ok).toBe(false);
  });
});

describe('findForeign', () => {
  it('finds the prefixes that no maintainer of Meta stands behind', () => {
    const registrations = [
      { prefix: '157.240.2.0/24', maintainers: ['MAINT-AS32934'], sources: ['RADB'] },
      { prefix: '157.240.100.0/24', maintainers: ['SOMEONE-MNT', 'FB-NETENG'], sources: ['RADB', 'RIPE'] },
      { prefix: '157.240.113.0/24', maintainers: ['SOMEONE-MNT'], sources: ['RADB'] },
      { prefix: '2a03:2880::/32', maintainers: [], sources: ['RPKI'] },
      { prefix: '2a03:2880:1::/48', maintainers: ['mnt-thefa-3'], sources: ['ARIN'] },
    ];
    expect(findForeign(registrations).map(({ prefix }) => prefix)).toEqual(['157.240.113.0/24', '2a03:2880::/32']);
  });
});
