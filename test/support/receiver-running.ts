import { onTestFinished } from 'vitest';
import { createEventStream, type Stamped, type WebhookReceived } from '../../src/events.ts';
import { createDuplicates } from '../../src/receiver/duplicates.ts';
import { createReceive, type ReceiveOptions } from '../../src/receiver/receive.ts';
import { type ReceiverServer, type ServerOptions, startServer } from '../../src/receiver/server.ts';

export const SECRET = 'wa-webhook-test-secret';
export const TOKEN = 'blue-green';

export interface RunningTestReceiver {
  readonly url: string;
  readonly port: number;
  readonly server: ReceiverServer;
  readonly events: readonly Stamped[];
  readonly kept: readonly Stamped<WebhookReceived>[];
}

/** The receiver on a free port, with everything it tells. */
export async function receiverRunning(
  options: Partial<ReceiveOptions> = {},
  serverOptions: Partial<ServerOptions> = {},
): Promise<RunningTestReceiver> {
  const events: Stamped[] = [];
  const kept: Stamped<WebhookReceived>[] = [];
  const stream = createEventStream(() => new Date());
  stream.subscribe((event) => void events.push(event));

  const receiveOptions = receiveWith(options);
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    receive: createReceive(receiveOptions),
    maxBodyBytes: receiveOptions.maxBodyBytes,
    stream,
    clock: () => performance.now(),
    keep: async (event) => void kept.push(event),
    ...serverOptions,
  });
  onTestFinished(() => server.close());
  return { url: `http://127.0.0.1:${server.port}/webhook`, port: server.port, server, events, kept };
}

export function receiveWith(options: Partial<ReceiveOptions> = {}): ReceiveOptions {
  let count = 0;
  return {
    path: '/webhook',
    verifyToken: TOKEN,
    appSecret: SECRET,
    otherSecrets: [],
    isUnsignedAllowed: false,
    isRefusedKept: false,
    maxBodyBytes: 3 * 1024 * 1024,
    duplicates: createDuplicates(),
    newId: () => {
      count += 1;
      return `test-${count}`;
    },
    wallClock: () => Date.now(),
    ...options,
  };
}
