import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface AppRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly rawBody: Buffer;
}

export interface App {
  readonly url: string;
  readonly requests: readonly AppRequest[];
  readonly close: () => Promise<void>;
}

type Answering = number | ((request: AppRequest, response: ServerResponse) => void);

/** A developer's app on a free port: answers with a status, with each of a list in turn, or as a function decides. */
export async function appAnswering(...answers: readonly Answering[]): Promise<App> {
  const requests: AppRequest[] = [];
  const server = createServer((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers, rawHeaders } = request;
    const taken = { method, url, headers, rawHeaders, rawBody: Buffer.concat(chunks) };
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? 200;
    requests.push(taken);
    if (typeof answer === 'function') return answer(taken, response);
    response.writeHead(answer).end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`, requests, close };
}
