import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sign } from '../../src/webhook/signature.ts';
import { collect, exchange } from '../support/raw-http.ts';
import { receiverRunning, SECRET, TOKEN } from '../support/receiver-running.ts';
import { until } from '../support/until.ts';

const MAX_BYTES = 3 * 1024 * 1024;

function post(url: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Response> {
  const rawBody = Buffer.from(body);
  const signed = { 'content-type': 'application/json', 'x-hub-signature-256': sign(rawBody, SECRET) };
  return fetch(url, { method: 'POST', headers: { ...signed, ...headers }, body: rawBody });
}

const textOf = (sizeBytes: number) =>
  `"${'ü'.repeat(Math.floor((sizeBytes - 2) / 2))}${sizeBytes % 2 === 0 ? '' : 'x'}"`;

describe('the handshake', () => {
  it('answers the bare challenge as harmless text', async () => {
    const { url, events } = await receiverRunning();
    const challenge = '<script>alert(1)</script>';
    const query = `hub.mode=subscribe&hub.challenge=${encodeURIComponent(challenge)}&hub.verify_token=${TOKEN}`;
    const answer = await fetch(`${url}?${query}`);

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(challenge);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(events).toMatchObject([{ type: 'handshake.answered', ok: true, status: 200, by: 'listen' }]);
  });

  it('is not told when it is our own check', async () => {
    const { url, events } = await receiverRunning({}, { isOwnProbe: (query) => query.includes('challenge=77') });
    const answer = await fetch(`${url}?hub.mode=subscribe&hub.challenge=77&hub.verify_token=${TOKEN}`);
    expect(await answer.text()).toBe('77');
    expect(events).toEqual([]);
  });
});

describe('a body', () => {
  it('of exactly the limit is received to the byte', async () => {
    const { url, kept } = await receiverRunning();
    const body = textOf(MAX_BYTES);
    expect(Buffer.byteLength(body)).toBe(MAX_BYTES);
    expect((await post(url, body)).status).toBe(200);
    const [event] = kept;
    const keptText = event !== undefined && 'body' in event ? event.body : '';
    expect(createHash('sha256').update(keptText).digest('hex')).toBe(createHash('sha256').update(body).digest('hex'));
  });

  it.each([1, 5 * MAX_BYTES])('of %i bytes more is refused with an answer that arrives', async (more) => {
    const { url, events, kept } = await receiverRunning();
    const answer = await post(url, textOf(MAX_BYTES + more));
    expect(answer.status).toBe(413);
    expect(kept).toEqual([]);
    expect(events).toMatchObject([{ type: 'webhook.refused', status: 413 }]);
    expect((await post(url, '{}')).status).toBe(200);
  });

  it('without an end is cut off at the limit', async () => {
    const { port, events } = await receiverRunning();
    const socket = connect(port, '127.0.0.1');
    const answer = collect(socket);
    socket.write(
      'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const pump = setInterval(() => socket.writable && socket.write(chunk), 1);
    const text = await answer;
    clearInterval(pump);

    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(events).toMatchObject([{ type: 'webhook.refused', status: 413 }]);
  });

  it('that breaks off is told and leaves nothing behind', async () => {
    const { port, events, kept } = await receiverRunning();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"',
    );
    socket.end();
    await until(() => events[0], 'the refusal');
    expect(events).toMatchObject([
      { type: 'webhook.refused', status: 400, reason: expect.stringContaining('broke off') },
    ]);
    expect(kept).toEqual([]);
  });
});

describe('a sender', () => {
  const slow = { headersTimeoutMs: 1_000, requestTimeoutMs: 2_000 };

  it('with a slow header is cut off with 408', async () => {
    const { port, url, events } = await receiverRunning({}, slow);
    expect(await exchange(port, 'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-')).toMatch(/^HTTP\/1\.1 408 /);
    expect(events).toMatchObject([
      { type: 'webhook.refused', status: 408, reason: expect.stringContaining('too slow') },
    ]);
    expect((await post(url, '{}')).status).toBe(200);
  });

  it('with a slow body is cut off and told once', async () => {
    const { port, events } = await receiverRunning({}, slow);
    const head = 'POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n';
    expect(await exchange(port, head, '{')).toMatch(/^HTTP\/1\.1 408 /);
    expect(events).toMatchObject([{ type: 'webhook.refused', status: 408 }]);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a header without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ])('that speaks %s is answered and told', async (_, bytes, answer) => {
    const { port, events } = await receiverRunning();
    expect(await exchange(port, bytes)).toMatch(answer);
    expect(events).toMatchObject([{ type: 'webhook.refused' }]);
  });
});

describe('history', () => {
  it('that cannot be written is answered 503, and the receiver goes on', async () => {
    let isFull = true;
    const keep = async () => {
      if (isFull) throw new Error('ENOSPC: no space left on device');
    };
    const { url, events } = await receiverRunning({}, { keep });
    expect((await post(url, '{}')).status).toBe(503);
    isFull = false;
    expect((await post(url, '{}')).status).toBe(200);
    expect(events.map(({ type }) => type)).toEqual(['webhook.refused', 'webhook.received', 'webhook.answered']);
    expect(events[0]).toMatchObject({ status: 503, cause: expect.stringContaining('no space left') });
    expect(events[1]).not.toHaveProperty('duplicateOf');
  });

  it('is written before the answer', async () => {
    let finish = () => {};
    let isAnswered = false;
    const kept = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isAsked = false;
    const keep = () => {
      isAsked = true;
      return kept;
    };
    const { url } = await receiverRunning({}, { keep });
    const answer = post(url, '{}').then((response) => {
      isAnswered = true;
      return response;
    });
    await until(() => isAsked, 'the write');
    expect(isAnswered).toBe(false);
    finish();
    expect((await answer).status).toBe(200);
  });
});

describe('an answer', () => {
  it('that nobody is left to read is told as such', async () => {
    let leave = () => {};
    const app = {
      handshake: () => Promise.reject(new Error('Nobody asks.')),
      webhook: async () => {
        leave();
        await until(() => isGone, 'the sender to leave');
        return { status: 200, body: '', headers: {}, by: 'app' as const };
      },
    };
    let isGone = false;
    const { port, events, server } = await receiverRunning({ appSecret: undefined }, { app });
    server.httpServer.on('connection', (socket) => socket.on('close', () => (isGone = true)));

    const sender = connect(port, '127.0.0.1');
    leave = () => sender.destroy();
    sender.write('POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
    const answered = await until(() => events.find(({ type }) => type === 'webhook.answered'), 'the answer');
    expect(answered).toMatchObject({ status: 200, by: 'app', reason: expect.stringContaining('had left') });
  });
});

describe('a bug of ours', () => {
  it('costs one webhook and never the receiver', async () => {
    let isBroken = true;
    const newId = () => {
      if (isBroken) throw new TypeError('a bug');
      return 'test-1';
    };
    const { url, events } = await receiverRunning({ newId });
    expect((await post(url, '{}')).status).toBe(500);
    isBroken = false;
    expect((await post(url, '{}')).status).toBe(200);
    expect(events[0]).toMatchObject({ type: 'webhook.refused', status: 500, cause: expect.stringContaining('a bug') });
  });
});

describe('closing', () => {
  it('lets a running request end and takes no new one', async () => {
    let finish = () => {};
    let isAsked = false;
    const keep = () =>
      new Promise<void>((resolve) => {
        isAsked = true;
        finish = resolve;
      });
    const { url, server } = await receiverRunning({}, { keep });
    const answer = post(url, '{}');
    await until(() => isAsked, 'the request');
    const closed = server.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    finish();
    expect((await answer).status).toBe(200);
    await closed;
  });
});
