import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { keepSockets } from '../../src/tunnel/localtunnel-sockets.ts';
import { eventually } from '../support/eventually.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it('takes back connections that are still on their way when it is closed', async () => {
  const host = await acceptor();
  const sockets = keepSockets({ ...host.address, socketCount: 10, localPort: 1, connectWithinMs: 60_000 });

  await sockets.close();

  expect(await sockets.closed).toMatchObject({ code: 'stopped' });
  await eventually(() => expect(host.standing.size).toBe(0));
  expect(process.getActiveResourcesInfo().filter((name) => /TCPConnectWrap|GetAddrInfo/.test(name))).toEqual([]);
});

it('ends once, with the reason, when nothing listens', async () => {
  const host = await acceptor();
  await host.close();
  const sockets = keepSockets({ ...host.address, socketCount: 10, localPort: 1, connectWithinMs: 60_000 });

  const { remotePort } = host.address;
  expect(await sockets.closed).toEqual({
    code: 'refused',
    reason: `The tunnel's port ${remotePort} at 127.0.0.1 refused the connection.`,
  });
});

it('does not take many short connections that carried something for a storm', async () => {
  const app = await acceptor((socket) => socket.once('data', () => socket.end('served')));
  let served = 0;
  const host = await acceptor((socket) => {
    served += 1;
    if (served <= 300) socket.end('x');
  });
  const sockets = keepSockets({
    ...host.address,
    socketCount: 10,
    localPort: app.address.remotePort,
    connectWithinMs: 60_000,
  });
  closers.push(sockets.close);

  await eventually(() => expect(served).toBe(310));
  expect(await Promise.race([sockets.closed, 'still standing'])).toBe('still standing');
});

async function acceptor(serve: (socket: Socket) => void = () => {}) {
  const standing = new Set<Socket>();
  const server = createServer((socket) => {
    standing.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => standing.delete(socket));
    socket.resume();
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    for (const socket of standing) socket.destroy();
  };
  closers.push(close);
  return {
    address: { remoteHost: '127.0.0.1', remotePort: (server.address() as AddressInfo).port },
    standing,
    close,
  };
}
