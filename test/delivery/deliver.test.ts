import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeliverer, type DelivererOptions, MAX_ANSWER_BYTES, type Shipment } from '../../src/delivery/deliver.ts';
import { isWhole, type RawServer, rawServer } from '../support/answers-on-wire.ts';
import { appAnswering } from '../support/app-answering.ts';
import { createAuthority } from '../support/authority.ts';
import { until } from '../support/until.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** Larger than what the system takes before anybody reads. */
const LARGE = Buffer.alloc(16 * 1024 * 1024, 'x');

function delivererTo(to: URL | string, options: Partial<DelivererOptions> = {}) {
  const usual = { to: new URL(to), connections: 1, timeoutMs: 60_000, clock: () => performance.now() };
  const deliverer = createDeliverer({ ...usual, ...options });
  onTestFinished(deliverer.close);
  const deliver = async (shipment: Partial<Shipment> = {}) => {
    const request = { method: 'POST', path: '/webhook', headers: [], rawBody: Buffer.from('{}'), ...shipment } as const;
    const result = await deliverer.deliver(request);
    if (result.kind === 'failed') return `${result.code}: ${result.reason}`;
    return `${result.status} ${Buffer.from(result.answer.body).toString('latin1')}`.trim();
  };
  return { ...deliverer, deliver };
}

/** Answers each whole request in turn: with a text, or as a function does. */
function answering(...answers: readonly (string | ((socket: Socket) => void))[]): Promise<RawServer> {
  let answered = 0;
  const seen = new Map<Socket, number>();
  return rawServer((socket, received) => {
    const rest = received().slice(seen.get(socket) ?? 0);
    if (!isWhole(rest)) return;
    seen.set(socket, received().length);
    const answer = answers[Math.min(answered, answers.length - 1)] ?? OK;
    answered += 1;
    if (typeof answer === 'string') socket.write(answer);
    else answer(socket);
  });
}

