import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLookup, plainAddress } from '../../src/allowlist/lookup.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';

function registered(prefix: string) {
  return { prefix, maintainers: ['MAINT-AS32934'], sources: ['RADB'] };
}

describe('plainAddress', () => {
  it.each([
    ['157.240.2.1', '157.240.2.1'],
    ['::ffff:157.240.2.1', '157.240.2.1'],
    ['::FFFF:9df0:201', '157.240.2.1'],
    ['[2a03:2880::1]', '2a03:2880::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['157.240.2.256', undefined],
    ['157.240.2.1/32', undefined],
    ['example.com', undefined],
    ['', undefined],
  ])('%j is %j', (text, address) => {
    expect(plainAddress(text)).toBe(address);
  });
});

describe('createLookup', () => {
  const lookUp = createLookup(['157.240.0.0/16', '157.240.2.0/24', '2a03:2880::/32'].map(registered));

  it('names the narrowest registration first', () => {
    expect(lookUp('157.240.2.7')).toEqual({
      isInside: true,
      by: [registered('157.240.2.0/24'), registered('157.240.0.0/16')],
    });
  });

  it.each(['157.240.0.0', '157.240.255.255', '2a03:2880::', '2a03:2880:ffff:ffff:ffff:ffff:ffff:ffff'])(
    'knows the edge %s',
    (address) => {
      expect(lookUp(address).isInside).toBe(true);
    },
  );

  it.each(['157.239.255.255', '157.241.0.0', '2a03:287f:ffff::', '2a03:2881::', '::'])('keeps %s out', (address) => {
    expect(lookUp(address).isInside).toBe(false);
  });

  it.skipIf(!hasRealLists)(`agrees with Node on random addresses${NEEDS_REAL_LISTS}`, () => {
    const prefixes = realPrefixes('union4as-2026-08-20.prefixes.txt');
    const real = createLookup(prefixes.map(registered));
    const node = new BlockList();
    for (const prefix of prefixes) {
      const [network = '', length = ''] = prefix.split('/');
      node.addSubnet(network, Number(length), isIPv6(network) ? 'ipv6' : 'ipv4');
    }
    // Most random addresses are outside: half of them begin as a registered prefix does.
    const near = fc.tuple(fc.constantFrom(...prefixes), fc.nat(255)).map(([prefix, last]) => {
      const [network = ''] = prefix.split('/');
      return isIPv6(network) ? network.replace(/::$/, `::${last.toString(16)}`) : network.replace(/\d+$/, String(last));
    });
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), near), (text) => {
        const address = plainAddress(text);
        if (address === undefined) return;
        expect(real(address).isInside).toBe(node.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));
      }),
      { numRuns: 2_000 },
    );
  });
});
