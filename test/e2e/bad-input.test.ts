import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Listening, listening, post, signatureOf, textMessage } from '../support/listening.ts';
import { collect, exchange } from '../support/raw-http.ts';

const MAX_BYTES = 3 * 1024 * 1024;
const TOKEN = 'blue-green';
const HEAD = 'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

const ends: (() => Promise<void>)[] = [];
const owner = (end: () => Promise<void>) => void ends.push(end);

let listen: Listening;
let slowlyAsked: Listening;
let slowAnswer: Promise<string>;

beforeAll(async () => {
  slowlyAsked = await listening([], { owner });
  // The real limit is ten seconds: they pass while the other requests are sent.
  slowAnswer = exchange(slowlyAsked.port, 'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-');
  listen = await listening(['--verify-token', TOKEN], { owner });
});

afterAll(() => Promise.all(ends.map((end) => end())));

// Where one test fails, the next one must not find what it left.
beforeEach(() => listen.passOver());

let sent = 0;

/** A good webhook gets its 200 and is told as the next one: whatever came before, the receiver lives. */
async function expectAlive(): Promise<void> {
  sent += 1;
  const body = textMessage(`wamid.good.${sent}`);
  expect((await post(listen.url, body)).status).toBe(200);
  expect(await listen.next('webhook.received')).toMatchObject({ body, signature: { state: 'valid' } });
}

async function expectRefused(answer: Response, status: number, reason: string | RegExp): Promise<void> {
  expect(answer.status).toBe(status);
  const event = await listen.next('webhook.refused');
  expect(event).toMatchObject({ status, reason: expect.stringMatching(reason) });
  expect(event).not.toHaveProperty('body');
  await expectAlive();
}

