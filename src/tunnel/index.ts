import { createLocaltunnel } from './localtunnel.ts';
import type { TunnelProvider } from './provider.ts';

/** Add a provider here; the --tunnel choices, the help and the contract test follow. Nothing heavy loads before `open`. */
export const tunnelProviders = {
  localtunnel: createLocaltunnel(),
} satisfies Record<string, TunnelProvider>;

export type TunnelProviderName = keyof typeof tunnelProviders;
