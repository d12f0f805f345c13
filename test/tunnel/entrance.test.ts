import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openEntrance } from '../../src/tunnel/entrance.ts';
import { createLocaltunnel } from '../../src/tunnel/localtunnel.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeTunnel } from '../support/fake-tunnel.ts';
import { openContext } from '../support/supervise.ts';
import { visitPublicUrl } from '../support/visit-public-url.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('entrance', () => {
  it('keeps an idle tunnel usable: without it the next webhook gets a stale 408', async () => {
    const receiver = await startReceiver(IMPATIENT);
    const entrance = await openEntrance(receiver.server);
    closers.push(entrance.close);
    const behindEntrance = await tunnelTo(entrance.port);
    const direct = await tunnelTo(receiver.port);

    // A connection that says nothing, opened last: when it is turned away, all the earlier ones had their chance.
    expect(await silentConnection(receiver.port)).toContain('408');

    expect(await visitPublicUrl(direct, { method: 'POST', body: Buffer.from('{}') })).toMatchObject({ status: 408 });
    for (let n = 0; n < 14; n += 1) {
      const answer = await visitPublicUrl(behindEntrance, { method: 'POST', body: Buffer.from('{}') });
      expect(answer).toMatchObject({ status: 200 });
    }
  });

  it('still cuts off a sender that began and does not go on', async () => {
    const receiver = await startReceiver(IMPATIENT);
    const entrance = await openEntrance(receiver.server);
    closers.push(entrance.close);

    expect(await silentConnection(entrance.port, 'POST /webhook HTTP/1.1\r\nhost: x\r\n')).toContain('408');
  });

  it('hands over every byte, with many senders at the same time', async () => {
    const receiver = await startReceiver();
    const entrance = await openEntrance(receiver.server);
    closers.push(entrance.close);
    const url = new URL(`http://127.0.0.1:${entrance.port}`);
    const bodies = Array.from({ length: 20 }, () => randomBytes(300_000));

    const answers = await Promise.all(bodies.map((body) => visitPublicUrl(url, { method: 'POST', body })));

    expect(answers).toEqual(
      bodies.map((body) => ({
        status: 200,
        headers: expect.any(Object),
        body: createHash('sha256').update(body).digest('hex'),
      })),
    );
  });

  it('lets go of a connection that ends or breaks without a word, and of all when it closes', async () => {
    const receiver = await startReceiver();
    const entrance = await openEntrance(receiver.server);
    const ending = connect(entrance.port, '127.0.0.1');
    const breaking = connect(entrance.port, '127.0.0.1');
    const waiting = connect(entrance.port, '127.0.0.1');
    await Promise.all([ending, breaking, waiting].map((socket) => once(socket, 'connect')));
    for (const socket of [ending, breaking, waiting]) socket.on('error', () => {});

    const ended = once(ending.resume(), 'close');
    ending.end();
    breaking.resetAndDestroy();
    await ended;
    expect(waiting.destroyed).toBe(false);

    const cut = once(waiting.resume(), 'close');
    await entrance.close();
    await cut;
    expect(receiver.connections()).toBe(0);
  });
});

/** Turns a silent connection away soon, and yet leaves a busy machine the time to send a header. */
const IMPATIENT: ServerOptions = { connectionsCheckingInterval: 50, headersTimeout: 1_500 };

async function startReceiver(options: ServerOptions = {}) {
  let connections = 0;
  const server = createServer(options, async (asked, answer) => {
    const hash = createHash('sha256');
    for await (const chunk of asked) hash.update(chunk as Buffer);
    answer.end(hash.digest('hex'));
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => closeAtOnce(server));
  return { server, port: (server.address() as AddressInfo).port, connections: () => connections };
}

function closeAtOnce(server: Server): void {
  server.close();
  server.closeAllConnections();
}

async function tunnelTo(targetPort: number): Promise<URL> {
  const host = await startFakeTunnel();
  closers.push(host.close);
  const session = await createLocaltunnel().open(openContext({ targetPort, settings: { tunnelHost: host.url } }));
  closers.push(session.close);
  await eventually(() => expect(host.standing()).toBe(10));
  return session.url;
}

/** What comes back on a connection that stays silent, perhaps after a beginning. */
async function silentConnection(port: number, beginning = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(beginning);
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString();
  return answer;
}
