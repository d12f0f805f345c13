import type { Emit, HeaderMap } from '../events.ts';
import { type Answer, createDeliverer, type DeliveryResult } from './deliver.ts';

export interface Forwarder {
  readonly webhook: (request: ForwardedRequest, id: string) => Promise<ForwardReply>;
  readonly handshake: (request: ForwardedRequest) => Promise<ForwardReply>;
  readonly close: () => Promise<void>;
}

/** A request of Meta's, as it arrived. */
export interface ForwardedRequest {
  readonly method: string;
  readonly query: string;
  readonly headers: HeaderMap;
  readonly rawBody: Uint8Array;
}

export interface ForwardReply {
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly headers: HeaderMap;
  readonly by: 'app' | 'listen';
}

export interface ForwarderOptions {
  readonly to: URL;
  readonly extraHeaders: readonly (readonly [name: string, value: string])[];
  readonly emit: Emit;
  readonly clock: () => number;
}

/** Meta gives up on an answer after 20 s (Messenger Platform FAQ; the WhatsApp pages name no time). */
const TIMEOUT_MS = 20_000;

/** Meta delivers concurrently; the app gets as many at once as a busy production would give it. */
const CONNECTIONS = 64;

/** What belongs to one connection and not to the message (RFC 9110 7.6.1), and what we set anew. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What tunnels and proxies add on the way; Meta sends none of it. */
const ADDED_ON_THE_WAY = /^(?:x-forwarded-.*|x-real-ip|forwarded|via|cf-.*|cdn-loop)$/;

/** Passes Meta's requests on to the developer's app, bytes untouched, and brings its answer back; 502 while it is down. */
export function createForwarder({ to, extraHeaders, emit, clock }: ForwarderOptions): Forwarder {
  const deliverer = createDeliverer({ to, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS, clock });
  const pass = (request: ForwardedRequest, method: 'GET' | 'POST', rawBody: Uint8Array | null) =>
    deliverer.deliver({
      method,
      path: pathFor(to, request.query),
      headers: forwardedHeaders(request.headers, extraHeaders),
      rawBody,
    });

  return {
    close: deliverer.close,
    handshake: async (request) => replyOf(await pass(request, 'GET', null)),
    webhook: async (request, id) => {
      const result = await pass(request, 'POST', request.rawBody);
      const { tookMs } = result;
      if (result.kind === 'answered') {
        emit({ type: 'forward.answered', id, to: to.href, status: result.status, tookMs });
      } else {
        const { code, reason } = result;
        emit({ type: 'forward.failed', id, to: to.href, code, reason, tookMs });
      }
      return replyOf(result);
    },
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

/** Meta appends its query to whatever the callback URL has. */
function pathFor(to: URL, query: string): string {
  if (query === '') return `${to.pathname}${to.search}`;
  return `${to.pathname}${to.search}${to.search === '' ? '?' : '&'}${query}`;
}

function forwardedHeaders(headers: HeaderMap, extraHeaders: ForwarderOptions['extraHeaders']): string[] {
  const named = (headers['connection'] ?? '').toLowerCase().split(/\s*,\s*/);
  const replaced = extraHeaders.map(([name]) => name.toLowerCase());
  const dropped = new Set([...OWN_HEADERS, ...named, ...replaced]);
  const kept = Object.entries(headers).filter(([name]) => !dropped.has(name) && !ADDED_ON_THE_WAY.test(name));
  return [...kept, ...extraHeaders].flat();
}
