import type { Emit, HeaderMap } from '../events.ts';
import type { Answer, DeliveryResult } from './deliver.ts';
import { type ForwardedRequest, type ForwardTarget, outcomeEvent } from './forward-target.ts';

export interface Forwarder {
  /** Settles with the first target's answer; the others get the webhook at the same time, and what they say is told. */
  readonly webhook: (request: ForwardedRequest, id: string) => Promise<ForwardReply>;
  /** To the first target alone: Meta asks once, and one must answer. */
  readonly handshake: (request: ForwardedRequest) => Promise<ForwardReply>;
  /** Waits for what runs, as long as the targets take it; {@link ForwardTarget.close} cuts it. */
  readonly idle: () => Promise<void>;
}

export interface ForwardReply {
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly headers: HeaderMap;
  readonly by: 'app' | 'listen';
}

/** Passes Meta's requests on to the developer's apps, and brings the first one's answer back; 502 while that is down. */
export function createForwarder(
  [first, ...others]: readonly [ForwardTarget, ...ForwardTarget[]],
  emit: Emit,
): Forwarder {
  const running = new Set<Promise<unknown>>();

  const pass = async (target: ForwardTarget, request: ForwardedRequest, id: string): Promise<DeliveryResult> => {
    const result = await target.webhook(request);
    emit(outcomeEvent(id, target.to, result));
    return result;
  };
  const passAside = (target: ForwardTarget, request: ForwardedRequest, id: string) => {
    const passing = pass(target, request, id).finally(() => running.delete(passing));
    running.add(passing);
  };

  return {
    webhook: async (request, id) => {
      for (const other of others) passAside(other, request, id);
      return replyOf(await pass(first, request, id));
    },
    handshake: async (request) => replyOf(await first.handshake(request)),
    idle: async () => void (await Promise.all(running)),
  };
}

function replyOf(result: DeliveryResult): ForwardReply {
  if (result.kind === 'failed') {
    const body = `the app behind this endpoint did not answer: ${result.reason}\n`;
    return { status: 502, body, headers: { 'content-type': 'text/plain; charset=utf-8' }, by: 'listen' };
  }
  const { status, answer } = result;
  return { status, body: answer.body, headers: bodyHeaders(answer.headers), by: 'app' };
}

/** What the body cannot be read without. */
function bodyHeaders(headers: Answer['headers']): HeaderMap {
  return Object.fromEntries(
    ['content-type', 'content-encoding'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
