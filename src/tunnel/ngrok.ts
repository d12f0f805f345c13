import { pause } from '../deadline.ts';
import { isObject, type JsonObject, objectIn, objectsIn, textIn } from '../webhook/json-view.ts';
import { quote } from './foreign-text.ts';
import type { LineNews } from './open-program.ts';
import type { OpenContext, TunnelProvider, TunnelSession } from './provider.ts';

const OPEN_WITHIN_MS = 30_000;

/** Where the agent's own API is (https://ngrok.com/docs/agent/api/): the first of these ports that was free. */
const API_PORTS = [4040, 4041, 4042, 4043, 4044];

/** The log tells the URL sooner, where it has the shape that we know. */
const ASK_EVERY_MS = 2_000;

export interface NgrokOptions {
  readonly openWithinMs?: number;
  readonly apiPorts?: readonly number[];
  readonly askEveryMs?: number;
}

/** ngrok's agent, with the account that it is set up for. */
export function createNgrok(options: NgrokOptions = {}): TunnelProvider {
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
    open: (context) => open(context, options),
  };
}

async function open(context: OpenContext, options: NgrokOptions): Promise<TunnelSession> {
  const { openProgram } = await import('./open-program.ts');
  const { openWithinMs = OPEN_WITHIN_MS, apiPorts = API_PORTS, askEveryMs = ASK_EVERY_MS } = options;
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
      ask: (signal) => askAgent({ targetPort, apiPorts, askEveryMs, signal }),
      withinMs: openWithinMs,
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

interface Question extends Required<Omit<NgrokOptions, 'openWithinMs'>> {
  readonly targetPort: number;
  readonly signal: AbortSignal;
}

/** Asks the agent itself for the URL until it is known, for an agent whose log says it in other words. */
async function askAgent({ targetPort, apiPorts, askEveryMs, signal }: Question): Promise<LineNews | undefined> {
  while (!signal.aborted) {
    await pause(askEveryMs, signal);
    for (const port of apiPorts) {
      const url = await askApi(new URL(`http://127.0.0.1:${port}/api/tunnels`), targetPort, signal).catch(
        () => undefined,
      );
      if (url !== undefined) return { kind: 'url', url };
    }
  }
  return undefined;
}

/** Another agent may be at work on this machine too: ours is the one whose tunnel ends where we listen. */
async function askApi(api: URL, targetPort: number, signal: AbortSignal): Promise<URL | undefined> {
  const { get } = await import('./get.ts');
  const { body } = await get(api, { timeoutMs: ASK_EVERY_MS, signal });
  const tunnels = objectsIn(parseEntry(body.toString('utf8')) ?? {}, 'tunnels');
  const ours = tunnels.filter((tunnel) => textIn(objectIn(tunnel, 'config'), 'addr')?.endsWith(`:${targetPort}`));
  const text = ours.map((tunnel) => textIn(tunnel, 'public_url')).find((url) => url?.startsWith('https://'));
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

function parseEntry(line: string): JsonObject | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return isObject(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}
