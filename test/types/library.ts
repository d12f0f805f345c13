import {
  type AnswerRule,
  type Attempt,
  checkSignature,
  type DeliverOptions,
  type Delivery,
  deliver,
  type describe,
  encode,
  type Finding,
  fixtures,
  freshen,
  type inspect,
  type Notification,
  parse,
  type ReceivedWebhook,
  type Receiver,
  type ReceiverOptions,
  type SignatureCheck,
  sign,
  startReceiver,
  type WebhookPayload,
} from 'wa-webhook';

/** Compiles only where both are the very same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
declare function same<A, B>(isSame: Same<A, B>): void;

declare const environment: { readonly APP_SECRET: string | undefined };

const rawBody = encode({ object: 'whatsapp_business_account' });
same<typeof rawBody, Uint8Array>(true);
same<ReturnType<typeof sign>, string>(true);
sign('text', 'secret');
// @ts-expect-error the secret is missing
sign(rawBody);

const check = checkSignature(rawBody, undefined, 'secret');
same<typeof check, SignatureCheck>(true);
if (!check.ok) same<typeof check.reason, 'missing' | 'malformed' | 'mismatch'>(true);
// @ts-expect-error a cause is there only where it is wrong
check.cause;

const parsed = parse(rawBody);
if (parsed.ok) same<typeof parsed.payload, unknown>(true);
else same<typeof parsed.reason, string>(true);

same<ReturnType<typeof describe>, readonly Notification[]>(true);
same<ReturnType<typeof inspect>, readonly Finding[]>(true);

same<ReturnType<typeof fixtures.read>, WebhookPayload>(true);
const payload = freshen(fixtures.read('text'), { now: new Date() });
same<typeof payload, WebhookPayload>(true);
payload.entry[0]?.changes.push({ field: 'messages', value: {} });
// @ts-expect-error names are read, not changed
fixtures.list().push('mine');

// What comes from an environment may be undefined, under exactOptionalPropertyTypes too.
const options: DeliverOptions = { to: new URL('http://127.0.0.1/'), appSecret: environment.APP_SECRET };
const delivery: Delivery = await deliver('text', { ...options, signature: 'invalid', retries: Infinity });
const attempt: Attempt | undefined = delivery.attempts[0];
if (attempt?.ok) same<typeof attempt.status, number>(true);
if (attempt?.code !== undefined) same<typeof attempt.reason, string>(true);
// @ts-expect-error the endpoint is missing
await deliver('text', {});
// @ts-expect-error there is no such signature
await deliver('text', { ...options, signature: 'wrong' });
// @ts-expect-error there is no such user
await deliver('text', { ...options, identity: 'email' });
// @ts-expect-error a number is no webhook
await deliver(7, options);

const settings: ReceiverOptions = { appSecret: environment.APP_SECRET, respond: ['500x3', 'drop@20%', 404] };
await using receiver: Receiver = await startReceiver(settings);
for await (const webhook of receiver.webhooks) same<typeof webhook, ReceivedWebhook>(true);
const webhook = await receiver.waitFor(({ signature }) => signature.state === 'valid', { timeoutMs: 5 });
same<typeof webhook.payload, unknown>(true);
// @ts-expect-error what came is not changed
receiver.received.length = 0;
const rule: AnswerRule = 'dropx2';
receiver.respond(rule);
// @ts-expect-error an answer that is none
receiver.respond('sometimes');
