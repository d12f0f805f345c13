import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { pause } from '../../deadline.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import { deliver } from '../deliver.ts';
import { world } from '../world.ts';
import type { App, AppOptions, AppToStart } from './app.ts';
import { check } from './check.ts';
import { shakeHands } from './handshake.ts';
import { runProgram } from './run-program.ts';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 25;

/** An app that was started, and perhaps does not answer yet. */
export interface StartedApp {
  readonly origin: string;
  readonly output: () => string;
  /** Why it is over, once it is. */
  readonly end: () => string | undefined;
  readonly close: () => Promise<void>;
}

/**
 * Starts the app under test on a free port of 127.0.0.1 and waits until it answers, whatever it answers.
 *
 * @throws Error with the app's last words when it ends or does not answer in time.
 */
export async function startApp(app: AppToStart, options: AppOptions = {}): Promise<App> {
  const { appSecret, verifyToken, path = '/webhook', startTimeoutMs = START_TIMEOUT_MS } = options;
  const { started, url } = await start(app, path);
  try {
    await untilAnswering(started, url, startTimeoutMs);
  } catch (error) {
    await started.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= started.close();
    return closing;
  };

  return {
    url: url.href,
    appSecret,
    verifyToken,
    output: started.output,
    deliver: (what, further) => deliver(what, { appSecret, ...further, to: url }),
    handshake: async (further = {}) => {
      const token = further.verifyToken ?? verifyToken;
      if (token === undefined) throw new Error('A handshake needs the verifyToken: give it to startApp.');
      return shakeHands(url, token);
    },
    check: (request) => check({ appSecret, verifyToken, ...request, url }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function start(app: AppToStart, path: string): Promise<{ readonly started: StartedApp; readonly url: URL }> {
  if (typeof app === 'object' && 'url' in app) {
    const url = new URL(app.url);
    return { started: { origin: url.origin, output: () => '', end: () => undefined, close: async () => {} }, url };
  }
  const started = await begin(app);
  return { started, url: new URL(path, started.origin) };
}

function begin(app: Exclude<AppToStart, { readonly url: string | URL }>): Promise<StartedApp> {
  if (typeof app === 'function') return serve(createServer((request, response) => void app(request, response)));
  return 'command' in app ? runProgram(app) : serve(app);
}

async function serve(server: Server): Promise<StartedApp> {
  const wasListening = server.listening;
  if (!wasListening) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens on no port.');

  return {
    origin: `http://127.0.0.1:${address.port}`,
    output: () => '',
    end: () => undefined,
    close: async () => {
      if (wasListening || !server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Asks with a path of no webhook, so that the app's own counts begin with the first delivery. */
async function untilAnswering({ end, output }: StartedApp, url: URL, timeoutMs: number): Promise<void> {
  const startedMs = world.clock();
  const deliverer = createDeliverer({ to: url, connections: 1, timeoutMs, clock: world.clock });
  try {
    for (;;) {
      const result = await deliverer.deliver({ method: 'GET', path: '/', headers: [], rawBody: null });
      if (result.kind === 'answered') return;

      const why =
        end() ?? (world.clock() - startedMs > timeoutMs ? `did not answer within ${timeoutMs} ms` : undefined);
      if (why !== undefined) {
        const last = output();
        throw new Error(`The app ${why} (${result.reason}).${last === '' ? '' : ` It said:\n${last}`}`);
      }
      await pause(POLL_MS, new AbortController().signal);
    }
  } finally {
    await deliverer.close();
  }
}
