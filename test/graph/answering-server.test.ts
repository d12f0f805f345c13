import { expect, it } from 'vitest';
import { followsOverride } from '../../src/webhook/override-fields.ts';
import { appAnswering } from '../support/app-answering.ts';
import { APP_ID, graphAnswering, PHONE_ID, WABA_ID } from '../support/graph-answering.ts';
import { APP_SECRET, signatureOf, textMessage } from '../support/listening.ts';

// The server that other tests lean on: it must send where Meta would.
it('delivers to the number before the account before the app, signed as Meta signs', async () => {
  const graph = await graphAnswering();
  const [app, account, number] = [await appAnswering(200), await appAnswering(500), await appAnswering(200)];
  const body = textMessage('wamid.ONE', 'Grüße 👋 https://a.example/x');
  expect(await graph.deliver(body)).toEqual({ to: undefined, why: 'the app has no callback URL' });

  const meta = graph.world;
  for (const each of meta.apps.values()) each.callbackUrl = app.url;
  expect(await graph.deliver(body)).toEqual({ to: app.url, status: 200 });
  meta.accounts.get(WABA_ID)?.subscribed.set(APP_ID, { uri: account.url, verifyToken: 't' });
  expect(await graph.deliver(body)).toEqual({ to: account.url, status: 500 });
  meta.phones.get(PHONE_ID)?.overrides.set(APP_ID, { uri: number.url, verifyToken: 't' });
  expect(await graph.deliver(body)).toEqual({ to: number.url, status: 200 });

  for (const each of meta.apps.values()) each.fields.push('message_template_status_update');
  expect(await graph.deliver('{}', { field: 'message_template_status_update' })).toMatchObject({ to: app.url });

  const [got] = number.requests;
  expect(got?.rawBody.toString()).toContain('Gr\\u00fc\\u00dfe \\ud83d\\udc4b https:\\/\\/a.example\\/x');
  expect(got?.headers).toMatchObject({
    'user-agent': 'facebookexternalua',
    'x-hub-signature-256': signatureOf(got?.rawBody ?? '', APP_SECRET),
  });
});

it('writes down what became of a message', async () => {
  const graph = await graphAnswering();
  const app = await appAnswering(500, 200);
  for (const each of graph.world.apps.values()) each.callbackUrl = app.url;
  const entry = () => graph.world.phones.get(PHONE_ID)?.history[0];
  await graph.deliver(textMessage('wamid.ONE'));
  expect(entry()).toMatchObject({
    messageId: 'wamid.ONE',
    events: [{ state: 'RETRYING', error: 'endpoint returned HTTP 500', uri: app.url }],
  });
  await graph.deliver(textMessage('wamid.ONE'));
  expect(entry()?.events).toMatchObject([{ state: 'DELIVERED', error: undefined }]);
});

it('delivers nothing where a switch is off', async () => {
  const graph = await graphAnswering();
  for (const each of graph.world.apps.values()) each.callbackUrl = 'http://127.0.0.1:9/';
  graph.world.accounts.get(WABA_ID)?.subscribed.delete(APP_ID);
  expect(await graph.deliver('{}')).toEqual({ to: undefined, why: 'the app is not among the subscribed apps' });
});

it('knows the fields that follow an override', () => {
  expect(['messages', 'calls', 'account_settings_update'].every(followsOverride)).toBe(true);
  expect(['message_template_status_update', 'account_update'].some(followsOverride)).toBe(false);
});
