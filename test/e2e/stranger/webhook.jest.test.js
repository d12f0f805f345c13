const { fixtures } = require('wa-webhook');
const { matchers, startApp } = require('wa-webhook/testing');

expect.extend(matchers);

const secrets = { appSecret: 'a-secret', verifyToken: 'green-light' };
let app;
beforeAll(async () => {
  const env = { APP_SECRET: secrets.appSecret, VERIFY_TOKEN: secrets.verifyToken };
  app = await startApp({ command: 'node', args: ['app.cjs'], cwd: __dirname, env }, secrets);
});
afterAll(() => app.close());

test.each(fixtures.list('calls/*'))('takes %s', async (what) => {
  await expect(app).toAcceptWebhook(what);
});

test('knows Meta', async () => {
  await expect(app).toAnswerHandshake();
  await expect(app).toRefuseForgeries();
  expect(await app.deliver(Buffer.from('{}'), { signature: 'missing' })).toHaveAnswered(401);
});

test('is told what is wrong', async () => {
  await app.close();
  expect(await app.deliver('text')).toBeAccepted();
});
