import { AssertionError } from 'node:assert';
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type App,
  type AppOptions,
  assertAccepted,
  assertAcceptsWebhook,
  assertAnswered,
  assertAnsweredWithin,
  assertAnswersHandshake,
  assertHandlesOnce,
  assertRefusesForgeries,
  matchers,
  startApp,
  type WebhookMatchers,
} from '../../../src/testing.ts';

declare module 'vitest' {
  interface Matchers extends WebhookMatchers {}
}

expect.extend(matchers);

const appSecret = 'a-secret';
const verifyToken = 'a token';

async function started(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  options: AppOptions = {},
): Promise<App> {
  const app = await startApp(listener, { appSecret, verifyToken, ...options });
  onTestFinished(() => app.close());
  return app;
}

/** A bot with a choice of mistakes. */
async function bot({ checks = true, remembers = true, handshakes = 'right' as 'right' | 'always' | 'never' } = {}) {
  const seen = new Set<string>();
  const handled: string[] = [];
  const app = await started(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://app');
    if (request.method === 'GET') {
      const isRight = searchParams.get('hub.verify_token') === verifyToken;
      const isAnswered = handshakes === 'always' || (handshakes === 'right' && isRight);
      return void (isAnswered ? response.end(searchParams.get('hub.challenge')) : response.writeHead(403).end());
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const rawBody = Buffer.concat(chunks);
    const right = `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;
    if (checks && request.headers['x-hub-signature-256'] !== right) return void response.writeHead(401).end();
    response.end();
    // As many do, after the answer.
    const [id = ''] = /wamid\.[^"]+/.exec(rawBody.toString()) ?? [];
    setTimeout(() => {
      if (!seen.has(id) || !remembers) handled.push(id);
      seen.add(id);
    }, 1);
  });
  return { app, effects: () => handled.length };
}

describe('expect(delivery)', () => {
  it('toBeAccepted: each copy answered 200 in the end', async () => {
    const statuses = [500, 200];
    const app = await started((request, response) =>
      response.writeHead(request.method === 'GET' ? 404 : (statuses.shift() ?? 200)).end('out of <order>'),
    );
    const failed = await app.deliver('text');
    expect(failed).not.toBeAccepted();
    expect(() => expect(failed).toBeAccepted()).toThrow(
      /^Expected messages\/text to be accepted \(answered 200\)\.\n\nmessages\/text \(\d+ bytes\) to http:.*\n {2}answered 500 after \d+ ms(?:: .*)?\n {4}out of <order>$/,
    );
    const taken = await app.deliver('text');
    expect(taken).toBeAccepted();
    assertAccepted(taken);
    expect(() => expect(taken).not.toBeAccepted()).toThrow('Expected messages/text not to be accepted');
    expect(() => assertAccepted(failed)).toThrow(AssertionError);
  });

  it('toHaveAnswered: with one status, or with one after the other', async () => {
    const statuses = [500, 503, 200];
    const app = await started((request, response) =>
      response.writeHead(request.method === 'GET' ? 404 : (statuses.shift() ?? 200)).end(),
    );
    const ladder = await app.deliver('text', { retries: 5 });
    expect(ladder).toHaveAnswered([500, 503, 200]);
    expect(ladder).not.toHaveAnswered(200);
    assertAnswered(ladder, [500, 503, 200]);
    expect(() => expect(ladder).toHaveAnswered([500, 200])).toThrow(
      /to be answered 500, then 200\.\n\n.*\n {2}try 1, answered 500 .*\n {2}try 2, answered 503 .*\n {2}try 3, answered 200 /,
    );
    const caught = thrownBy(() => assertAnswered(ladder, 200));
    expect(caught).toMatchObject({ name: 'AssertionError', actual: 500, expected: 200, operator: 'assertAnswered' });

    const copies = await app.deliver('text', { duplicates: 1, concurrent: true });
    expect(copies).toHaveAnswered(200);
    expect(() => expect(copies).toHaveAnswered(201)).toThrow(/\n {2}copy 1, answered 200 .*\n {2}copy 2, answered 200/);
  });

  it('toHaveAnsweredWithin: no silence, and in time', async () => {
    const app = await started((_, response) => response.end());
    const delivery = await app.deliver('text');
    expect(delivery).toHaveAnsweredWithin(60_000);
    assertAnsweredWithin(delivery, 60_000);
    expect(() => expect(delivery).toHaveAnsweredWithin(-1)).toThrow('to be answered within -1 ms');
    await app.close();
    const silence = await app.deliver('text');
    expect(() => expect(silence).toHaveAnsweredWithin(60_000)).toThrow(/no answer after \d+ ms \(ECONNREFUSED\)/);
  });

  it('says what it is for', async () => {
    const app = await started((_, response) => response.end());
    expect(() => expect(app.deliver('text')).toBeAccepted()).toThrow(
      'toBeAccepted() is for what deliver() gives, and it got a promise: await it.',
    );
    expect(() => expect('text').toHaveAnswered(200)).toThrow('and it got string.');
    await expect(expect(null).toAcceptWebhook('text')).rejects.toThrow(
      'is for what startApp() gives, and it got null.',
    );
  });
});

describe('expect(app)', () => {
  it('toAcceptWebhook: 200, and in time', async () => {
    const { app } = await bot();
    await expect(app).toAcceptWebhook('text', { withinMs: 60_000 });
    await expect(app).not.toAcceptWebhook('text', { signature: 'invalid' });
    await assertAcceptsWebhook(app, 'image');
    await expect(expect(app).toAcceptWebhook('text', { withinMs: -1 })).rejects.toThrow('within -1 ms');
    await expect(assertAcceptsWebhook(app, 'text', { signature: 'missing' })).rejects.toThrow(
      /answered 401.*appSecret/,
    );
  });

  it('toAnswerHandshake: the right token alone', async () => {
    const { app } = await bot();
    await expect(app).toAnswerHandshake();
    await assertAnswersHandshake(app);
    expect(await app.handshake()).toBeAccepted();

    const { app: open } = await bot({ handshakes: 'always' });
    await expect(expect(open).toAnswerHandshake()).rejects.toThrow('a wrong verify token was answered');
    const { app: closed } = await bot({ handshakes: 'never' });
    await expect(assertAnswersHandshake(closed)).rejects.toThrow('it answered 403 instead of 200');
    const refused = await closed.handshake();
    expect(() => expect(refused).toBeAccepted()).toThrow('Expected the handshake to be accepted: it answered 403');
  });

  it('toRefuseForgeries: unsigned, and signed with another secret', async () => {
    const { app } = await bot();
    await expect(app).toRefuseForgeries();
    await assertRefusesForgeries(app, 'image');

    const { app: trusting } = await bot({ checks: false });
    await expect(expect(trusting).toRefuseForgeries()).rejects.toThrow(
      /^Expected the app to refuse forged webhooks\. Check X-Hub-Signature-256[\s\S]*with no signature: [\s\S]*with another secret's signature: /,
    );
    await expect(assertRefusesForgeries(trusting)).rejects.toThrow(AssertionError);
  });

  it('toHandleOnce: whatever comes how often', async () => {
    const { app, effects } = await bot();
    await expect(app).toHandleOnce('text', { effects });
    await expect(app).toHandleOnce('text', { effects, duplicates: 4, concurrent: true });
    await assertHandlesOnce(app, 'text', { effects });

    const forgetful = await bot({ remembers: false });
    await expect(expect(forgetful.app).toHandleOnce('text', { effects: forgetful.effects })).rejects.toThrow(
      /^Expected messages\/text to be handled once in 2 deliveries, and it was handled 2 times\. Remember the ids of messages/,
    );
    const nothing = { effects: async () => 0, effectWithinMs: 20, quietMs: 1 };
    await expect(assertHandlesOnce(app, 'text', nothing)).rejects.toThrow('and it was handled 0 times.');
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}
