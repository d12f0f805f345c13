import { pause } from '../deadline.ts';
import type { Emit, ForwardWaiting } from '../events.ts';
import type { DeliveryResult } from './deliver.ts';
import { type ForwardedRequest, type ForwardTarget, outcomeEvent } from './forward-target.ts';

/** A webhook that was answered already, and that the app does not have yet. */
export interface WaitingWebhook {
  readonly id: string;
  readonly request: ForwardedRequest;
  /** It may have reached the app in an earlier try that nobody saw the end of. */
  readonly isUnsure: boolean;
}

export interface QueueOptions {
  readonly target: ForwardTarget;
  /** The next one in order, when there is one; undefined when no further one is to be delivered. */
  readonly next: () => Promise<WaitingWebhook | undefined>;
  /** How many wait, the one that is being delivered included. */
  readonly waiting: () => number;
  /** The app took it. What was told of that is on disk when this returns, before anything else is sent. */
  readonly onTaken: () => void;
  readonly emit: Emit;
  readonly clock: () => number;
  /** No further try for what is not taken. */
  readonly stopping: AbortSignal;
  /** Ends a try that runs. */
  readonly cutting: AbortSignal;
}

/** How a queue ended. */
export interface QueueEnd {
  /** The last try was cut off: nobody knows whether the app has it. */
  readonly isUnsure: boolean;
}

const FIRST_WAIT_MS = 250;

/** An app that is being restarted shall not be waited for much longer than it takes to restart. */
const LONGEST_WAIT_MS = 10_000;

/** The app may ask for more patience with `Retry-After`, up to here. */
const LONGEST_ASKED_MS = 60_000;

/** While it lasts, what waits is told so often. */
const TELL_EVERY_MS = 30_000;

/**
 * Delivers one after the other, each until the app takes it with 200, as Meta does: what comes behind must wait, since
 * it may build on what came before. Ends when nothing more comes or when told to.
 */
export async function runQueue(options: QueueOptions): Promise<QueueEnd> {
  const { next } = options;
  for (let webhook = await next(); webhook !== undefined; webhook = await next()) {
    const end = await deliverUntilTaken(webhook, options);
    if (end !== 'taken') return { isUnsure: end === 'unsure' };
  }
  return { isUnsure: false };
}

async function deliverUntilTaken(webhook: WaitingWebhook, options: QueueOptions): Promise<'taken' | 'left' | 'unsure'> {
  const { target, emit, clock, waiting, onTaken, stopping, cutting } = options;
  const startedMs = clock();
  let { isUnsure } = webhook;
  let toldMs = Number.NEGATIVE_INFINITY;
  let toldOutcome = '';

  for (let attempt = 1; ; attempt += 1) {
    const result = await target.webhook(webhook.request, cutting);
    const event = outcomeEvent(webhook.id, target.to, result);
    const more = { ...(attempt > 1 ? { try: attempt } : {}), ...(isUnsure ? { isUnsure } : {}) };

    if (result.kind === 'answered' && result.status === 200) {
      emit({ ...event, ...more });
      onTaken();
      if (toldOutcome !== '') {
        const afterMs = Math.round(clock() - startedMs);
        emit({ type: 'forward.resumed', to: target.to.href, afterMs, waiting: waiting() });
      }
      return 'taken';
    }

    isUnsure ||= mayHaveArrived(result);
    const outcome = result.kind === 'answered' ? `${result.status}` : result.code;
    // A try that ends like the last one is no news.
    if (outcome !== toldOutcome) emit({ ...event, ...more });
    if (stopping.aborted) return isUnsure ? 'unsure' : 'left';

    const retryInMs = waitAfter(attempt, result);
    if (outcome !== toldOutcome || clock() - toldMs >= TELL_EVERY_MS) {
      emit(waitingEvent(target, waiting(), outcomeWords(result), retryInMs));
      toldMs = clock();
    }
    toldOutcome = outcome;
    await pause(retryInMs, stopping);
    if (stopping.aborted) return isUnsure ? 'unsure' : 'left';
  }
}

function waitingEvent({ to }: ForwardTarget, waiting: number, reason: string, retryInMs: number): ForwardWaiting {
  return { type: 'forward.waiting', to: to.href, why: 'not-taken', waiting, reason, retryInMs };
}

function outcomeWords(result: DeliveryResult): string {
  if (result.kind === 'failed') return result.reason;
  return `the app answered ${result.status}, and only 200 takes it`;
}

/** Where no connection came about, nothing can have arrived; an answer other than 200 says that it was not taken. */
function mayHaveArrived(result: DeliveryResult): boolean {
  return result.kind === 'failed' && !NEVER_ARRIVED.test(result.code);
}

const NEVER_ARRIVED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL)/;

function waitAfter(attempt: number, result: DeliveryResult): number {
  const ours = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 10), LONGEST_WAIT_MS);
  return Math.max(ours, Math.min(askedWait(result), LONGEST_ASKED_MS));
}

/** `Retry-After` in seconds, as apps under load send it. */
function askedWait(result: DeliveryResult): number {
  const value = result.kind === 'answered' ? result.answer.headers['retry-after'] : undefined;
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : 0;
}
