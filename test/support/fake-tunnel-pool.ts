import { once } from 'node:events';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface TunnelPool {
  readonly port: number;
  readonly sockets: Set<Socket>;
  readonly pass: (asked: IncomingMessage, answer: ServerResponse) => void;
  readonly destroy: () => void;
}

interface PoolOptions {
  readonly behaviour: string;
  readonly onAccept: () => void;
  /** The name is free again. */
  readonly onGone: () => void;
}

/** The reference server refuses the eleventh. */
const MAX_SOCKETS = 10;
/** How long it keeps a name without a socket. */
const GRACE_MS = 1_000;
/** For the first socket: that comes from a program which a busy machine may hold up for longer than a second. */
const FIRST_GRACE_MS = 30_000;

/** One name's TCP port, its sockets, and the queue of requests that wait for one. */
export async function openTunnelPool({ behaviour, onAccept, onGone }: PoolOptions): Promise<TunnelPool> {
  const sockets = new Set<Socket>();
  const idle: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];

  const tcp = createTcpServer((socket) => {
    onAccept();
    socket.on('error', () => {});
    if (behaviour === 'fin') return void socket.end();
    if (behaviour === 'rst') return void socket.resetAndDestroy();
    if (sockets.size >= MAX_SOCKETS) return void socket.destroy();

    clearTimeout(grace);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (idle.includes(socket)) idle.splice(idle.indexOf(socket), 1);
      if (sockets.size === 0 && tcp.listening) grace = startGrace(GRACE_MS);
    });
    const next = waiting.shift();
    if (next === undefined) idle.push(socket);
    else next(socket);
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port: poolPort } = tcp.address() as AddressInfo;
  if (behaviour === 'refuse') tcp.close();

  // One free socket is kept for the next request, as the reference server's agent does.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 1 });
  const takeSocket = (_options: unknown, callback?: (error: Error | null, stream: Duplex) => void) => {
    const give = (socket: Socket) => callback?.(null, socket);
    const socket = idle.shift();
    if (socket === undefined) waiting.push(give);
    else give(socket);
    return undefined;
  };
  Object.assign(agent, { createConnection: takeSocket });

  const destroy = () => {
    clearTimeout(grace);
    onGone();
    agent.destroy();
    tcp.close();
    for (const socket of sockets) socket.destroy();
  };
  // After a stall of this process, a socket that came in time may still wait to be accepted.
  const destroyUnused = () => sockets.size === 0 && destroy();
  const startGrace = (ms: number) => setTimeout(() => setImmediate(destroyUnused), ms);
  let grace = startGrace(FIRST_GRACE_MS);
  return {
    port: poolPort,
    sockets,
    destroy,
    pass: (asked, answer) => {
      const { method, url: path, headers } = asked;
      const inner = request({ agent, method, path, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 0, reply.rawHeaders);
        reply.pipe(answer);
      });
      // The reference server leaves such a request open for ever; nginx in front of it says 502.
      inner.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
      asked.pipe(inner);
    },
  };
}
