import { expect } from '@jest/globals';
import { matchers, startApp, type WebhookMatchers } from 'wa-webhook/testing';

declare module 'expect' {
  interface Matchers<R> extends WebhookMatchers<R> {}
}

expect.extend(matchers);

const app = await startApp({ url: 'http://127.0.0.1:3000/webhook' });
await expect(app).toAcceptWebhook('text');
await expect(app).not.toRefuseForgeries();
expect(await app.deliver('text', { retries: 2 })).toHaveAnswered([500, 200]);
await expect(app.deliver('text')).resolves.toBeAccepted();
// @ts-expect-error there is no such matcher
expect(app).toBeNice();
