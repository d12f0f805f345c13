import type { Format } from './format.ts';
import { restoreText, restoreUse } from './iptables-chain.ts';

/** For `iptables-restore`, which takes IPv4 alone. */
export const iptables: Format = {
  comment: '#',
  family: 4,
  use: restoreUse('iptables'),
  write: ({ ipv4 }) => restoreText(ipv4),
};
