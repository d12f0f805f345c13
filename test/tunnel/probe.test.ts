import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type LookupFunction,
  type Server as TcpServer,
} from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { probe } from '../../src/tunnel/probe.ts';
import { selfSigned } from '../support/self-signed.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('probe', () => {
  it("sends Meta's own verification request", async () => {
    let seen: IncomingMessage | undefined;
    const url = await endpoint((asked, answer) => {
      seen = asked;
      answer.end(challengeOf(asked));
    });

    expect(await ask(url, { challenge: '1158201444', verifyToken: 'to ken&+é' })).toEqual({
      ok: true,
      tookMs: expect.any(Number),
    });
    expect(seen?.url).toBe(
      '/webhook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=to%20ken%26%2B%C3%A9',
    );
    expect(seen?.headers).toMatchObject({
      host: url.host,
      'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)',
      accept: '*/*',
      'accept-encoding': 'deflate, gzip',
    });
  });

  it('appends its query to the one that the callback URL has', async () => {
    let askedFor = '';
    const url = await endpoint((asked, answer) => {
      askedFor = asked.url ?? '';
      answer.end(challengeOf(asked));
    });
    url.search = '?team=blue';
    expect(await ask(url, { challenge: '77', verifyToken: 't' })).toMatchObject({ ok: true });
    expect(askedFor).toBe('/webhook?team=blue&hub.mode=subscribe&hub.challenge=77&hub.verify_token=t');
  });

  it('reaches a *.localhost name, which the resolver may not know, with its Host header', async () => {
    const { port } = await endpoint((asked, answer) =>
      answer.end(asked.headers.host === `my-bot.localhost:${port}` ? challengeOf(asked) : 'wrong host'),
    );

    expect(await ask(new URL(`http://my-bot.localhost:${port}/webhook`))).toMatchObject({ ok: true });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const)('reads an answer that a proxy compressed (%s)', async (encoding, compress) => {
    const url = await endpoint((asked, answer) =>
      answer.writeHead(200, { 'content-encoding': encoding }).end(compress(challengeOf(asked))),
    );

    expect(await ask(url)).toMatchObject({ ok: true });
  });

  const page = '<!DOCTYPE html><html><head><title>Tunnel\u001b]0;x\u0007 website ahead!</title></head></html>';
  const obstacles: [string, (asked: IncomingMessage, answer: ServerResponse) => void, string][] = [
    [
      'a tunnel that is not known',
      (_, answer) => answer.writeHead(404).end('404'),
      'answers 404: the tunnel is not known there, or nothing is served at this path.',
    ],
    [
      'a reminder page',
      (_, answer) => answer.writeHead(511).end(page),
      'answers 511 with a web page titled "Tunnel ]0;x website ahead!": ' +
        "the tunnel's reminder page or this network's login stands in front.",
    ],
    [
      'a page with 200',
      (_, answer) => answer.end(page),
      'answers with a web page titled "Tunnel ]0;x website ahead!" instead of the challenge.',
    ],
    [
      'a redirect, without telling its query',
      (asked, answer) => answer.writeHead(301, { location: `https://www.example.com${asked.url}` }).end(),
      'redirects to "https://www.example.com/webhook" (301); Meta wants the answer here.',
    ],
    [
      'JSON in quotes',
      (asked, answer) => answer.end(JSON.stringify(challengeOf(asked))),
      'answers the challenge in quotes, as JSON; Meta wants the bare text.',
    ],
    [
      'a newline at the end',
      (asked, answer) => answer.end(`${challengeOf(asked)}\n`),
      'answers the challenge with a newline or a space too many.',
    ],
    ['nothing', (_, answer) => answer.end(), 'answers 200 with nothing instead of the challenge.'],
    [
      'another text, the same each time',
      (asked, answer) => answer.end(`ok ${challengeOf(asked)}`),
      'answers something else than the challenge: "ok <challenge>".',
    ],
    [
      'another token',
      (_, answer) => answer.writeHead(403).end(),
      'answers 403: the verify token is another one, or a firewall stands in front.',
    ],
    ['a status without a meaning', (_, answer) => answer.writeHead(418).end(), 'answers 418.'],
    [
      'a body that does not unpack',
      (_, answer) => answer.writeHead(200, { 'content-encoding': 'br' }).end('x'),
      'answers with a compressed body that cannot be unpacked.',
    ],
  ];
  it.each(obstacles)('names what stands in the way: %s', async (_, serve, reason) => {
    const url = await endpoint(serve);

    expect(await ask(url)).toEqual({ ok: false, reason: `The public URL ${reason}` });
  });

  it('names a silent, a closing and a refusing host, and one without HTTPS', async () => {
    const silent = await endpoint(() => {});
    const dripping = await endpoint((_, answer) => answer.writeHead(200).write('1'));
    const closing = await tcpEndpoint((server) => server.on('connection', (socket) => socket.destroy()));
    const tlsOnPlain = new URL((await endpoint((_, answer) => answer.end())).href.replace('http:', 'https:'));
    const gone = await tcpEndpoint((server) => server.close());

    const host = (url: URL, predicate: string) => ({
      ok: false,
      reason: `The public URL's host ${url.host} ${predicate}.`,
    });
    expect(await ask(silent, { timeoutMs: 100 })).toEqual(host(silent, 'did not answer within 0.1 s'));
    expect(await ask(dripping, { timeoutMs: 100 })).toEqual(host(dripping, 'did not answer within 0.1 s'));
    expect(await ask(closing)).toEqual(host(closing, 'closed the connection without an answer'));
    expect(await ask(gone)).toEqual(host(gone, 'refused the connection'));
    expect(await ask(tlsOnPlain)).toMatchObject({ ok: false, reason: expect.stringContaining('does not speak HTTPS') });
  });

  it('names a certificate that nobody vouches for', async () => {
    const server = createHttpsServer(selfSigned(), (asked, answer) => answer.end(challengeOf(asked)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`);

    expect(await ask(url)).toEqual({
      ok: false,
      reason: `The public URL's host ${url.host} has a certificate that nobody vouches for: it signed itself (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    });
  });

  it('asks the look-up it was given', async () => {
    const unknown = new URL('https://gone.example/webhook');
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), '', 4);

    expect(await ask(unknown, { lookup })).toEqual({
      ok: false,
      reason: "The public URL's host gone.example has no address: its name is unknown.",
    });
  });

  it('ends with the signal', async () => {
    const url = await endpoint(() => {});
    const stop = new AbortController();
    const result = ask(url, { signal: stop.signal });
    stop.abort();

    expect(await result).toEqual({ ok: false, reason: 'The check of the public URL was stopped.' });
  });
});

function ask(url: URL, options: Partial<Parameters<typeof probe>[0]> = {}) {
  return probe({ url, verifyToken: 'token', signal: new AbortController().signal, ...options });
}

function challengeOf(asked: IncomingMessage): string {
  return new URL(asked.url ?? '', 'http://x').searchParams.get('hub.challenge') ?? '';
}

async function endpoint(serve: (asked: IncomingMessage, answer: ServerResponse) => void): Promise<URL> {
  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`);
}

async function tcpEndpoint(prepare: (server: TcpServer) => void): Promise<URL> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  prepare(server);
  closers.push(() => server.close());
  return new URL(`http://127.0.0.1:${port}/webhook`);
}
