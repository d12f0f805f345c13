import type { GraphFlags } from '../graph-flags.ts';

/** `https://graph.facebook.com/v26.0` */
export function graphAddress({ graphUrl, graphVersion }: Pick<GraphFlags, 'graphUrl' | 'graphVersion'>): string {
  return `${graphUrl.href.replace(/\/+$/, '')}/${graphVersion}`;
}

/** Where the access token would go. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address;
}
