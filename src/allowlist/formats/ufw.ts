import { allPrefixes, type Format, lines } from './format.ts';

/** A rule each, and ufw writes its whole file anew for each: more than this takes minutes and hides every other rule. */
const MAX_RULES = 200;

export const ufw: Format = {
  comment: '#',
  use: ['Run it with sh. ufw needs IPV6=yes in /etc/default/ufw for the IPv6 lines.'],
  findLimit: (list) => {
    const rules = allPrefixes(list).length;
    return rules > MAX_RULES
      ? `ufw has no sets, and ${rules} rules are more than it carries (${MAX_RULES}); nftables and ipset take them`
      : undefined;
  },
  write: (list) =>
    lines(
      allPrefixes(list).map((prefix) => `ufw allow proto tcp from ${prefix} to any port 443 comment 'Meta webhooks'`),
    ),
};
