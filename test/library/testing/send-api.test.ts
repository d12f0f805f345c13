import { expect, it, onTestFinished } from 'vitest';
import { startApp, startSendApi } from '../../../src/testing.ts';

it('startSendApi stands in for Meta, and counts what an app says', async () => {
  const sendApi = await startSendApi();
  onTestFinished(() => sendApi.close());
  const ask = async (body: object) => {
    const request = { method: 'POST', body: JSON.stringify({ messaging_product: 'whatsapp', ...body }) };
    return (await fetch(`${sendApi.url}/v25.0/200000000000002/messages`, request)).json();
  };
  const app = await startApp(async (request, response) => {
    request.resume();
    response.end();
    if (request.method !== 'POST') return;
    await ask({ status: 'read', message_id: 'wamid.A' });
    await ask({ to: '15550100300', type: 'text', text: { body: 'Hello' } });
  });
  onTestFinished(() => app.close());

  await app.deliver('text');
  await expect.poll(() => sendApi.messages()).toHaveLength(1);
  expect(sendApi.messages()).toEqual([
    { kind: 'message', method: 'POST', path: '/v25.0/200000000000002/messages', to: '15550100300' },
  ]);
  expect(sendApi.calls().map(({ kind }) => kind)).toEqual(['read', 'message']);
  expect(await ask({ to: '15550100300' })).toMatchObject({ messages: [{ id: expect.stringMatching(/^wamid\./) }] });
  await sendApi.close();
  await sendApi.close();
});
