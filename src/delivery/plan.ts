import { createHash } from 'node:crypto';
import type { DeliveryPlanned, Signed } from '../events.ts';
import { WEBHOOK_HEADERS } from '../webhook/meta-requests.ts';
import { sign, signLegacy } from '../webhook/signature.ts';
import { type Expectation, expectedOf } from './judge.ts';
import { retryTimes } from './retry-schedule.ts';

export type Signing =
  /** `isTest`: nobody gave this secret, so that a captured webhook keeps its own signature. */
  | { readonly kind: 'right'; readonly appSecret: string; readonly isTest?: boolean }
  | { readonly kind: 'wrong'; readonly appSecret: string; readonly isTest?: boolean }
  | { readonly kind: 'none' };

/** One webhook to send: its name for the output, and its exact bytes. */
export interface PlannedBody {
  readonly what: string;
  readonly rawBody: Uint8Array;
  /** The signature that it came with (name, value, name, value); sent while no secret is there to sign anew. */
  readonly capturedSignature?: readonly string[] | undefined;
  /** There for a webhook of a scenario, which has its own time. */
  readonly moment?: Moment;
  /** To be called when nobody reads the bytes any more: others may then be written into their memory. */
  readonly release?: () => void;
}

/** When a webhook of a scenario is due, on Meta's clock since the start; those of one lane, a message's story, wait for each other. */
export interface Moment {
  readonly atMs: number;
  readonly lane: number;
}

export interface DeliveryOptions {
  readonly signing: Signing;
  /** Further copies of each, with the same bytes. */
  readonly duplicates: number;
  readonly isConcurrent: boolean;
  readonly extraHeaders: readonly (readonly [name: string, value: string])[];
}

export interface PlanOptions extends DeliveryOptions {
  readonly bodies: readonly PlannedBody[];
  /** How long Meta's retries go on, on its clock; 0 for none. */
  readonly retryForMs: number;
  /** Virtual milliseconds in one real one. */
  readonly speed: number;
  /** Real milliseconds between the end of one group and the start of the next. */
  readonly intervalMs?: number;
}

export interface Delivery {
  readonly n: number;
  readonly what: string;
  readonly rawBody: Uint8Array;
  /** Name, value, name, value: in this order and case on the wire. */
  readonly headers: readonly string[];
  readonly signed: Signed;
  readonly moment?: Moment;
  /** As that of its body; there when no other delivery has the same bytes. */
  readonly release?: () => void;
}

/** Deliveries of one group start at the same instant; the groups follow one another. */
export interface Plan {
  readonly groups: readonly (readonly Delivery[])[];
  /** When each retry is due after the first try, on Meta's clock. */
  readonly retryTimesMs: readonly number[];
  readonly speed: number;
  /** The pause between groups. */
  readonly intervalMs: number;
}

/** What to send, when, signed how. Pure: the same options give the same plan. */
export function planDeliveries(options: PlanOptions): Plan {
  const retryTimesMs = options.retryForMs > 0 ? retryTimes(options.retryForMs) : [];
  const { speed, intervalMs = 0 } = options;
  return { groups: [...groupDeliveries(options.bodies, options)], retryTimesMs, speed, intervalMs };
}

/** The groups of a plan one by one, each signed when it is asked for: bodies may come without an end. */
export function* groupDeliveries(
  bodies: Iterable<PlannedBody>,
  options: DeliveryOptions,
): Generator<readonly Delivery[], void> {
  let n = 0;
  let last: { readonly body: PlannedBody; readonly headers: readonly string[] } | undefined;

  for (const body of bodies) {
    const { what, rawBody, moment, release } = body;
    const own = release === undefined || options.duplicates > 0 ? {} : { release };
    // The same body over and over, as of a capture, is signed once.
    if (last?.body !== body) last = { body, headers: metaHeaders(body, options) };
    const { headers } = last;
    const signed = signedHow(body, options.signing);
    const copy = () => {
      n += 1;
      return { n, what, rawBody, headers, signed, ...(moment === undefined ? {} : { moment }), ...own };
    };
    if (options.isConcurrent) yield Array.from({ length: options.duplicates + 1 }, copy);
    else for (let copies = 0; copies <= options.duplicates; copies += 1) yield [copy()];
  }
}

/** The plan as events, for `--dry-run`: each delivery's first try, and the retries that a bad answer would bring. */
export function plannedEvents(plan: Plan, to: URL, expectation?: Expectation): DeliveryPlanned[] {
  const { groups, retryTimesMs, speed, intervalMs } = plan;
  return groups.flatMap((group, index) =>
    group.flatMap((delivery) => {
      const [first] = group;
      const atOnceWith = first === undefined || first.n === delivery.n ? {} : { atOnceWith: first.n };
      const same = plannedEvent(delivery, to, expectation);
      return [0, ...retryTimesMs].map((afterMs, retry) => {
        const virtualMs = (delivery.moment?.atMs ?? 0) + afterMs;
        const realMs = Math.round(index * intervalMs + virtualMs / speed);
        return { ...same, try: retry + 1, virtualMs, realMs, ...atOnceWith, isRetry: retry > 0 };
      });
    }),
  );
}

/** The first try of a delivery, at the start. */
export function plannedEvent(delivery: Delivery, to: URL, expectation?: Expectation): DeliveryPlanned {
  const { n, what, rawBody, signed } = delivery;
  const sha256 = createHash('sha256').update(rawBody).digest('hex');
  return {
    type: 'delivery.planned',
    n,
    what,
    to: to.href,
    try: 1,
    virtualMs: 0,
    realMs: 0,
    signed,
    ...expectedOf(expectation),
    sizeBytes: rawBody.byteLength,
    sha256,
    isRetry: false,
  };
}

/** The headers of a real delivery (whatsapp-webhooks.md 2.1). `Host` and `Content-Length` are the connection's business. */
function metaHeaders(body: PlannedBody, { signing, extraHeaders }: DeliveryOptions): string[] {
  return [...WEBHOOK_HEADERS, ...signatureHeaders(body, signing), ...extraHeaders.flat()];
}

function signedHow({ capturedSignature }: PlannedBody, signing: Signing): Signed {
  if (signing.kind === 'none') return 'not';
  if (signing.kind === 'right' && signing.isTest === true && capturedSignature !== undefined) return 'as-it-came';
  return signing.kind === 'right' ? 'anew' : 'wrongly';
}

function signatureHeaders(body: PlannedBody, signing: Signing): readonly string[] {
  if (signing.kind === 'none') return [];
  if (signedHow(body, signing) === 'as-it-came') return body.capturedSignature ?? [];

  // Well-formed and wrong: what a body changed on the way, or the secret of another app, looks like.
  const key = signing.kind === 'right' ? signing.appSecret : `${signing.appSecret} of another app`;
  return ['X-Hub-Signature', signLegacy(body.rawBody, key), 'X-Hub-Signature-256', sign(body.rawBody, key)];
}
