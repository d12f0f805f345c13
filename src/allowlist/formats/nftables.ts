import { type Format, lines } from './format.ts';

/** The table is made anew in one transaction: there is no moment without the list. https://wiki.nftables.org/wiki-nftables/index.php/Sets */
export const nftables: Format = {
  comment: '#',
  use: [
    'Load: nft -f THIS-FILE. Then, in a chain of yours in this table or with the sets copied into yours:',
    'tcp dport 443 ip saddr != @meta4 drop; tcp dport 443 ip6 saddr != @meta6 drop',
  ],
  write: ({ ipv4, ipv6 }) =>
    lines([
      'table inet wa_webhook',
      'delete table inet wa_webhook',
      'table inet wa_webhook {',
      ...set('meta4', 'ipv4_addr', ipv4),
      ...set('meta6', 'ipv6_addr', ipv6),
      '}',
    ]),
};

/** `auto-merge`, as a list that is not collapsed overlaps with itself, which nft refuses otherwise. */
function set(name: string, type: string, prefixes: readonly string[]): readonly string[] {
  const elements =
    prefixes.length === 0 ? [] : ['\t\telements = {', ...prefixes.map((prefix) => `\t\t\t${prefix},`), '\t\t}'];
  return [`\tset ${name} {`, `\t\ttype ${type}`, '\t\tflags interval', '\t\tauto-merge', ...elements, '\t}'];
}
