import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTunnelPool, type TunnelPool } from './fake-tunnel-pool.ts';

/** How the host behaves. `ok` is localtunnel's reference server; the others each break one thing. */
export type FakeTunnelMode =
  | 'ok'
  | 'hang'
  | '403'
  | '429'
  | '500'
  | 'html'
  | 'noport'
  | 'redirect'
  | 'taken'
  | 'refuse'
  | 'blackhole'
  | 'badip'
  | 'fin'
  | 'rst';

export interface FakeTunnel {
  /** For `--tunnel-host`. Public URLs are `http://<name>.localhost:<port>`. */
  readonly url: URL;
  /** The paths asked for at the control endpoint, in order. */
  readonly registrations: readonly string[];
  readonly setMode: (mode: FakeTunnelMode) => void;
  /** Where the public URLs lead, when something stands in front of this host. */
  readonly setPublicOrigin: (originOf: (name: string) => string) => void;
  /** Names given and not yet released. */
  readonly names: () => readonly string[];
  /** Tunnel sockets that stand now, and all that ever came. */
  readonly standing: () => number;
  readonly accepted: () => number;
  /** Closes every tunnel socket; the names stay for the usual second. */
  readonly drop: () => void;
  /** As `kill -9`: all names and sockets gone, nothing listens. */
  readonly kill: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A localtunnel host on loopback that behaves as the reference server does, name release and queueing included. */
export async function startFakeTunnel(
  options: { mode?: FakeTunnelMode; announced?: number } = {},
): Promise<FakeTunnel> {
  let mode = options.mode ?? 'ok';
  let accepted = 0;
  let port = 0;
  const pools = new Map<string, TunnelPool>();
  const registrations: string[] = [];
  const web = createServer((asked, answer) => {
    const name = /^([a-z0-9-]+)\.localhost(?::\d+)?$/.exec(asked.headers.host ?? '')?.[1];
    if (name === undefined) void register(asked, answer);
    else visit(name, asked, answer);
  });

  const start = async () => {
    web.listen(port, '127.0.0.1');
    await once(web, 'listening');
    port = (web.address() as AddressInfo).port;
  };
  const kill = async () => {
    for (const pool of pools.values()) pool.destroy();
    const closed = once(web, 'close');
    web.close();
    web.closeAllConnections();
    await closed;
  };
  await start();
  let originOf = (name: string) => `http://${name}.localhost:${port}`;

  return {
    setPublicOrigin: (next) => {
      originOf = next;
    },
    url: new URL(`http://127.0.0.1:${port}`),
    registrations,
    setMode: (next) => {
      mode = next;
    },
    names: () => [...pools.keys()],
    standing: () => [...pools.values()].reduce((sum, pool) => sum + pool.sockets.size, 0),
    accepted: () => accepted,
    drop: () => {
      for (const pool of pools.values()) for (const socket of pool.sockets) socket.destroy();
    },
    kill,
    start,
    close: async () => {
      if (web.listening) await kill();
    },
  };

  async function register(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? '/';
    registrations.push(path);
    if (mode === 'hang') return;
    if (mode === '403') return answerJson(answer, 403, { message: 'Invalid subdomain.\u001b[31m\u202e Use letters.' });
    if (mode === '429') return answerJson(answer, 429, { message: 'Slow down' });
    if (mode === '500') return answerJson(answer, 500, {});
    if (mode === 'noport') return answerJson(answer, 200, { id: 'x', url: 'http://x.localhost' });
    if (mode === 'redirect') {
      answer.writeHead(302, { location: 'http://login.localhost/' }).end();
      return;
    }
    if (mode === 'html') {
      answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Hotel Wi-Fi</title>');
      return;
    }

    const wanted = path === '/?new' ? randomName() : decodeURIComponent(path.slice(1));
    if (!/^(?:[a-z0-9][a-z0-9-]{4,63}[a-z0-9]|[a-z0-9]{4,63})$/.test(wanted)) {
      return answerJson(answer, 403, { message: 'Invalid subdomain.' });
    }
    const name = mode === 'taken' || pools.has(wanted) ? randomName() : wanted;
    const pool = await openTunnelPool({
      behaviour: mode,
      onAccept: () => {
        accepted += 1;
      },
      onGone: () => pools.delete(name),
    });
    pools.set(name, pool);
    answerJson(answer, 200, {
      id: name,
      port: pool.port,
      max_conn_count: options.announced ?? 10,
      url: originOf(name),
      ...(mode === 'badip' && { ip: 'no-such-host.invalid' }),
    });
  }

  function visit(name: string, asked: IncomingMessage, answer: ServerResponse): void {
    // Everything stands, and nothing comes through: a link whose middle is gone.
    if (mode === 'blackhole') return;
    const pool = pools.get(name);
    if (pool === undefined) answer.writeHead(404).end('404');
    else pool.pass(asked, answer);
  }
}

function answerJson(answer: ServerResponse, status: number, value: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function randomName(): string {
  return `calm-fly-${Math.random().toString(36).slice(2, 8)}`;
}
