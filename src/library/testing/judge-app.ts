import { pause } from '../../deadline.ts';
import { world } from '../world.ts';
import type { App, AppDeliverOptions } from './app.ts';
import { judgeAccepted, judgeAnsweredWithin, not, tell } from './judge-delivery.ts';
import type { Verdict } from './verdict.ts';

/** How {@link WebhookMatchers.toAcceptWebhook} delivers and judges. */
export interface AcceptOptions extends AppDeliverOptions {
  /** The longest that an answer may take, in milliseconds; any time when left out. */
  readonly withinMs?: number | undefined;
}

/** How {@link WebhookMatchers.toHandleOnce} delivers and counts. */
export interface HandleOnceOptions extends AppDeliverOptions {
  /** How often the app did by now what a webhook makes it do: rows in its database, messages that it sent. */
  readonly effects: () => number | Promise<number>;
  /** How long to wait for the first effect, in milliseconds; 5,000 when left out. */
  readonly effectWithinMs?: number | undefined;
  /** How long nothing further may happen, in milliseconds; 250 when left out. */
  readonly quietMs?: number | undefined;
}

const EFFECT_WITHIN_MS = 5_000;
const QUIET_MS = 250;
const POLL_MS = 10;

/** Delivers, and asks whether that was answered 200, and in time. */
export async function judgeAcceptsWebhook(
  app: App,
  what: string | Uint8Array | object,
  { withinMs, ...options }: AcceptOptions = {},
): Promise<Verdict> {
  const delivery = await app.deliver(what, options);
  const accepted = judgeAccepted(delivery);
  return accepted.pass && withinMs !== undefined ? judgeAnsweredWithin(delivery, withinMs) : accepted;
}

/** Asks the handshake with the right token, and with a wrong one. */
export async function judgeAnswersHandshake(app: App): Promise<Verdict> {
  const right = await app.handshake();
  const wrong = await app.handshake({ verifyToken: `not ${app.verifyToken}` });
  const pass = right.ok && !wrong.ok;
  const fault = right.ok ? 'a wrong verify token was answered with the challenge too' : right.reason;
  const message = () =>
    `Expected the app ${not(pass)}to answer the handshake${pass ? '' : `: ${fault ?? 'it did not'}`}.`;
  return { pass, message };
}

/** Delivers what is not signed and what is signed with another secret: both are to be refused. */
export async function judgeRefusesForgeries(app: App, what: string | Uint8Array | object = 'text'): Promise<Verdict> {
  const signatures = ['missing', 'invalid'] as const;
  const deliveries = await Promise.all(signatures.map((signature) => app.deliver(what, { signature })));
  const taken = deliveries.filter(({ attempts }) => !attempts.every(({ status }) => isRefusal(status)));
  const pass = taken.length === 0;
  const told = (pass ? deliveries : taken).map((delivery) => {
    const signature = delivery.headers['x-hub-signature-256'] === undefined ? 'no' : "another secret's";
    return `with ${signature} signature: ${tell(delivery)}`;
  });
  const remedy = 'Check X-Hub-Signature-256 over the bytes that came, and answer 401 when it does not match.';
  const message = () =>
    [`Expected the app ${not(pass)}to refuse forged webhooks.${pass ? '' : ` ${remedy}`}`, '', ...told].join('\n');
  return { pass, message };
}

function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500;
}

/** Delivers a webhook with copies, and counts what it made the app do: once, whatever came how often. */
export async function judgeHandlesOnce(
  app: App,
  what: string | Uint8Array | object,
  { effects, effectWithinMs = EFFECT_WITHIN_MS, quietMs = QUIET_MS, ...options }: HandleOnceOptions,
): Promise<Verdict> {
  const before = await effects();
  const delivery = await app.deliver(what, { duplicates: 1, ...options });
  const startedMs = world.clock();
  while ((await effects()) === before && world.clock() - startedMs < effectWithinMs) await wait(POLL_MS);
  await wait(quietMs);
  const handled = (await effects()) - before;

  const pass = handled === 1 && delivery.ok;
  const times = `${delivery.attempts.length} ${delivery.attempts.length === 1 ? 'delivery' : 'deliveries'}`;
  const remedy = handled > 1 ? ' Remember the ids of messages, and do nothing for one that was there.' : '';
  const found = `and it was handled ${handled === 1 ? 'once' : `${handled} times`}`;
  const message = () =>
    `Expected ${delivery.what} ${not(pass)}to be handled once in ${times}, ${found}.${remedy}\n\n${tell(delivery)}`;
  return { pass, message, actual: handled, expected: 1 };
}

function wait(ms: number): Promise<void> {
  return pause(ms, new AbortController().signal);
}
