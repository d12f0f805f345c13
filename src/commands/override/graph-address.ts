import type { GraphFlags } from '../graph-flags.ts';

/** `https://graph.facebook.com/v26.0` */
export function graphAddress({ graphUrl, graphVersion }: Pick<GraphFlags, 'graphUrl' | 'graphVersion'>): string {
  return `${graphUrl.href.replace(/\/+$/, '')}/${graphVersion}`;
}
