import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import TunnelCluster from 'localtunnel/lib/TunnelCluster.js';
import { createDeferred } from './deferred.ts';
import { describeTrouble } from './network-trouble.ts';
import type { TunnelEnd } from './provider.ts';

/** The system's default lets a dead link look alive for two hours. */
const KEEP_ALIVE_MS = 15_000;

/** A socket that could not connect while others work is tried again after this long. */
const RECONNECT_MS = 1_000;

/** So many sockets closed unused within a second are a host that turns us away, not traffic: stop before it blocks us. */
const STORM_SOCKETS = 50;
const STORM_WINDOW_MS = 1_000;

export interface SocketsOptions {
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly socketCount: number;
  readonly localPort: number;
  /** So long without one standing connection, at the start or later, ends the tunnel. */
  readonly connectWithinMs: number;
}

export interface TunnelSockets {
  /** Settles with the first standing connection, the first sign that the tunnel carries anything. */
  readonly connected: Promise<void>;
  readonly closed: Promise<TunnelEnd>;
  readonly close: () => Promise<void>;
}

/** Keeps a tunnel's connections standing until the host is gone or `close` is called. */
export function keepSockets(options: SocketsOptions): TunnelSockets {
  const { remoteHost, remotePort, socketCount, localPort, connectWithinMs } = options;
  const cluster = new TunnelCluster({ remote_host: remoteHost, remote_port: remotePort, local_port: localPort });
  // Each refused connection is such an event; unheard, it would end the program. The socket itself tells us more.
  cluster.on('error', () => {});

  const sockets = new Set<Socket>();
  const reconnects = new Set<NodeJS.Timeout>();
  const isStorm = createStormDetector();
  const connected = createDeferred<void>();
  const closed = createDeferred<TunnelEnd>();
  let standing = 0;
  let hasEnded = false;
  let aloneTimer = startAloneTimer();

  for (let count = 0; count < socketCount; count += 1) open();

  return {
    connected: connected.promise,
    closed: closed.promise,
    close: async () => {
      const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      end({ code: 'stopped', reason: 'The tunnel was closed.' });
      await Promise.all(gone);
    },
  };

  function open(): void {
    const socket = catchSocket(() => cluster.open());
    let isStanding = false;
    let trouble: Error | undefined;
    sockets.add(socket);

    socket.on('error', (error) => {
      trouble = error;
    });
    socket.once('connect', () => {
      isStanding = true;
      standing += 1;
      clearTimeout(aloneTimer);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      connected.resolve();
    });
    socket.once('close', () => {
      sockets.delete(socket);
      if (hasEnded) return;
      if (isStanding) replace(socket);
      else retryLater(trouble);
    });
  }

  /** One connection serves one visitor's connection: when that is over, the next one must stand ready. */
  function replace(socket: Socket): void {
    standing -= 1;
    if (socket.bytesRead === 0 && isStorm()) {
      end({ code: 'sockets-lost', reason: 'The tunnel host closes our connections as soon as they stand.' });
      return;
    }
    if (standing === 0) aloneTimer = startAloneTimer();
    open();
  }

  function retryLater(trouble: Error | undefined): void {
    if (sockets.size === 0) {
      const { code, predicate } = describeTrouble(trouble, connectWithinMs);
      end({ code, reason: `The tunnel's port ${remotePort} at ${remoteHost} ${predicate}.` });
      return;
    }

    const timer = setTimeout(() => {
      reconnects.delete(timer);
      open();
    }, RECONNECT_MS);
    reconnects.add(timer);
  }

  function startAloneTimer(): NodeJS.Timeout {
    const reason = `No connection to the tunnel's port ${remotePort} at ${remoteHost} within ${connectWithinMs / 1000} s.`;
    return setTimeout(() => end({ code: 'timeout', reason }), connectWithinMs);
  }

  function end(how: TunnelEnd): void {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(aloneTimer);
    for (const timer of reconnects) clearTimeout(timer);
    for (const socket of sockets) socket.destroy();
    closed.resolve(how);
  }
}

/**
 * The cluster shows a socket only once it has connected. Whoever must close everything, and tell why a connection
 * failed, needs it before: https://nodejs.org/api/diagnostics_channel.html#net
 */
function catchSocket(open: () => void): Socket {
  let caught: Socket | undefined;
  const onSocket = (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('socket' in message)) return;
    if (message.socket instanceof Socket) caught ??= message.socket;
  };

  subscribe('net.client.socket', onSocket);
  try {
    open();
  } finally {
    unsubscribe('net.client.socket', onSocket);
  }
  if (caught === undefined) throw new Error('localtunnel opened no socket: its version or that of Node does not fit.');
  return caught;
}

function createStormDetector(): () => boolean {
  const times: number[] = [];
  return () => {
    const now = performance.now();
    times.push(now);
    while ((times[0] ?? now) < now - STORM_WINDOW_MS) times.shift();
    return times.length > STORM_SOCKETS;
  };
}
