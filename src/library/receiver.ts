import { createEventStream, type Stamped, type WebhookReceived, type WebhookRefused } from '../events.ts';
import { createDuplicates } from '../receiver/duplicates.ts';
import { createFaultSwitch, type FaultRule, type Faults, parseFault } from '../receiver/faults.ts';
import { createReceive } from '../receiver/receive.ts';
import { startServer } from '../receiver/server.ts';
import { createInbox } from './inbox.ts';
import type { AnswerRule, ReceivedWebhook, Receiver, ReceiverOptions, RefusedWebhook } from './received.ts';
import { world } from './world.ts';

const VERIFY_TOKEN = 'wa-webhook';
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/**
 * Starts an endpoint as Meta wants one: answers the handshake, checks signatures over the bytes that came, answers 200 to a
 * webhook and refuses what is none. For whatever sends or forwards webhooks. It keeps nothing on disk.
 *
 * @throws Error when the port is not to be had, or a rule of `respond` is none.
 */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { verifyToken = VERIFY_TOKEN, host = '127.0.0.1', path = '/webhook', appSecret, delayMs = 0 } = options;
  const maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
  const stream = createEventStream(world.now);
  const faults = createFaultSwitch(faultsOf(options.respond ?? [], delayMs), Math.random);
  const inbox = createInbox();
  let lastNumber = 0;

  stream.subscribe((event) => {
    if (event.type === 'webhook.received') inbox.add(receivedOf(event));
    else if (event.type === 'webhook.refused') inbox.refuse(refusedOf(event));
  });
  const server = await startServer({
    host,
    port: options.port ?? 0,
    receive: createReceive({
      path,
      verifyToken,
      appSecret,
      otherSecrets: [{ name: 'verify token', secret: verifyToken }],
      isUnsignedAllowed: options.allowUnsigned ?? false,
      isRefusedKept: false,
      maxBodyBytes,
      duplicates: createDuplicates(),
      newId: () => {
        lastNumber += 1;
        return `webhook-${lastNumber}`;
      },
      wallClock: () => world.now().getTime(),
    }),
    maxBodyBytes,
    stream,
    clock: world.clock,
    keep: async () => {},
    faults,
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= server.close().finally(inbox.close);
    return closing;
  };

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}${path}`,
    verifyToken,
    received: inbox.received,
    refused: inbox.refused,
    webhooks: inbox.webhooks,
    waitFor: inbox.waitFor,
    respond: (rules, { delayMs: heldBackMs = 0 } = {}) => faults.replace(faultsOf(rules, heldBackMs)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function faultsOf(rules: AnswerRule | readonly AnswerRule[], delayMs: number): Faults {
  const list: readonly AnswerRule[] = typeof rules === 'object' ? rules : [rules];
  return { rules: list.map(ruleOf), delayMs };
}

function ruleOf(rule: AnswerRule): FaultRule {
  const fault = parseFault(String(rule));
  if (fault !== undefined) return fault;
  throw new Error(`${JSON.stringify(rule)} is no answer: write 500, "500x3", "500@20%", "drop" or "dropx3".`);
}

function receivedOf(event: Stamped<WebhookReceived>): ReceivedWebhook {
  const { id, headers, signature, notifications, duplicateOf } = event;
  const rawBody = 'body' in event ? Buffer.from(event.body, 'utf8') : Buffer.from(event.bodyBase64, 'base64');
  return {
    id,
    rawBody,
    payload: JSON.parse(rawBody.toString('utf8')),
    headers,
    signature,
    notifications,
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
  };
}

function refusedOf({ status, reason, cause, headers }: Stamped<WebhookRefused>): RefusedWebhook {
  return { status, reason, ...(cause === undefined ? {} : { cause }), headers };
}
