import type { ServerResponse } from 'node:http';
import { pause } from '../deadline.ts';
import type { WebhookAnswered } from '../events.ts';
import type { FaultDecision } from './faults.ts';
import type { Decision, IncomingRequest } from './receive.ts';
import { type Refusal, type Reply, refuse } from './reply.ts';
import type { AppReply, OpenServer } from './server.ts';
import { drop, send } from './write-reply.ts';

type Received = Extract<Decision, { kind: 'received' }>;

/** What Meta gets, and why: an answer, or a connection that closes without one. */
type Outcome = AppReply | 'drop';

/** History first, answer second: keeps the webhook, tells it, and answers as the app, we or a fault on purpose decide. */
export async function answerWebhook(
  { event: received, isWanted, forget, reply }: Received,
  request: IncomingRequest,
  response: ServerResponse,
  { stream, clock, app, keep, faults, closing }: OpenServer,
): Promise<void> {
  const event = stream.stamp(received);
  try {
    await keep(event);
  } catch (error) {
    forget();
    const refusal = notKept(request, error);
    await send(response, refusal.reply);
    return stream.emit(refusal.event);
  }
  stream.publish(event);

  const usual: AppReply = app === undefined || !isWanted ? byListen(reply) : await app.webhook(request, event.id);
  const fault = faults?.next() ?? NO_FAULT;
  const outcome = outcomeOf(usual, fault);
  if (fault.delayMs > 0) await pause(fault.delayMs, closing);
  const isDelivered = outcome === 'drop' ? drop(response) : await send(response, outcome);

  const { status, by } = outcome === 'drop' ? DROPPED : outcome;
  const tookMs = Math.round(clock() - request.startedMs);
  const answered: Unfinished = { type: 'webhook.answered', id: event.id, status, tookMs, by };
  if (fault.delayMs > 0) answered.delayMs = fault.delayMs;
  if (!isDelivered) answered.reason = 'the sender had left before the answer';
  stream.emit(answered);
}

/** What has no answer is told as 0. */
const DROPPED = { status: 0, by: 'fault' } as const;

type Unfinished = { -readonly [K in keyof WebhookAnswered]: WebhookAnswered[K] };

function byListen({ status, body, headers }: Reply): AppReply {
  return { status, body, headers, by: 'listen' };
}

const NO_FAULT: FaultDecision = { delayMs: 0 };

function outcomeOf(usual: AppReply, { answer }: FaultDecision): Outcome {
  if (answer === undefined || answer === 'drop') return answer ?? usual;
  return { status: answer, body: '', headers: {}, by: 'fault' };
}

/** Not on disk means not received: Meta keeps it and comes again. */
function notKept(request: IncomingRequest, error: unknown): Refusal {
  const cause = error instanceof Error ? error.message : String(error);
  const fault = { status: 503, reason: 'history cannot be written, so this webhook is not accepted', cause };
  return refuse(request, request.rawBody.byteLength, fault);
}