describe('a handshake', () => {
  const good = ['hub.mode=subscribe', 'hub.challenge=1158201444', `hub.verify_token=${TOKEN}`];

  it.each([
    ['with the wrong token', [...good.slice(0, 2), 'hub.verify_token=red'], 'hub.verify_token is not the verify token'],
    ['with an empty token', [...good.slice(0, 2), 'hub.verify_token='], 'hub.verify_token is not the verify token'],
    ['with another mode', ['hub.mode=unsubscribe', ...good.slice(1)], 'hub.mode is not "subscribe"'],
    ['without a mode', good.slice(1), 'hub.mode is missing'],
    ['without a challenge', [good[0], good[2]], 'hub.challenge is missing'],
    ['with an empty challenge', [good[0], 'hub.challenge=', good[2]], 'hub.challenge is empty'],
    ['without a token', good.slice(0, 2), 'hub.verify_token is missing'],
    ['without anything', [], 'hub.mode is missing'],
    ['with two modes', [...good, 'hub.mode=subscribe'], 'hub.mode is there 2 times'],
    ['with two challenges', [...good, 'hub.challenge=2'], 'hub.challenge is there 2 times'],
    ['with two tokens', [...good, `hub.verify_token=${TOKEN}`], 'hub.verify_token is there 2 times'],
    ['with array brackets', good.map((part) => part.replace('=', '[]=')), 'hub.mode is missing'],
  ])('%s is refused, and says why', async (_, parts, reason) => {
    const answer = await fetch(`${listen.url}?${parts.join('&')}`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(reason);
    const event = await listen.next('handshake.answered');
    expect(event).toMatchObject({ status: 403, ok: false, reason: expect.stringContaining(reason) });
    await expectAlive();
  });

  it('that is whole is answered with the bare challenge', async () => {
    const answer = await fetch(`${listen.url}?${good.join('&')}`);
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 200, text: '1158201444' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });
});

describe('a body', () => {
  /** JSON text of exactly so many bytes. */
  const jsonOf = (sizeBytes: number) => `"${'x'.repeat(sizeBytes - 2)}"`;

  it('of 3 MiB is accepted', async () => {
    const body = jsonOf(MAX_BYTES);
    expect((await post(listen.url, body)).status).toBe(200);
    const event = await listen.next('webhook.received');
    expect(event['sizeBytes']).toBe(MAX_BYTES);
    expect(event['body'] === body).toBe(true);
    await expectAlive();
  });

  it('of one byte more is refused', async () => {
    const answer = await post(listen.url, jsonOf(MAX_BYTES + 1));
    expect(await answer.text()).toContain(`larger than ${MAX_BYTES} bytes`);
    await expectRefused(answer, 413, `larger than ${MAX_BYTES} bytes`);
  });

  it('without an end is cut off', async () => {
    const socket = connect(listen.port, '127.0.0.1');
    const answer = collect(socket);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const pump = () => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on('drain', pump);
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    pump();

    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(await listen.next('webhook.refused')).toMatchObject({ status: 413 });
    await expectAlive();
  });

  it.each([
    ['that is empty', '', 'empty'],
    ['that is cut', '{"object":"whats', 'too early'],
    ['that is no JSON', 'hello', 'JSON'],
    ['that is form-encoded', 'object=whatsapp_business_account', 'form-encoded'],
    ['with a second value', '{}{}', 'after the end'],
    ['that is not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'UTF-8'],
    ['with half a surrogate pair in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22]), 'UTF-8'],
    ['with a byte order mark', '\ufeff{}', 'byte order mark'],
  ])('%s is refused, and says why', async (_, body, reason) => {
    const answer = await post(listen.url, body);
    expect(await answer.clone().text()).toContain(reason);
    await expectRefused(answer, 400, reason);
  });

  it.each([
    ['an empty list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['an object of nobody', '{"hello":"world"}'],
    ['lists in lists, a million deep', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
    ['objects in objects, 200,000 deep', `${'{"entry":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
    ['a lone surrogate, escaped', '{"text":"\\ud83d"}'],
    ['a repeated key', '{"a":1,"a":2}'],
  ])('of %s is received, kept and told', async (_, body) => {
    expect((await post(listen.url, body)).status).toBe(200);
    const event = await listen.next('webhook.received');
    expect(event['body'] === body).toBe(true);
    expect(event['notifications']).toMatchObject([{ summary: expect.stringMatching(/^\S.*\S$/) }]);
    await expectAlive();
  });

  it('that is nested too deep is refused for its signature all the same', async () => {
    const answer = await post(listen.url, `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {
      'x-hub-signature-256': signatureOf('another body'),
    });
    await expectRefused(answer, 401, 'does not match');
  });

  it('in gzip is refused', async () => {
    const answer = await post(listen.url, gzipSync('{}'), { 'content-encoding': 'gzip' });
    await expectRefused(answer, 415, 'Content-Encoding "gzip"');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'as %s is refused',
    async (type) => {
      await expectRefused(
        await post(listen.url, '{}', { 'content-type': type }),
        415,
        `"${type}" is not application/json`,
      );
    },
  );
});

describe('a signature', () => {
  const body = textMessage('wamid.unsigned');
  const hex = signatureOf(body).slice('sha256='.length);

  it.each([
    ['that is wrong', signatureOf(body, 'another secret'), 'does not match', 'another app secret'],
    ['of another body', signatureOf(`${body} `), 'does not match', ''],
    ['made with the verify token', signatureOf(body, TOKEN), 'does not match', 'the verify token instead'],
    ['in upper case', `sha256=${hex.toUpperCase()}`, 'malformed', 'lower case'],
    ['that is short', `sha256=${hex.slice(0, 63)}`, 'malformed', 'has 63 hex digits'],
    ['without its prefix', hex, 'malformed', 'The prefix "sha256=" is missing'],
    ['that is empty', '', 'malformed', 'The header is empty'],
    ['of sha1', `sha1=${hex.slice(0, 40)}`, 'malformed', 'sha1'],
  ])('%s is refused, and its cause is named', async (_, header, reason, cause) => {
    const answer = await post(listen.url, body, { 'x-hub-signature-256': header });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain(reason);
    expect(await listen.next('webhook.refused')).toMatchObject({ status: 401, cause: expect.stringContaining(cause) });
    await expectAlive();
  });

  it.each([
    ['that is missing', [], 'signs nothing'],
    ['of sha1 alone', ['X-Hub-Signature: sha1=0123456789012345678901234567890123456789'], 'Only the older'],
  ])('%s is refused, and its cause is named', async (_, headers, cause) => {
    const head = [
      'POST /webhook HTTP/1.1',
      'Host: a',
      'Connection: close',
      'Content-Type: application/json',
      ...headers,
    ];
    const request = [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
    expect(await exchange(listen.port, request)).toMatch(/^HTTP\/1\.1 401 /);
    const event = await listen.next('webhook.refused');
    expect(event).toMatchObject({ status: 401, reason: 'X-Hub-Signature-256 is missing' });
    expect(event['cause']).toContain(cause);
    await expectAlive();
  });
});

describe('a request', () => {
  it('to another path is refused', async () => {
    const answer = await post(listen.url.replace('/webhook', '/webhooks'), '{}');
    await expectRefused(answer, 404, 'nothing is at /webhooks; the webhook is at /webhook');
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('by %s is refused', async (method) => {
    const answer = await fetch(listen.url, { method });
    expect(answer.headers.get('allow')).toBe('GET, POST');
    await expectRefused(answer, 405, `${method} is not GET or POST`);
  });

  it.each([
    ['that is no HTTP', 'hello\r\n\r\n', 400],
    ['with an endless header', `GET /webhook HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`, 431],
    ['with two lengths', 'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
  ])('%s is refused', async (_, bytes, status) => {
    expect(await exchange(listen.port, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await listen.next('webhook.refused')).toMatchObject({ status });
    await expectAlive();
  });

  it('that breaks off is told', async () => {
    const socket = connect(listen.port, '127.0.0.1');
    socket.end(`${HEAD}Content-Length: 9\r\n\r\n{"a"`);
    await collect(socket);
    const reason = expect.stringContaining('broke off');
    expect(await listen.next('webhook.refused')).toMatchObject({ status: 400, reason });
    await expectAlive();
  });

  it('with a slow header is cut off', async () => {
    expect(await slowAnswer).toMatch(/^HTTP\/1\.1 408 /);
    const reason = expect.stringContaining('too slow');
    expect(await slowlyAsked.next('webhook.refused')).toMatchObject({ status: 408, reason });
    expect((await post(slowlyAsked.url, '{}')).status).toBe(200);
  });
});
