import { describe, expect, it } from 'vitest';
import { compareLists, hasChanged } from '../../src/allowlist/compare-lists.ts';

/** A list of Meta's prefixes, and of those that somebody else registered. */
function side(own: readonly string[], others: readonly string[] = []) {
  const registered = (maintainer: string) => (prefix: string) => ({
    prefix,
    maintainers: [maintainer],
    sources: ['RADB'],
  });
  return {
    registrations: [...own.map(registered('MAINT-AS32934')), ...others.map(registered('SOMEONE-MNT'))],
    knowsMaintainers: true,
  };
}

const nothing = { prefixes: [], ipv4Addresses: '0', ipv6Addresses: '0' };

describe('compareLists', () => {
  it('sees no change where new lines lie in covered space, and tells the lines', () => {
    const change = compareLists(
      side(['157.240.0.0/16']),
      side(['157.240.0.0/17', '157.240.128.0/17', '157.240.2.0/24']),
    );
    expect(change).toMatchObject({ gained: nothing, lost: nothing, foreign: { gained: nothing, lost: nothing } });
    expect(change.lines).toEqual({
      added: ['157.240.0.0/17', '157.240.2.0/24', '157.240.128.0/17'],
      removed: ['157.240.0.0/16'],
    });
    expect(hasChanged(change)).toBe(false);
  });

  it('tells the fewest prefixes and how many addresses they are', () => {
    const change = compareLists(
      side(['157.240.0.0/16', '2a03:2880::/32']),
      side(['157.240.0.0/17', '57.141.22.0/24', '57.141.23.0/24', '2a03:2880::/32', '2803:6080::/29']),
    );
    expect(change.gained).toEqual({
      prefixes: ['57.141.22.0/23', '2803:6080::/29'],
      ipv4Addresses: '512',
      ipv6Addresses: String(2n ** 99n),
    });
    expect(change.lost).toEqual({ prefixes: ['157.240.128.0/17'], ipv4Addresses: '32768', ipv6Addresses: '0' });
  });

  it('tells apart what came and went by others than Meta', () => {
    const change = compareLists(
      side(['157.240.0.0/16'], ['198.51.0.0/24']),
      side(['157.240.0.0/16'], ['198.52.0.0/24']),
    );
    expect(change).toMatchObject({ gained: nothing, lost: nothing });
    expect(change.foreign.gained.prefixes).toEqual(['198.52.0.0/24']);
    expect(change.foreign.lost.prefixes).toEqual(['198.51.0.0/24']);
    expect(hasChanged(change)).toBe(true);
  });

  it('counts as nothing what only changed hands', () => {
    expect(hasChanged(compareLists(side(['198.51.0.0/24']), side([], ['198.51.0.0/24'])))).toBe(false);
  });

  it('takes a list that names nobody for what it is', () => {
    const bare = { ...side([], ['198.51.0.0/24']), knowsMaintainers: false };
    const change = compareLists(side([]), bare);
    expect(change.gained.prefixes).toEqual(['198.51.0.0/24']);
    expect(change.foreign.gained).toEqual(nothing);
  });
});
