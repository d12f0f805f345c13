import { expect, it } from 'vitest';
import { specialPurposeOf } from '../../src/allowlist/special-purpose.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';

it.each([
  ['10.16.0.0/12', 4, 'private'],
  ['172.16.0.0/12', 4, 'private'],
  ['192.168.7.0/24', 4, 'private'],
  ['100.64.0.0/12', 4, 'shared by carriers'],
  ['127.0.0.1/32', 4, 'loopback'],
  ['169.254.0.0/16', 4, 'link-local'],
  ['198.51.100.0/25', 4, 'documentation'],
  ['198.48.0.0/12', 4, 'documentation'],
  ['224.0.0.0/12', 4, 'multicast'],
  ['255.255.255.255/32', 4, 'reserved'],
  ['::1/128', 6, 'not global unicast'],
  ['64:ff9b::/96', 6, 'not global unicast'],
  ['fd00::/24', 6, 'not global unicast'],
  ['fe80::/64', 6, 'not global unicast'],
  ['ff02::/64', 6, 'not global unicast'],
  ['5f00::/24', 6, 'not global unicast'],
  ['2001::/32', 6, 'special protocols, Teredo among them'],
  ['2001:db8:7::/48', 6, 'documentation'],
  ['2002:c000::/24', 6, '6to4'],
  ['3fff:800::/24', 6, 'documentation'],
] as const)('%s (IPv%i) is set apart: %s', (prefix, family, name) => {
  expect(specialPurposeOf(prefix, family)).toBe(name);
});

it.each([
  ['11.0.0.0/12', 4],
  ['172.32.0.0/12', 4],
  ['198.51.101.0/24', 4],
  ['223.255.255.0/24', 4],
  ['2001:200::/32', 6],
  ['2003::/24', 6],
  ['2000::/24', 6],
  ['3ffe::/24', 6],
] as const)('%s (IPv%i) is of the Internet', (prefix, family) => {
  expect(specialPurposeOf(prefix, family)).toBeUndefined();
});

it.skipIf(!hasRealLists)(`none of the real prefixes is set apart${NEEDS_REAL_LISTS}`, () => {
  for (const prefix of realPrefixes('union4as-2026-08-20.prefixes.txt')) {
    expect(specialPurposeOf(prefix, prefix.includes(':') ? 6 : 4)).toBeUndefined();
  }
});
