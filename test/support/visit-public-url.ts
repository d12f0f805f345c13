import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Visit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Whom to trust, where the URL is https. */
  readonly ca?: string;
  /** Who we say we are, where the other side asks for a certificate. */
  readonly client?: { readonly key: string; readonly cert: string } | undefined;
}

/** A request from the internet: to the public URL, by its name, wherever `*.localhost` resolves to. */
export async function visitPublicUrl(url: URL, { method = 'GET', headers = {}, body, ca, client }: Visit = {}) {
  const options = {
    host: '127.0.0.1',
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: { ...headers, host: url.host },
    agent: false,
  } as const;
  const isSecure = url.protocol === 'https:';
  const asked = isSecure ? requestHttps({ ...options, ...client, ca, servername: url.hostname }) : requestHttp(options);
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') };
}
