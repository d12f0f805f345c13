import type { TunnelSockets } from './localtunnel-sockets.ts';
import { type OpenContext, type TunnelEnd, TunnelError, type TunnelProvider, type TunnelSession } from './provider.ts';

const PUBLIC_HOST = new URL('https://localtunnel.me');

export interface LocaltunnelTiming {
  /** For the answer of the host to "give me a name". */
  readonly registerWithinMs: number;
  /** For the first connection after that. */
  readonly connectWithinMs: number;
}

const TIMING: LocaltunnelTiming = { registerWithinMs: 10_000, connectWithinMs: 5_000 };

/** The localtunnel package behind our own registration: it cannot time out, report a refusal or notice another name. */
export function createLocaltunnel(timing: LocaltunnelTiming = TIMING): TunnelProvider {
  return {
    name: 'localtunnel',
    traits: {
      urlStability: 'on-request',
      isEncryptedToUs: false,
      notices: [
        'Between the localtunnel host and this machine everything travels in clear text: use test data only.',
        'A browser that opens the URL sees a page that asks for a password; Meta does not.',
      ],
    },
    takes: ['tunnelHost', 'subdomain'],
    open: (context) => openLocaltunnel(context, timing),
  };
}

async function openLocaltunnel(context: OpenContext, timing: LocaltunnelTiming): Promise<TunnelSession> {
  const { targetPort, settings, wantedName, signal } = context;
  const host = settings.tunnelHost ?? PUBLIC_HOST;
  const [{ register }, { keepSockets }] = await Promise.all([
    import('./localtunnel-registration.ts'),
    import('./localtunnel-sockets.ts'),
  ]);

  const { name, url, ...remote } = await register(host, wantedName, { timeoutMs: timing.registerWithinMs, signal });
  if (wantedName !== undefined && name.toLowerCase() !== wantedName.toLowerCase()) {
    throw new TunnelError('name-taken', `The name ${wantedName} is taken at ${host.host}, or not yet released.`);
  }

  const sockets = keepSockets({ ...remote, localPort: targetPort, connectWithinMs: timing.connectWithinMs });
  const end = await firstConnection(sockets, signal);
  if (end !== undefined) throw new TunnelError(end.code, end.reason);
  return { url, name, closed: sockets.closed, close: sockets.close };
}

/** Nothing, when a connection stands; else how the tunnel ended before one did. */
async function firstConnection(sockets: TunnelSockets, signal: AbortSignal): Promise<TunnelEnd | undefined> {
  const stop = () => void sockets.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return (await Promise.race([sockets.connected, sockets.closed])) ?? undefined;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