describe('a request on the wire', () => {
  it('is exactly what was asked for', async () => {
    const server = await answering(OK);
    const { deliver } = delivererTo(server.url);
    expect(
      await deliver({ path: '/a?b=%20', headers: ['X-One', '1', 'x-two', 'zw\xf6lf'], rawBody: Buffer.from('ö') }),
    ).toBe('200');
    expect(await deliver({ rawBody: new Uint8Array() })).toBe('200');
    expect(await deliver({ method: 'GET', rawBody: null })).toBe('200');
    const own = `host: ${server.url.host}\r\nconnection: keep-alive\r\n`;
    expect(server.received).toEqual([
      [
        `POST /a?b=%20 HTTP/1.1\r\n${own}X-One: 1\r\nx-two: zw\xf6lf\r\ncontent-length: 2\r\n\r\n\xc3\xb6`,
        `POST /webhook HTTP/1.1\r\n${own}content-length: 0\r\n\r\n`,
        `GET /webhook HTTP/1.1\r\n${own}\r\n`,
      ].join(''),
    ]);
  });

  it('goes to another host of the same address, and closes behind itself, when its headers say so', async () => {
    const server = await answering(OK);
    const { deliver } = delivererTo(server.url);
    await deliver({ headers: ['Host', 'shop.example', 'Connection', 'close'] });
    await deliver();
    expect(server.received[0]).toMatch(
      /^POST \/webhook HTTP\/1\.1\r\nhost: shop\.example\r\nconnection: close\r\ncontent-length: 2\r\n/,
    );
    expect(server.received).toHaveLength(2);
  });

  it.each([
    ['a path with a blank', { path: '/a b' }],
    ['a path with a line', { path: '/\r\nX: y' }],
    ['a name that is none', { headers: ['a b', 'c'] }],
    ['a value with a line', { headers: ['a', 'b\r\nX: y'] }],
    ['a value beyond Latin-1', { headers: ['a', '€'] }],
    ['a length of its own', { headers: ['Content-Length', '7'] }],
    ['chunks', { headers: ['transfer-encoding', 'chunked'] }],
  ])('never has %s', async (_, shipment) => {
    const server = await answering(OK);
    expect(await delivererTo(server.url).deliver(shipment)).toMatch(/^UND_ERR_INVALID_ARG: /);
    expect(server.received).toEqual([]);
  });

  it.each([
    ['127.0.0.1', 'localhost'],
    ['::1', '[::1]'],
  ])('reaches a server on %s as %s', async (host, name) => {
    const server = await rawServer((socket) => void socket.write(OK), { host });
    expect(await delivererTo(`http://${name}:${server.url.port}/`).deliver()).toBe('200');
    expect(server.received[0]).toContain(`host: ${name}:${server.url.port}\r\n`);
  });

  it('asks over TLS for the name in its URL or Host header, and never for an address', async () => {
    const authority = createAuthority();
    const { key, cert } = authority.issue({ names: 'IP:127.0.0.1,DNS:localhost,DNS:shop.example' });
    const names: unknown[] = [];
    const server = createServer({ key, cert }, (request, response) => {
      // Over https it is one.
      names.push((request.socket as TLSSocket).servername);
      request.resume().on('end', () => response.end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const tls = { ca: authority.ca };
    expect(await delivererTo(`https://localhost:${port}`, { tls }).deliver()).toBe('200');
    expect(await delivererTo(`https://127.0.0.1:${port}`, { tls }).deliver()).toBe('200');
    expect(
      await delivererTo(`https://127.0.0.1:${port}`, { tls }).deliver({ headers: ['Host', `shop.example:${port}`] }),
    ).toBe('200');
    expect(names).toEqual(['localhost', false, 'shop.example']);
  });
});

describe('an answer that comes early', () => {
  const refusal = 'HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge';

  it.each([
    ['closes', (socket: Socket) => void socket.end(refusal)],
    ['says so and resets', (socket: Socket) => void socket.write(refusal, () => socket.resetAndDestroy())],
    ['stops reading', (socket: Socket) => void socket.pause().write(refusal)],
    [
      'ends with the connection and resets',
      (socket: Socket) => void socket.write('HTTP/1.0 413 No\r\n\r\nlarge', () => socket.resetAndDestroy()),
    ],
  ])('is the answer when the server %s', async (_, refuse) => {
    const seen = new Set<Socket>();
    const server = await rawServer((socket) => {
      if (seen.has(socket)) return;
      seen.add(socket);
      refuse(socket);
    });
    const { deliver } = delivererTo(server.url);
    expect(await deliver({ rawBody: LARGE })).toBe('413 large');
    expect(await deliver({ rawBody: LARGE })).toBe('413 large');
    expect(server.sockets).toHaveLength(2);
  });

  it('does not cut off the body of who goes on reading', async () => {
    const seen = new Set<Socket>();
    const server = await rawServer((socket, received) => {
      if (!seen.has(socket)) socket.write(OK);
      else if (received().endsWith('{}')) socket.write(OK);
      seen.add(socket);
    });
    const { deliver } = delivererTo(server.url);
    expect(await deliver({ rawBody: LARGE })).toBe('200');
    expect(await deliver()).toBe('200');
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.length).toBeGreaterThan(LARGE.byteLength);
  });
});

describe('the body of a request', () => {
  it('is let go when it has left and is answered, and not while anybody may read it', async () => {
    const seen = new Set<Socket>();
    const server = await rawServer((socket, received) => {
      const isFirst = !seen.has(socket);
      seen.add(socket);
      if (received().startsWith('POST /early') ? isFirst : isWhole(received())) socket.write(OK);
    });
    const released: string[] = [];
    const release = () => void released.push('released');
    expect(await delivererTo(server.url).deliver({ release })).toBe('200');
    expect(released).toHaveLength(1);
    expect(await delivererTo(server.url).deliver({ path: '/early', rawBody: LARGE, release })).toBe('200');
    expect(await delivererTo(server.url, { timeoutMs: 1 }).deliver({ path: '/x y', release })).toMatch(/^UND_ERR/);
    expect(released).toHaveLength(1);
  });
});

describe('a connection', () => {
  it.each([
    ['says that it closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    ['adds what nobody asked for', `${OK}HTTP/1.1 500 No\r\n\r\n`],
    ['closes behind its answer', (socket: Socket) => void socket.end(OK)],
    ['says that it waits for no time', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 0\r\n\r\n'],
  ])('is not used again when the server %s', async (_, answer) => {
    const server = await answering(answer);
    const { deliver } = delivererTo(server.url);
    for (const count of [1, 2, 3]) {
      expect(await deliver()).toBe('200');
      await until(() => server.sockets.length === count, 'its connection');
      await until(
        () => server.sockets.at(-1)?.readableEnded === true || server.sockets.at(-1)?.destroyed === true,
        'its end',
      );
    }
  });

  it('is not used again after what nobody asked for', async () => {
    const server = await answering(OK);
    const { deliver } = delivererTo(server.url);
    expect(await deliver()).toBe('200');
    server.sockets[0]?.write('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n');
    await until(() => server.sockets[0]?.destroyed === true, 'the end of the connection');
    expect(await deliver()).toBe('200');
    expect(server.sockets).toHaveLength(2);
  });

  it('is not used again shortly before the server may close it', async () => {
    let nowMs = 0;
    const server = await answering('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n');
    const { deliver } = delivererTo(server.url, { clock: () => nowMs });
    for (const [idleMs, connections] of [
      [0, 1],
      [2_900, 1],
      [3_100, 2],
    ] as const) {
      nowMs += idleMs;
      expect(await deliver()).toBe('200');
      expect(server.sockets).toHaveLength(connections);
    }
  });

  it('that ends under a request fails it, which is not sent a second time', async () => {
    const server = await answering(OK, (socket) => socket.destroy(), OK);
    const { deliver } = delivererTo(server.url);
    expect(await deliver()).toBe('200');
    expect(await deliver()).toBe(`UND_ERR_SOCKET: ${server.url.host} closed the connection without an answer`);
    expect(server.received.join('').match(/POST/g)).toHaveLength(2);
    expect(await deliver()).toBe('200');
  });

  it('is opened for each request at once up to their number, and serves the others in turn', async () => {
    const held: Socket[] = [];
    const server = await answering((socket) => void held.push(socket));
    const { deliver } = delivererTo(server.url, { connections: 2 });
    const ended: number[] = [];
    const all = [0, 1, 2, 3, 4].map((n) => deliver({ path: `/${n}` }).then(() => ended.push(n)));
    for (let answered = 0; answered < 5; answered += 1) {
      const socket = await until(() => held.shift(), 'a request');
      socket.write(OK);
      await until(() => ended.length > answered, 'its end');
    }
    await Promise.all(all);
    expect(server.sockets).toHaveLength(2);
    const paths = server.received
      .join('')
      .match(/POST \/\d/g)
      ?.toSorted();
    expect(paths).toEqual([0, 1, 2, 3, 4].map((n) => `POST /${n}`));
  });
});

describe('what is no answer', () => {
  it.each([
    ['nothing', '', 'UND_ERR_SOCKET: HOST closed the connection without an answer'],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le', 'UND_ERR_SOCKET: HOST closed the connection without an answer'],
    [
      'half a body',
      `HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf`,
      'UND_ERR_SOCKET: HOST closed the connection in the middle of its answer',
    ],
    [
      'half its chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n',
      'UND_ERR_SOCKET: HOST closed the connection in the middle of its answer',
    ],
    [
      'an interim answer alone',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'UND_ERR_SOCKET: HOST closed the connection without an answer',
    ],
    ['a greeting', '220 mail.example ESMTP\r\n', 'HTTPParserError: what listens on HOST does not speak HTTP'],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      'HTTPParserError: HOST answered with broken HTTP: it has more than one Content-Length',
    ],
    [
      'an endless head',
      `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(20_000)}`,
      'UND_ERR_HEADERS_OVERFLOW: HOST answered with broken HTTP: its head has more than 16 KB',
    ],
  ])('is told: %s', async (_, text, told) => {
    const server = await answering((socket) => void socket.end(text, 'latin1'));
    expect(await delivererTo(server.url).deliver()).toBe(told.replace('HOST', server.url.host));
  });

  it('is told: a reset', async () => {
    const server = await answering((socket) => void socket.resetAndDestroy());
    expect(await delivererTo(server.url).deliver()).toBe(`ECONNRESET: ${server.url.host} reset the connection`);
  });

  it('is told: nobody there', async () => {
    const { url, close } = await appAnswering(200);
    await close();
    const { deliver } = delivererTo(url, { connections: 2 });
    const refused = `ECONNREFUSED: nothing listens on ${new URL(url).host}`;
    expect(await Promise.all([deliver(), deliver(), deliver()])).toEqual([refused, refused, refused]);
  });

  it('is given up in time, wherever it stopped', async () => {
    const server = await answering('', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', OK);
    const { deliver } = delivererTo(server.url, { timeoutMs: 300 });
    for (let n = 0; n < 3; n += 1) expect(await deliver()).toBe('TIMEOUT: no answer within 0.3 s');
    expect(server.sockets).toHaveLength(3);
  });

  it('is given up in time while it waits for a connection', async () => {
    const server = await answering('');
    const { deliver } = delivererTo(server.url, { timeoutMs: 300 });
    expect(await Promise.all([deliver(), deliver()])).toEqual(Array(2).fill('TIMEOUT: no answer within 0.3 s'));
  });

  it('ends with its signal: before, on its way, and while it waits', async () => {
    const server = await answering('');
    const { deliver } = delivererTo(server.url);
    const stopped = 'ABORTED: stopped before the answer came';
    expect(await deliver({ signal: AbortSignal.abort() })).toBe(stopped);
    expect(server.sockets).toHaveLength(0);

    const stopping = new AbortController();
    const both = Promise.all([deliver({ signal: stopping.signal }), deliver({ signal: stopping.signal })]);
    await until(() => server.received[0]?.includes('POST'), 'the request');
    stopping.abort();
    expect(await both).toEqual([stopped, stopped]);
    await until(() => server.sockets[0]?.destroyed, 'the end of the connection');
  });

  it('ends with the deliverer, after which nothing is sent', async () => {
    const server = await answering('');
    const { deliver, close } = delivererTo(server.url);
    const both = Promise.all([deliver(), deliver()]);
    await until(() => server.received[0]?.includes('POST'), 'the request');
    await close();
    const told = `UND_ERR_DESTROYED: stopped before ${server.url.host} answered`;
    expect([...(await both), await deliver()]).toEqual([told, told, told]);
    expect(server.received).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('is taken as far as it is wanted', async () => {
    const server = await answering((socket) => {
      const part = Buffer.alloc(64 * 1024, 'a');
      const more = () => void (socket.destroyed || socket.write(part, more));
      socket.write('HTTP/1.1 200 OK\r\n\r\n', more);
    });
    expect(await delivererTo(server.url).deliver()).toBe(`200 ${'a'.repeat(MAX_ANSWER_BYTES)}`);
    await until(() => server.sockets[0]?.destroyed, 'the end of the connection');
  });

  it('takes as long as its head does', async () => {
    let nowMs = 0;
    let asked = 0;
    const clock = () => {
      asked += 1;
      return nowMs;
    };
    let askedBefore = Number.POSITIVE_INFINITY;
    const server = await answering((socket) => {
      askedBefore = asked;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
    });
    const deliverer = createDeliverer({ to: server.url, connections: 1, timeoutMs: 60_000, clock });
    onTestFinished(deliverer.close);
    const delivered = deliverer.deliver({ method: 'POST', path: '/', headers: [], rawBody: null });
    await until(() => asked > askedBefore, 'the reading of the head');
    nowMs = 1_000;
    server.sockets[0]?.write('hi');
    expect(await delivered).toMatchObject({ status: 200, exactMs: 0 });
  });
});
