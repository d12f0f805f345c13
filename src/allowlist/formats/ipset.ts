import { type Format, lines, moreThan } from './format.ts';

/** What `hash:net` holds unless told otherwise. */
const MAX_ELEMENTS = 65_536;

/** New sets are filled first and then swapped in, so that there is no moment without the list. https://ipset.netfilter.org/ipset.man.html */
export const ipset: Format = {
  comment: '#',
  use: [
    'Load: ipset restore < THIS-FILE',
    'Use: iptables -A INPUT -p tcp --dport 443 -m set ! --match-set meta4 src -j DROP, and ip6tables with meta6',
  ],
  findLimit: (list) => moreThan(MAX_ELEMENTS, list, `a set holds ${MAX_ELEMENTS} prefixes`),
  write: ({ ipv4, ipv6 }) => lines([...set('meta4', 'inet', ipv4), ...set('meta6', 'inet6', ipv6)]),
};

function set(name: string, family: string, prefixes: readonly string[]): readonly string[] {
  if (prefixes.length === 0) return [];
  const fresh = `${name}_new`;
  return [
    `create ${name} hash:net family ${family} -exist`,
    `create ${fresh} hash:net family ${family} -exist`,
    `flush ${fresh}`,
    ...prefixes.map((prefix) => `add ${fresh} ${prefix} -exist`),
    `swap ${fresh} ${name}`,
    `destroy ${fresh}`,
  ];
}
