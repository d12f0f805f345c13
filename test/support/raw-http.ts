import { connect, type Socket } from 'node:net';

/** Opens a connection, says exactly these bytes, and answers with everything that comes back until the other side closes. */
export function exchange(port: number, ...parts: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    collect(socket).then(resolve, reject);
  });
}

/** Everything that comes back on this connection until it is closed; a reset is an end too. */
export function collect(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}
