import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface RawServer {
  readonly url: URL;
  readonly sockets: readonly Socket[];
  /** What came over each connection up to now, in Latin-1. */
  readonly received: readonly string[];
}

/** A server that knows no HTTP: what becomes of each connection is up to the test, which is told of each part that arrives. */
export async function rawServer(
  take: (socket: Socket, received: () => string, connection: number) => void,
  options: { readonly host?: string; readonly allowHalfOpen?: boolean } = {},
): Promise<RawServer> {
  const { host = '127.0.0.1', allowHalfOpen = false } = options;
  const sockets: Socket[] = [];
  const received: string[] = [];
  const server = createServer({ allowHalfOpen, noDelay: true }, (socket) => {
    const connection = sockets.push(socket) - 1;
    received.push('');
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received[connection] += bytes.toString('latin1');
      take(socket, () => received[connection] ?? '', connection);
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/webhook`), sockets, received };
}

/** Whether a request with its body is there. */
export function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n');
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
  return end !== -1 && received.length >= end + 4 + length;
}

/** Writes these bytes cut at these places, each part after the one before has left. */
export async function writeInParts(socket: Socket, bytes: Buffer, places: readonly number[]): Promise<void> {
  const cuts = [...new Set(places.map((place) => place % (bytes.byteLength + 1)))].sort((one, other) => one - other);
  let from = 0;
  for (const to of [...cuts, bytes.byteLength]) {
    if (to > from && !socket.destroyed) await new Promise((resolve) => socket.write(bytes.subarray(from, to), resolve));
    await nextTurn();
    from = to;
  }
}
