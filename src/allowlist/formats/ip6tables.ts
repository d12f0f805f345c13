import type { Format } from './format.ts';
import { restoreText, restoreUse } from './iptables-chain.ts';

/** For `ip6tables-restore`, which takes IPv6 alone. */
export const ip6tables: Format = {
  comment: '#',
  family: 6,
  use: restoreUse('ip6tables'),
  write: ({ ipv6 }) => restoreText(ipv6),
};
