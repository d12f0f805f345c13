import { createCloudflared } from './cloudflared.ts';
import { createCommand } from './command.ts';
import { createLocaltunnel } from './localtunnel.ts';
import { createNgrok } from './ngrok.ts';
import type { TunnelProvider } from './provider.ts';
import { createSsh } from './ssh.ts';

/** Add a provider here; the --tunnel choices, the help and the contract test follow. Nothing heavy loads before `open`. */
export const tunnelProviders = {
  localtunnel: createLocaltunnel(),
  cloudflared: createCloudflared(),
  ngrok: createNgrok(),
  ssh: createSsh(),
  command: createCommand(),
} satisfies Record<string, TunnelProvider>;

export type TunnelProviderName = keyof typeof tunnelProviders;
