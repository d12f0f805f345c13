import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { DeadlineError } from '../deadline.ts';

/** Both answers that we wait for are short; whatever is longer is a page, and its beginning names it. */
const MAX_BODY_BYTES = 64 * 1024;

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** For the whole exchange, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly lookup?: LookupFunction | undefined;
}

export interface ExchangeOptions extends GetOptions {
  readonly method?: 'GET' | 'POST';
  readonly body?: Uint8Array;
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came, still compressed if it was; cut at 64 KiB. */
  readonly body: Buffer;
}

/** One GET on a connection of its own. Follows no redirect; any HTTP answer is a result, only silence rejects. */
export function get(url: URL, options: GetOptions): Promise<Got> {
  return exchange(url, options);
}

/** As {@link get}, with a body to send. An answer that comes before all of it is sent counts. */
export async function exchange(url: URL, options: ExchangeOptions): Promise<Got> {
  const { method = 'GET', headers = {}, body, timeoutMs, signal, lookup } = options;
  signal.throwIfAborted();

  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  const length = body === undefined ? {} : { 'content-length': String(body.byteLength) };
  const request = start(url, { method, agent: false, headers: { ...headers, ...length }, ...(lookup && { lookup }) });

  let whyCut: Error | undefined;
  const cut = (why: Error) => {
    whyCut = why;
    request.destroy();
  };
  const stop = () => cut(new Error('Stopped.'));
  const timer = setTimeout(() => cut(new DeadlineError(`No whole answer within ${timeoutMs} ms.`)), timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  // A cut in the middle of the body is told by the response; here it would be an uncaught error.
  request.on('error', () => {});

  try {
    request.end(body);
    // `once` is typed for any event; this one carries the response (https://nodejs.org/api/http.html#event-response).
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readBeginning(response) };
  } catch (error) {
    throw whyCut ?? error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    request.destroy();
  }
}

async function readBeginning(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES);
}
