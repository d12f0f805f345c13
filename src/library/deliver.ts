import type { Attempt as ToldAttempt } from '../delivery/attempt.ts';
import { createDeliverer, type Deliverer, type DeliveryResult } from '../delivery/deliver.ts';
import { groupDeliveries, type Delivery as PlannedDelivery, type Signing } from '../delivery/plan.ts';
import { retryTimes } from '../delivery/retry-schedule.ts';
import { deliverUntilTaken, type RunOptions } from '../delivery/run-plan.ts';
import { type BodyOptions, bodyToSend } from './body-to-send.ts';
import type { Attempt, Delivery, DeliveryTls } from './delivery.ts';
import { inOptions } from './wording.ts';
import { world } from './world.ts';

/** How {@link deliver} sends. */
export interface DeliverOptions extends BodyOptions {
  /** The endpoint: `http://127.0.0.1:3000/webhook`. */
  readonly to: string | URL;
  /** The app secret that the endpoint checks signatures with; without it the webhook goes unsigned. */
  readonly appSecret?: string | undefined;
  /**
   * `invalid` signs as the secret of another app would, `missing` leaves the signature out: an endpoint must refuse both.
   * `valid` when left out.
   */
  readonly signature?: 'valid' | 'invalid' | 'missing' | undefined;
  /** Further copies of the same bytes, as Meta sends them now and then; 0 when left out. */
  readonly duplicates?: number | undefined;
  /** The copies leave at the same instant, and not one after the other. */
  readonly concurrent?: boolean | undefined;
  /**
   * How often Meta comes again while the answer is not 200; 0 when left out, `Infinity` for as long as Meta would, seven days.
   * At once, then after 1, 5 and 15 minutes, 1, 3, 6 and 12 hours, and daily: Meta promises "decreasing frequency" over seven
   * days and publishes no times, so these are ours.
   */
  readonly retries?: number | undefined;
  /** How much faster than Meta's clock the retries come; 60,000 when left out: a minute takes a millisecond. */
  readonly speed?: number | undefined;
  /** For each answer to come whole, in milliseconds; 10,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** Further headers, behind Meta's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For an https endpoint with a certificate of its own, or one that wants ours. */
  readonly tls?: DeliveryTls | undefined;
  /** Ends it early: the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const SPEED = 60_000;
const TIMEOUT_MS = 10_000;
const SEVEN_DAYS_MS = 7 * 24 * 60 * 60_000;

/**
 * Sends one webhook as Meta does: its bytes, its headers, both signatures. Every answer is a result, and so is silence: look at
 * `ok`, or at each of the `attempts`. Redirects are answers, and not followed.
 *
 * @param what - A fixture by its name, with fresh ids and times, so that no receiver takes it for a duplicate; a payload,
 *   written as Meta writes it; or bytes, sent as they are.
 * @throws Error for an unknown fixture, a path in `set` that leads nowhere, or texts in `tls` that are no PEM.
 */
export async function deliver(what: string | Uint8Array | object, options: DeliverOptions): Promise<Delivery> {
  const { headers = {}, duplicates = 0, concurrent = false, retries = 0, speed = SPEED, signal, tls } = options;
  const to = new URL(options.to);
  signal?.throwIfAborted();
  const body = bodyToSend(what, options);
  const planned = groupDeliveries([body], {
    signing: signingOf(options),
    duplicates,
    isConcurrent: concurrent,
    extraHeaders: Object.entries(headers),
  });
  const run: RunOptions = {
    to,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    emit: () => {},
    clock: world.clock,
    signal: signal ?? new AbortController().signal,
  };
  const connections = concurrent ? duplicates + 1 : 1;
  const deliverer = createDeliverer({ ...run, connections, ...(tls === undefined ? {} : { tls: definedIn(tls) }) });
  const ladder = { groups: [], retryTimesMs: retryTimes(SEVEN_DAYS_MS).slice(0, retries), speed, intervalMs: 0 };
  const send = async (copy: PlannedDelivery): Promise<Attempt[]> => {
    const { recorder, results } = record(deliverer);
    const told = await deliverUntilTaken(copy, ladder, recorder, run);
    return told.map((attempt, index) => toAttempt(attempt, copy, results[index]));
  };

  try {
    const attempts: Attempt[] = [];
    let sent: readonly string[] = [];
    for (const group of planned) {
      sent = group[0]?.headers ?? sent;
      attempts.push(...(await Promise.all(group.map(send))).flat());
      signal?.throwIfAborted();
    }
    const { rawBody } = body;
    return { what: body.what, to: to.href, rawBody, headers: headerMap(sent), ok: isTaken(attempts), attempts };
  } finally {
    await deliverer.close();
  }
}

function signingOf({ appSecret, signature = 'valid' }: DeliverOptions): Signing {
  if (signature === 'missing' || (appSecret === undefined && signature === 'valid')) return { kind: 'none' };
  return { kind: signature === 'valid' ? 'right' : 'wrong', appSecret: appSecret ?? '' };
}

/** What the endpoint itself said, beside what is made of it. */
function record(deliverer: Deliverer): { readonly recorder: Deliverer; readonly results: readonly DeliveryResult[] } {
  const results: DeliveryResult[] = [];
  const recorder: Deliverer = {
    ...deliverer,
    deliver: async (shipment) => {
      const result = await deliverer.deliver(shipment);
      results.push(result);
      return result;
    },
  };
  return { recorder, results };
}

function toAttempt(told: ToldAttempt, { n }: PlannedDelivery, result: DeliveryResult | undefined): Attempt {
  const about = { copy: n, try: told.try, tookMs: told.tookMs, metasClockMs: told.virtualMs ?? 0 };
  if (told.type === 'delivery.failed') {
    return { ...about, ok: false, code: told.code, reason: inOptions(told.reason) };
  }
  const answer = result?.kind === 'answered' ? result.answer : { headers: {}, body: new Uint8Array() };
  const { status, ok } = told;
  const reason = told.reason === undefined ? {} : { reason: inOptions(told.reason) };
  return { ...about, ok, ...reason, status, answer };
}

/** Was each copy answered 200 in the end? */
function isTaken(attempts: readonly Attempt[]): boolean {
  const last = new Map(attempts.map((attempt) => [attempt.copy, attempt.ok]));
  return last.size > 0 && [...last.values()].every(Boolean);
}

/** Meta's headers have each name once. */
function headerMap(list: readonly string[]): Readonly<Record<string, string>> {
  const map: Record<string, string> = {};
  for (let at = 0; at + 1 < list.length; at += 2) map[(list[at] ?? '').toLowerCase()] = list[at + 1] ?? '';
  return map;
}

/** Who imports us may write `undefined` for what is not there. */
function definedIn<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const defined = Object.entries(options).filter(([, value]) => value !== undefined);
  // Checked: no value is undefined any more.
  return Object.fromEntries(defined) as { [K in keyof T]: Exclude<T[K], undefined> };
}
