import { parseCidr } from 'cidr-tools';

/**
 * Where no server of Meta's can be: what IANA set apart. A prefix that holds any of it is a mistake or an attack.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const blocks = {
  4: [
    ['0.0.0.0/8', 'this network'],
    ['10.0.0.0/8', 'private'],
    ['100.64.0.0/10', 'shared by carriers'],
    ['127.0.0.0/8', 'loopback'],
    ['169.254.0.0/16', 'link-local'],
    ['172.16.0.0/12', 'private'],
    ['192.0.0.0/24', 'special protocols'],
    ['192.0.2.0/24', 'documentation'],
    ['192.88.99.0/24', '6to4'],
    ['192.168.0.0/16', 'private'],
    ['198.18.0.0/15', 'benchmarks'],
    ['198.51.100.0/24', 'documentation'],
    ['203.0.113.0/24', 'documentation'],
    ['224.0.0.0/4', 'multicast'],
    ['240.0.0.0/4', 'reserved'],
  ],
  6: [
    // All but 2000::/3, which is what is given out: loopback, mapped, NAT64, local and multicast addresses are in here.
    ['::/3', 'not global unicast'],
    ['4000::/2', 'not global unicast'],
    ['8000::/1', 'not global unicast'],
    ['2001::/23', 'special protocols, Teredo among them'],
    ['2001:db8::/32', 'documentation'],
    ['2002::/16', '6to4'],
    ['3fff::/20', 'documentation'],
  ],
} as const;

const ranges = {
  4: blocks[4].map(([block, name]) => ({ ...parseCidr(block), name })),
  6: blocks[6].map(([block, name]) => ({ ...parseCidr(block), name })),
};

/** What the prefix, or a part of it, is set apart for; nothing for addresses of the Internet. */
export function specialPurposeOf(prefix: string, family: 4 | 6): string | undefined {
  const { start, end } = parseCidr(prefix);
  return ranges[family].find((special) => start <= special.end && special.start <= end)?.name;
}
