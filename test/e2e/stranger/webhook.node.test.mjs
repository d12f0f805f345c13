import { after, before, test } from 'node:test';
import {
  assertAcceptsWebhook,
  assertAnswered,
  assertAnswersHandshake,
  assertHandlesOnce,
  assertRefusesForgeries,
  startApp,
} from 'wa-webhook/testing';
import createApp from './app.cjs';

const notes = [];
const secrets = { appSecret: 'a-secret', verifyToken: 'green-light' };
let app;
before(async () => {
  app = await startApp(createApp({ ...secrets, notes }), secrets);
});
after(() => app.close());

test('knows Meta', async () => {
  await assertAnswersHandshake(app);
  await assertRefusesForgeries(app);
  await assertAcceptsWebhook(app, 'image', { withinMs: 60_000 });
});

test('notes each message once', async () => {
  await assertHandlesOnce(app, 'text', { effects: () => notes.length, duplicates: 2 });
});

test('is told what is wrong', async () => {
  assertAnswered(await app.deliver('text', { signature: 'invalid' }), 200);
});
