import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createReceiver, type ReceiverOptions } from './reference-receiver.ts';

/** The reference receiver, or one with a mistake, on a free port until the test ends. */
export async function referenceRunning(options: ReceiverOptions = {}): Promise<string> {
  const server = createReceiver(options);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}
