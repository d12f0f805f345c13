import { type Shaped, shape, write } from '../../delivery/compose.ts';
import { createDeliverer, type DeliveryResult } from '../../delivery/deliver.ts';
import { type PlannedBody, planDeliveries, type Signing } from '../../delivery/plan.ts';
import { CliError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { findFixture, listFixtures, readFixture } from '../../store/fixtures.ts';
import { rawBodyOf, signatureHeadersOf } from '../../store/kept-webhooks.ts';
import type { ActionResult } from '../../ui/tui/actions.ts';
import { createFreshener } from '../../webhook/freshen.ts';
import { readTls } from '../tls-files.ts';
import type { Desk } from './actions.ts';
import type { CameIn } from './recent.ts';

/** As Meta does. */
const TIMEOUT_MS = 20_000;

/** A fixture is as large as Meta's largest body at most. */
const MAX_BYTES = 3 * 1024 * 1024;

/** Of the app's answer, so much is told when it is not 200: the first words of its error. */
const MAX_ANSWER_CHARACTERS = 300;

/** The same bytes and their own signature to the app; where there is none, to this receiver. */
export function replayToApp(webhook: CameIn, desk: Desk, io: Io): Promise<ActionResult> {
  return send('replayed', bodyAsItCame(webhook), targetOf(desk), desk, io);
}

/** The same bytes to this receiver, as Meta does when it sends a webhook twice. */
export function sendAgain(webhook: CameIn, desk: Desk, io: Io): Promise<ActionResult> {
  return send('sent again', bodyAsItCame(webhook), new URL(desk.url), desk, io);
}

export async function fixtureNames({ packageRoot }: Pick<Io, 'packageRoot'>): Promise<readonly string[]> {
  return (await listFixtures(packageRoot)).map(({ name }) => name);
}

/** A fixture with fresh ids and times to this receiver, signed as Meta would. */
export async function fireFixture(name: string, desk: Desk, io: Io): Promise<ActionResult> {
  const rawBody = await readFixture(findFixture(await listFixtures(io.packageRoot), name));
  const nowSeconds = () => Math.floor(io.now().getTime() / 1_000);
  const shaped = shape({ what: name, rawBody }, { freshener: createFreshener({ nowSeconds, random: io.random }) });
  if (!shaped.ok) throw new CliError('input-unreadable', `${name}: ${shaped.reason}.`);
  return send(`fired ${name}`, written(shaped.made), new URL(desk.url), desk, io);
}

/** Whatever was made of a webhook, to the app, signed anew. */
export function sendChanged(payload: unknown, desk: Desk, io: Io): Promise<ActionResult> {
  return send('edited and replayed', written({ what: 'edited', payload }), targetOf(desk), desk, io);
}

export function targetOf({ forwardTo, url }: Desk): URL {
  return new URL(forwardTo[0] ?? url);
}

export function bodyAsItCame(webhook: CameIn): PlannedBody {
  const hasBody = webhook.type === 'webhook.received' || 'body' in webhook || 'bodyBase64' in webhook;
  if (!hasBody) throw new CliError('input-unreadable', 'Its body was not read: it was refused before.');
  const what = 'id' in webhook ? webhook.id : 'refused';
  return { what, rawBody: rawBodyOf(webhook), capturedSignature: signatureHeadersOf(webhook) };
}

/** Meta's headers and the signature: the one it came with, where it came with one, else ours. */
export function deliveryOf(body: PlannedBody, { appSecret, flags }: Desk) {
  const hasOwn = body.capturedSignature !== undefined && body.capturedSignature.length > 0;
  const signing: Signing = hasOwn
    ? { kind: 'right', appSecret: '', isTest: true }
    : appSecret === undefined
      ? { kind: 'none' }
      : { kind: 'right', appSecret };
  const once = { duplicates: 0, isConcurrent: false, retryForMs: 0, speed: 1 };
  const [[delivery] = []] = planDeliveries({
    bodies: [body],
    signing,
    extraHeaders: flags.header ?? [],
    ...once,
  }).groups;
  if (delivery === undefined) throw new Error('A plan of one body has one delivery.');
  return { ...delivery, isSigned: signing.kind === 'right' };
}

function written(shaped: Shaped): PlannedBody {
  const body = write(shaped, { escaping: 'meta', sizeBytes: undefined, maxBytes: MAX_BYTES });
  if (body.ok) return body.made;
  throw new CliError('input-too-large', `${shaped.what}: ${body.reason}; Meta sends ${MAX_BYTES} bytes at most.`);
}

async function send(did: string, body: PlannedBody, to: URL, desk: Desk, io: Io): Promise<ActionResult> {
  const delivery = deliveryOf(body, desk);
  const tls = await readTls(desk.flags, [to], { io, emit: () => {} });
  const deliverer = createDeliverer({ to, tls, connections: 1, timeoutMs: TIMEOUT_MS, clock: io.clock });
  try {
    const { headers, rawBody } = delivery;
    const path = `${to.pathname}${to.search}`;
    const result = await deliverer.deliver({ method: 'POST', path, headers, rawBody, signal: io.signal });
    const unsigned = delivery.isSigned ? '' : ', without a signature: there is no app secret';
    return told(`${did}${unsigned}`, to, result);
  } finally {
    await deliverer.close();
  }
}

function told(did: string, to: URL, result: DeliveryResult): ActionResult {
  const begin = `${did.charAt(0).toUpperCase()}${did.slice(1)}: ${to.host}`;
  if (result.kind === 'failed') return { text: `${begin} did not answer: ${result.reason}.`, isTrouble: true };

  const { status, tookMs, answer } = result;
  const answered = `${begin} answered ${status} in ${tookMs} ms`;
  if (status === 200) return { text: `${answered}.`, isTrouble: false };
  const words = Buffer.from(answer.body).toString('utf8').trim().slice(0, MAX_ANSWER_CHARACTERS);
  return { text: words === '' ? `${answered}.` : `${answered}: ${words}`, isTrouble: true };
}
