import { describe, expect, it, onTestFinished } from 'vitest';
import { deliver, fixtures, type ReceiverOptions, startReceiver } from '../../src/index.ts';
import { until } from '../support/until.ts';

const appSecret = 'a-secret';

async function receiving(options: ReceiverOptions = {}) {
  const receiver = await startReceiver(options);
  onTestFinished(receiver.close);
  return receiver;
}

describe('startReceiver', () => {
  it('receives what is signed, byte for byte, and refuses what is not', async () => {
    const receiver = await receiving({ appSecret });
    const to = receiver.url;
    expect(to).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/webhook$/);

    const delivery = await deliver('text', { to, appSecret });
    expect(delivery.ok).toBe(true);
    const webhook = await receiver.waitFor();
    expect(webhook).toMatchObject({ id: 'webhook-1', signature: { state: 'valid' }, rawBody: delivery.rawBody });
    expect(webhook.payload).toMatchObject({ object: 'whatsapp_business_account' });
    expect(webhook.headers).toMatchObject(delivery.headers);
    expect(webhook.notifications).toMatchObject([{ type: 'text' }]);

    expect((await deliver('text', { to, appSecret: 'another' })).attempts[0]?.status).toBe(401);
    expect(receiver.refused).toMatchObject([{ status: 401, cause: expect.stringContaining('another app secret') }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('answers the handshake of its token', async () => {
    const { url } = await receiving({ verifyToken: 'a token', path: '/hooks/whatsapp' });
    const ask = (token: string) =>
      fetch(`${url}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${encodeURIComponent(token)}`);
    const right = await ask('a token');
    expect([right.status, await right.text()]).toEqual([200, '42']);
    expect((await ask('another')).status).toBe(403);
  });

  it('takes everything without a secret, and what is unsigned on demand', async () => {
    const open = await receiving();
    expect(await deliver('text', { to: open.url })).toMatchObject({ ok: true });
    expect(open.received).toMatchObject([{ signature: { state: 'unchecked' } }]);

    const lenient = await receiving({ appSecret, allowUnsigned: true });
    expect(await deliver('text', { to: lenient.url })).toMatchObject({ ok: true });
    expect(await deliver('text', { to: lenient.url, appSecret: 'x' })).toMatchObject({ ok: true });
    expect(lenient.received).toMatchObject([{ signature: { state: 'missing' } }, { signature: { state: 'invalid' } }]);
  });

  it('marks what came before', async () => {
    const receiver = await receiving();
    await deliver('text', { to: receiver.url, duplicates: 1 });
    const [first, second] = receiver.received;
    expect(first).not.toHaveProperty('duplicateOf');
    expect(second?.duplicateOf).toBe(first?.id);
  });

  it('gives each webhook that fits to one who waits', async () => {
    const receiver = await receiving();
    const status = receiver.waitFor('statuses');
    const image = receiver.waitFor(({ notifications }) => notifications.some(({ type }) => type === 'image'));
    for (const what of ['text', 'image', 'read', 'text']) await deliver(what, { to: receiver.url });
    expect((await status).notifications).toMatchObject([{ type: 'read' }]);
    expect((await image).notifications).toMatchObject([{ type: 'image' }]);
    const [first, second] = [await receiver.waitFor('messages/text'), await receiver.waitFor('messages/text')];
    expect([first.id, second.id]).toEqual(['webhook-1', 'webhook-4']);
  });

  it('tells what came instead of what was waited for', async () => {
    const receiver = await receiving({ appSecret });
    await expect(receiver.waitFor('calls', { timeoutMs: 1 })).rejects.toThrow(
      'No webhook of calls came within 1 ms. Nothing',
    );
    await deliver('text', { to: receiver.url, appSecret });
    await deliver('text', { to: receiver.url });
    await expect(receiver.waitFor('calls', { timeoutMs: 1 })).rejects.toThrow(
      /^No webhook of calls came within 1 ms\. What came:\n {2}text from .*\n {2}refused with 401: X-Hub-Signature-256 is missing/,
    );
    await expect(receiver.waitFor('no field!')).rejects.toThrow('"no field!" is no field');
    const waiting = receiver.waitFor('calls');
    const told = expect(waiting).rejects.toThrow('The receiver was closed before a webhook of calls came.');
    await receiver.close();
    await told;
  });

  it('hands on all webhooks in order, and ends when it is closed', async () => {
    const receiver = await receiving();
    const types: (string | undefined)[] = [];
    const reading = (async () => {
      for await (const { notifications } of receiver.webhooks) types.push(notifications[0]?.type);
    })();
    await deliver('text', { to: receiver.url });
    await deliver('image', { to: receiver.url });
    await until(() => types.length === 2, 'both webhooks');
    await receiver.close();
    await reading;
    await receiver.close();
    expect(types).toEqual(['text', 'image']);
  });

  it('answers wrongly on purpose, and receives all the same', async () => {
    const receiver = await receiving({ respond: '500x2' });
    const ladder = await deliver('text', { to: receiver.url, retries: 5 });
    expect(ladder.attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
    receiver.respond(['dropx1', 404]);
    const { attempts } = await deliver('text', { to: receiver.url, retries: 1 });
    expect(attempts).toMatchObject([{ ok: false, code: expect.any(String) }, { status: 404 }]);
    receiver.respond([]);
    expect(await deliver('text', { to: receiver.url })).toMatchObject({ ok: true });
    expect(receiver.received).toHaveLength(6);
    // @ts-expect-error an answer that is none
    expect(() => receiver.respond('sometimes')).toThrow('"sometimes" is no answer: write 500, "500x3"');
  });

  it('says so when its port is taken, and takes 3 MB and no more', async () => {
    const receiver = await receiving({ maxBodyBytes: 100 });
    const port = Number(new URL(receiver.url).port);
    await expect(startReceiver({ port })).rejects.toThrow(/EADDRINUSE/);
    expect((await deliver(fixtures.read('text'), { to: receiver.url })).attempts).toMatchObject([{ status: 413 }]);
    const large = await receiving();
    const body = Buffer.from(JSON.stringify('x'.repeat(3 * 1024 * 1024 - 2)));
    expect(await deliver(body, { to: large.url })).toMatchObject({ ok: true });
    expect((await deliver(Buffer.concat([body, Buffer.from(' ')]), { to: large.url })).attempts[0]?.status).toBe(413);
  });
});
