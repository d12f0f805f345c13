import { type Delivery, deliver, type Receiver, startReceiver } from 'wa-webhook';

const receiver: Receiver = await startReceiver({ appSecret: process.env['APP_SECRET'] });
const delivery: Delivery = await deliver('read', { to: receiver.url, appSecret: process.env['APP_SECRET'] });
await receiver.close();
const kinds: readonly string[] = receiver.received.flatMap(({ notifications }) =>
  notifications.map(({ kind }) => kind),
);
process.stdout.write(JSON.stringify({ ok: delivery.ok, kinds }));
