import { createServer } from 'node:http';
import {
  type App,
  assertAccepted,
  assertHandlesOnce,
  type CheckReport,
  check,
  type Handshake,
  startApp,
  type WebhookMatchers,
} from 'wa-webhook/testing';

const report: CheckReport = await check({
  url: 'http://127.0.0.1:3000/webhook',
  level: 'should',
  appSecret: undefined,
});
const ids: string[] = report.cases.map(({ id }) => id);
const status: number | undefined = report.cases[0]?.evidence?.status;
// @ts-expect-error there is no such level
await check({ url: '', level: 'high' });

const app: App = await startApp((request, response) => response.end(request.url), { appSecret: undefined });
await startApp(createServer());
await startApp({ url: new URL('http://127.0.0.1:3000/webhook') });
await startApp({ command: 'node', args: ['server.js'], env: { SECRET: undefined } }, { verifyToken: 'token' });
// @ts-expect-error a program is named by its command
await startApp({ args: ['server.js'] });
// @ts-expect-error the app is known already
await app.deliver('text', { to: 'http://127.0.0.1:3000/' });

const handshake: Handshake = await app.handshake();
assertAccepted(handshake);
assertAccepted(await app.deliver('text', { duplicates: 1, concurrent: true }));
// @ts-expect-error a promise is to be awaited
assertAccepted(app.deliver('text'));
await assertHandlesOnce(app, 'text', { effects: async () => 1 });
// @ts-expect-error without what is counted it knows nothing
await assertHandlesOnce(app, 'text', {});

declare const expected: WebhookMatchers;
const returned: Promise<void> = expected.toAcceptWebhook('text', { withinMs: 1_000 });
// @ts-expect-error a status is a number
expected.toHaveAnswered('200');

export { ids, returned, status };
