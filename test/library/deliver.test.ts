import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkSignature, deliver, describe as describeWebhook, encode, fixtures, parse } from '../../src/index.ts';
import { appAnswering } from '../support/app-answering.ts';
import { createAuthority } from '../support/authority.ts';

const appSecret = 'a-secret';

describe('deliver', () => {
  it('sends a fixture as Meta does: its bytes, headers and both signatures', async () => {
    const app = await appAnswering(200);
    const delivery = await deliver('text', { to: app.url, appSecret, headers: { 'X-Mine': '1' } });
    const [request] = app.requests;

    expect(delivery).toMatchObject({ ok: true, what: 'messages/text', to: app.url });
    expect(delivery.attempts).toMatchObject([{ copy: 1, try: 1, ok: true, status: 200, metasClockMs: 0 }]);
    expect(request?.method).toBe('POST');
    expect(request?.rawBody.equals(delivery.rawBody)).toBe(true);
    expect(request?.headers).toMatchObject(delivery.headers);
    expect(delivery.headers).toMatchObject({ 'content-type': 'application/json', 'x-mine': '1' });
    expect(delivery.headers['x-hub-signature']).toMatch(/^sha1=/);
    expect(checkSignature(delivery.rawBody, delivery.headers['x-hub-signature-256'], appSecret)).toEqual({ ok: true });
    const parsed = parse(delivery.rawBody);
    expect(parsed.ok && encode(parsed.payload)).toEqual(delivery.rawBody);
  });

  it('gives a fixture fresh ids each time, and leaves payloads and bytes as they are', async () => {
    const { url: to } = await appAnswering(200);
    const [first, second] = [await deliver('text', { to }), await deliver('text', { to })];
    expect(first.rawBody).not.toEqual(second.rawBody);

    const payload = fixtures.read('text');
    expect(await deliver(payload, { to })).toMatchObject({ what: 'payload', rawBody: encode(payload) });
    const rawBody = Buffer.from(' {"as":"it is"}\n');
    expect(await deliver(rawBody, { to })).toMatchObject({ what: 'bytes', rawBody });
  });

  it('sets values and shows the user as asked', async () => {
    const { url: to } = await appAnswering(200);
    const set = { 'entry[0].changes[0].value.messages[0].text.body': 'Hi', '/entry/0/id': '7' };
    const { rawBody } = await deliver('text', { to, set, identity: 'username-only' });
    const parsed = parse(rawBody);
    const [told] = describeWebhook(parsed.ok && parsed.payload);
    expect(told).toMatchObject({ accountId: '7', summary: expect.stringContaining('"Hi"') });
    expect(told?.from).not.toMatch(/^\d+$/);
  });

  it.each([
    ['invalid', { appSecret, signature: 'invalid' }],
    ['missing', { appSecret, signature: 'missing' }],
    ['missing without a secret', {}],
  ] as const)('can sign wrongly, or not at all: %s', async (name, options) => {
    const { url: to } = await appAnswering(401);
    const { headers, rawBody, ok, attempts } = await deliver('text', { to, ...options });
    const check = checkSignature(rawBody, headers['x-hub-signature-256'], appSecret);
    expect(check).toMatchObject({ ok: false, reason: name === 'invalid' ? 'mismatch' : 'missing' });
    expect(ok).toBe(false);
    expect(attempts[0]?.reason).toContain('appSecret');
  });

  it('sends copies one after the other, or at the same instant', async () => {
    const app = await appAnswering(200);
    const one = await deliver('text', { to: app.url, duplicates: 2 });
    expect(one.attempts.map(({ copy }) => copy)).toEqual([1, 2, 3]);
    expect(new Set(app.requests.map(({ rawBody }) => rawBody.toString())).size).toBe(1);

    const waiting: (() => void)[] = [];
    const slow = await appAnswering((_, response) => {
      waiting.push(() => response.writeHead(200).end());
      // None is answered before all are there.
      if (waiting.length === 3) for (const answer of waiting) answer();
    });
    expect((await deliver('text', { to: slow.url, duplicates: 2, concurrent: true })).ok).toBe(true);
  });

  it('comes again while the answer is not 200, on a compressed clock', async () => {
    const app = await appAnswering(500, 204, 200);
    const delivery = await deliver('text', { to: app.url, appSecret, retries: 5 });
    expect(delivery.ok).toBe(true);
    expect(delivery.attempts).toMatchObject([
      { try: 1, status: 500, ok: false, metasClockMs: 0 },
      { try: 2, status: 204, ok: false, metasClockMs: 0 },
      { try: 3, status: 200, ok: true, metasClockMs: 60_000 },
    ]);
    expect(new Set(app.requests.map(({ rawBody }) => rawBody.toString())).size).toBe(1);

    const down = await appAnswering(500);
    const given = await deliver('text', { to: down.url, retries: Infinity, speed: 1e9 });
    expect(given).toMatchObject({ ok: false });
    expect(given.attempts.length).toBeGreaterThan(9);
    expect(given.attempts.at(-1)?.metasClockMs).toBeLessThanOrEqual(7 * 24 * 3_600_000);
  });

  it('takes silence and redirects for results', async () => {
    const gone = await appAnswering(200);
    await gone.close();
    expect((await deliver('text', { to: gone.url })).attempts).toMatchObject([
      { ok: false, code: 'ECONNREFUSED', reason: expect.stringContaining('nothing listens') },
    ]);
    const silent = await appAnswering(() => {});
    expect((await deliver('text', { to: silent.url, timeoutMs: 50 })).attempts).toMatchObject([{ code: 'TIMEOUT' }]);

    const away = await appAnswering((_, response) => response.writeHead(302, { location: gone.url }).end());
    expect((await deliver('text', { to: away.url })).attempts).toMatchObject([{ ok: false, status: 302 }]);
  });

  it('gives the answer of the app', async () => {
    const app = await appAnswering((_, response) => response.writeHead(500, { 'x-why': 'db' }).end('no database'));
    const [attempt] = (await deliver('text', { to: app.url })).attempts;
    expect(attempt?.answer?.headers['x-why']).toBe('db');
    expect(Buffer.from(attempt?.answer?.body ?? '').toString()).toBe('no database');
  });

  it('speaks of options, not of flags', async () => {
    const authority = createAuthority();
    const server = createServer(authority.issue(), (_, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const to = `https://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    const [refused] = (await deliver('text', { to })).attempts;
    expect(refused?.reason).toMatch(/tls\.ca\b/);
    expect(refused?.reason).not.toContain('--');
    expect(await deliver('text', { to, tls: { ca: authority.ca, cert: undefined } })).toMatchObject({ ok: true });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const app = await appAnswering(() => stop.abort(new Error('enough')));
    await expect(deliver('text', { to: app.url, signal: stop.signal })).rejects.toThrow('enough');
    await expect(deliver('text', { to: app.url, signal: stop.signal })).rejects.toThrow('enough');
    expect(app.requests).toHaveLength(1);
  });

  it.each([
    ['txt', {}, 'There is no fixture named "txt". Did you mean "text"?'],
    ['text', { set: { 'entry[9].id': '1' } }, 'messages/text cannot be sent: entry[9].id leads nowhere'],
    ['text', { set: { 'entry[': '1' } }, '"entry[" is no path'],
    [Buffer.from('{}'), { set: { object: '1' } }, 'Bytes are sent as they are: "set" is for'],
    ['text', { to: 'nowhere' }, 'Invalid URL'],
  ] as const)('says what cannot be sent: %s %o', async (what, options, message) => {
    await expect(deliver(what, { to: 'http://127.0.0.1:9/', ...options })).rejects.toThrow(message);
  });
});
