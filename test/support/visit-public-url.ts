import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

export interface Visit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** A request from the internet: to the public URL, by its name, wherever `*.localhost` resolves to. */
export async function visitPublicUrl(url: URL, { method = 'GET', headers = {}, body }: Visit = {}) {
  const asked = request({
    host: '127.0.0.1',
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: { ...headers, host: url.host },
    agent: false,
  });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: answer.statusCode, body: Buffer.concat(chunks).toString('utf8') };
}
