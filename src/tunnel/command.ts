import type { LineNews } from './open-program.ts';
import type { OpenContext, TunnelProvider, TunnelSession } from './provider.ts';

const OPEN_WITHIN_MS = 30_000;

/** Any tunnel program that has no adapter here. */
export function createCommand(openWithinMs = OPEN_WITHIN_MS): TunnelProvider {
  return {
    name: 'command',
    traits: {
      urlStability: 'random',
      isEncryptedToUs: true,
      proveForMs: 30_000,
      notices: [],
    },
    takes: ['tunnelCommand', 'tunnelUrlPattern', 'tunnelUrl'],
    misuse: ({ tunnelCommand = [] }) => {
      const [program] = tunnelCommand;
      if (program === undefined) return "--tunnel command needs --tunnel-command 'program … {port}'.";
      if (!tunnelCommand.join(' ').includes('{port}'))
        return '--tunnel-command has no {port}, where the local port goes.';
      return undefined;
    },
    open: (context) => open(context, openWithinMs),
  };
}

async function open(context: OpenContext, withinMs: number): Promise<TunnelSession> {
  const { openProgram } = await import('./open-program.ts');
  const { targetPort, settings } = context;
  const [program = '', ...args] = settings.tunnelCommand ?? [];
  return openProgram(
    {
      program,
      howToGet: 'Check --tunnel-command: it takes a program on PATH, or an absolute path.',
      args: args.map((arg) => arg.replaceAll('{port}', String(targetPort))),
      url: settings.tunnelUrl,
      tellsReady: false,
      read: settings.tunnelUrl === undefined ? urlReader(settings.tunnelUrlPattern) : () => undefined,
      withinMs,
    },
    context,
  );
}

const ANY_URL = /https:\/\/[^\s"'<>|]+/;

/** The first match counts: what is printed later may be a page about the tunnel, or a visitor's address. */
function urlReader(pattern = ANY_URL): (line: string) => LineNews | undefined {
  let isFound = false;
  return (line) => {
    const match = isFound ? null : pattern.exec(line);
    const text = match?.[1] ?? match?.[0] ?? '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined;
    isFound = true;
    return { kind: 'url', url: new URL(url.origin) };
  };
}
