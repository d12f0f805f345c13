import { checkSignature, deliver, describe, startReceiver } from 'wa-webhook';

const appSecret = 'a-secret';
const receiver = await startReceiver({ appSecret });
const { ok, rawBody, headers } = await deliver('text', { to: receiver.url, appSecret });
const { payload } = await receiver.waitFor('messages/text');
await receiver.close();

const signature = checkSignature(rawBody, headers['x-hub-signature-256'], appSecret);
process.stdout.write(JSON.stringify({ ok, signature, says: describe(payload).map(({ type }) => type) }));
