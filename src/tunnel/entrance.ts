import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const throughTunnel = new WeakSet<Socket>();

/** Did this connection reach the receiver through a tunnel? Its peer is then the tunnel's end on this machine, not the sender. */
export function cameThroughTunnel(socket: Socket): boolean {
  return throughTunnel.has(socket);
}

export interface Entrance {
  readonly port: number;
  /** Cuts every connection that came in here. Close the tunnel first. */
  readonly close: () => Promise<void>;
}

/**
 * The tunnel's own way into the receiver: a port on 127.0.0.1 that hands a connection on with its first byte.
 *
 * A tunnel opens its connections in advance. Node counts one that has not yet spoken as a slow sender and answers it
 * 408 after `headersTimeout`; that 408 would be the answer to the next webhook (localtunnel/server#203,
 * localtunnel/localtunnel#563). Here the clock starts when a request does.
 *
 * `receiver` must listen on a port of its own too: Node checks slow senders only on a server that listens.
 */
export async function openEntrance(receiver: Server, port = 0): Promise<Entrance> {
  const sockets = new Set<Socket>();
  // As http.createServer makes them: a sender may close its half and still read the answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    handOnWhenSpeaking(socket, receiver);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.removeAllListeners('error');
  server.on('error', () => {});

  return {
    // A TCP server that listens has an address with a port; the string form is for pipes.
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function handOnWhenSpeaking(socket: Socket, receiver: Server): void {
  const ignoreError = () => {};
  socket.on('error', ignoreError);
  socket.once('readable', () => {
    // Readable with nothing to read: the other side has gone without a word.
    if (socket.readableLength === 0) {
      socket.destroy();
      return;
    }
    socket.off('error', ignoreError);
    throughTunnel.add(socket);
    receiver.emit('connection', socket);
  });
}
