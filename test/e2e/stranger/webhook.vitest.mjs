import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures } from 'wa-webhook';
import { matchers, startApp } from 'wa-webhook/testing';
import createApp from './app.cjs';

expect.extend(matchers);

const notes = [];
const secrets = { appSecret: 'a-secret', verifyToken: 'green-light' };
let app;
beforeAll(async () => {
  app = await startApp(createApp({ ...secrets, notes }), secrets);
});
afterAll(() => app.close());

test.each(fixtures.list('statuses/*'))('takes %s', async (what) => {
  await expect(app).toAcceptWebhook(what);
});

test('knows Meta', async () => {
  await expect(app).toAnswerHandshake();
  await expect(app).toRefuseForgeries();
  expect(await app.deliver('text', { signature: 'invalid' })).toHaveAnswered(401);
});

test('notes each message once', async () => {
  await expect(app).toHandleOnce('text', { effects: () => notes.length, duplicates: 4, concurrent: true });
});

test('is told what is wrong', async () => {
  const forgetful = [];
  const other = await startApp(createApp({ ...secrets, notes: forgetful, forgets: true }), secrets);
  try {
    await expect(other).toHandleOnce('text', { effects: () => forgetful.length });
  } finally {
    await other.close();
  }
});
