const { deliver, fixtures, startReceiver } = require('wa-webhook');
const { assertAnswered } = require('wa-webhook/testing');

startReceiver({ respond: '500x1' }).then(async (receiver) => {
  const delivery = await deliver(fixtures.read('image'), { to: receiver.url, retries: 3 });
  await receiver.close();
  assertAnswered(delivery, [500, 200]);
  process.stdout.write(JSON.stringify({ ok: delivery.ok, received: receiver.received.length }));
});
