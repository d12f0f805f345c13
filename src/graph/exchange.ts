import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';
import { DeadlineError } from '../deadline.ts';

/** A page of a hundred messages is a tenth of it. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

export interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Connections to one host, kept open between requests: several are asked one after the other. */
export interface Wire {
  /** Any whole HTTP answer is a result; only silence rejects. Follows no redirect. */
  readonly exchange: (sent: Sent, timeoutMs: number, signal: AbortSignal) => Promise<Answered>;
  readonly close: () => void;
}

export function openWire(host: URL): Wire {
  const isSecure = host.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: 4 };
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const start = isSecure ? requestHttps : requestHttp;

  return {
    exchange: async ({ url, method, headers, body }, timeoutMs, signal) => {
      if (signal.aborted) throw stopped();
      const length = body === undefined ? {} : { 'content-length': String(body.byteLength) };
      const request = start(url, { method, agent, headers: { ...headers, ...length } });

      let whyCut: Error | undefined;
      const cut = (why: Error) => {
        whyCut = why;
        request.destroy();
      };
      const stop = () => cut(stopped());
      // For the whole exchange, from the look-up of the name to the last byte.
      const timer = setTimeout(() => cut(new DeadlineError(`No whole answer within ${timeoutMs} ms.`)), timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      // A cut in the middle of the answer is told by the response; here it would be an uncaught error.
      request.on('error', () => {});

      try {
        request.end(body);
        // `once` is typed for any event; this one carries the response (https://nodejs.org/api/http.html#event-response).
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        const answer = await readAll(response);
        return { status: response.statusCode ?? 0, headers: response.headers, body: answer };
      } catch (error) {
        request.destroy();
        throw whyCut ?? error;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }
    },
    close: () => agent.destroy(),
  };
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_ANSWER_BYTES) throw new AnswerTooLargeError('The answer is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What `run` takes for the user's own wish. */
function stopped(): Error {
  return new DOMException('Stopped.', 'AbortError');
}
