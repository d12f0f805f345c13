import { quote } from './foreign-text.ts';
import type { LineNews } from './open-program.ts';
import type { OpenContext, TunnelProvider, TunnelSession } from './provider.ts';

const OPEN_WITHIN_MS = 30_000;

/** ngrok's agent, with the account that it is set up for. */
export function createNgrok(openWithinMs = OPEN_WITHIN_MS): TunnelProvider {
  return {
    name: 'ngrok',
    traits: {
      urlStability: 'fixed',
      isEncryptedToUs: true,
      // ngrok appends the visitor's address: the last one is its own.
      senderHeader: 'x-forwarded-for',
      proveForMs: 10_000,
      probeEveryMs: 60_000,
      notices: ['A free plan counts requests, our checks among them: one a minute while nothing else comes.'],
    },
    takes: ['tunnelUrl'],
    open: (context) => open(context, openWithinMs),
  };
}

async function open(context: OpenContext, withinMs: number): Promise<TunnelSession> {
  const { openProgram } = await import('./open-program.ts');
  const { targetPort, settings } = context;
  const domain = settings.tunnelUrl === undefined ? [] : ['--url', settings.tunnelUrl.origin];
  const log = ['--log', 'stdout', '--log-format', 'json'];

  return openProgram(
    {
      program: 'ngrok',
      howToGet: 'Install it from https://ngrok.com/download, then run: ngrok config add-authtoken <token>.',
      args: ['http', `127.0.0.1:${targetPort}`, ...domain, ...log],
      tellsReady: false,
      read: readLine,
      withinMs,
    },
    context,
  );
}

/** ngrok's own numbers: https://ngrok.com/docs/errors/. Those that a further try cannot mend. */
const FATAL_ERRORS = new Set(['105', '106', '107', '121', '320', '4018']);

/** So many agents, or tunnels, at the same time: over once another one ends. */
const LIMITS = new Set(['108', '324', '334']);

function readLine(line: string): LineNews | undefined {
  const number = /ERR_NGROK_(\d+)/.exec(line)?.[1];
  if (number !== undefined) return troubleOf(number, line);

  const entry = parseEntry(line);
  const url = entry?.['msg'] === 'started tunnel' ? entry['url'] : undefined;
  if (typeof url === 'string' && URL.canParse(url) && url.startsWith('https://'))
    return { kind: 'url', url: new URL(url) };
  if (entry?.['lvl'] === 'eror' && typeof entry['err'] === 'string') {
    return { kind: 'trouble', code: 'unreachable', reason: `ngrok failed: ${quote(entry['err'])}.` };
  }
  return undefined;
}

function troubleOf(number: string, line: string): LineNews {
  const entry = parseEntry(line);
  const said = typeof entry?.['err'] === 'string' ? entry['err'] : line;
  const reason = `ngrok refuses (https://ngrok.com/docs/errors/err_ngrok_${number}): ${quote(said)}.`;
  if (FATAL_ERRORS.has(number)) return { kind: 'trouble', code: 'denied', reason, isFatal: true };
  return { kind: 'trouble', code: LIMITS.has(number) ? 'rate-limited' : 'bad-answer', reason };
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
