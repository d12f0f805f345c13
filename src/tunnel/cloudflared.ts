import type { LineNews } from './open-program.ts';
import type { OpenContext, TunnelProvider, TunnelSession } from './provider.ts';

const OPEN_WITHIN_MS = 30_000;

/** Cloudflare's program: a random URL without an account, or the user's own by a token. */
export function createCloudflared(openWithinMs = OPEN_WITHIN_MS): TunnelProvider {
  return {
    name: 'cloudflared',
    traits: {
      urlStability: 'random',
      isEncryptedToUs: true,
      // Written anew at Cloudflare's edge, whatever the visitor sent.
      senderHeader: 'cf-connecting-ip',
      // A name asked for before its record exists is remembered as unknown: longer than the record takes.
      settleMs: 5_000,
      proveForMs: 30_000,
      notices: [],
    },
    takes: ['tunnelUrl', 'tunnelTokenFile'],
    misuse: ({ tunnelUrl, tunnelTokenFile }) =>
      tunnelTokenFile !== undefined && tunnelUrl === undefined
        ? 'A named tunnel needs its public URL: --tunnel-url https://hooks.example.com.'
        : undefined,
    open: (context) => open(context, openWithinMs),
  };
}

async function open(context: OpenContext, withinMs: number): Promise<TunnelSession> {
  const { openProgram } = await import('./open-program.ts');
  const { targetPort, settings } = context;
  const { tunnelUrl, tunnelTokenFile } = settings;
  const target = ['--url', `http://127.0.0.1:${targetPort}`];
  // The token stays out of the arguments, which every user of this machine can read.
  const token = tunnelTokenFile === undefined ? [] : ['--token-file', tunnelTokenFile];
  const named = ['tunnel', '--no-autoupdate', ...target, 'run', ...token];
  const quick = ['tunnel', '--no-autoupdate', ...target];

  const session = await openProgram(
    {
      program: 'cloudflared',
      howToGet:
        'Install it from https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/downloads/.',
      args: tunnelUrl === undefined ? quick : named,
      url: tunnelUrl,
      tellsReady: true,
      read: readLine,
      withinMs,
    },
    context,
  );
  return { ...session, notices: tunnelUrl === undefined ? [QUICK_NOTICE] : [] };
}

const QUICK_NOTICE = 'A quick tunnel has another URL at each start, and Cloudflare promises nothing for it.';

function readLine(line: string): LineNews | undefined {
  // The same output holds other URLs, of the terms of service and of the documentation.
  const url = /https:\/\/[a-z0-9-]+\.trycloudflare\.com(?![\w.-])/.exec(line)?.[0];
  if (url !== undefined && !url.includes('//api.')) return { kind: 'url', url: new URL(url) };
  if (/Registered tunnel connection|Connection [\w-]+ registered/.test(line)) return { kind: 'ready' };

  if (/429 Too Many Requests|error code: 1015/i.test(line)) {
    return {
      kind: 'trouble',
      code: 'rate-limited',
      reason: 'Cloudflare gives out no more quick tunnels for now (429).',
    };
  }
  if (/Provided Tunnel token is not valid|Invalid tunnel secret/i.test(line)) {
    const reason = 'Cloudflare refuses the token of this tunnel.';
    return { kind: 'trouble', code: 'denied', reason, isFatal: true };
  }
  // Seen to pass by itself (cloudflare/cloudflared#657).
  if (/Unauthorized: /.test(line)) {
    return { kind: 'trouble', code: 'denied', reason: 'Cloudflare does not let this tunnel in.' };
  }
  if (/no such host|server misbehaving/.test(line)) {
    return { kind: 'trouble', code: 'dns', reason: "cloudflared cannot look up Cloudflare's addresses." };
  }
  return undefined;
}
