import type { IncomingMessage } from 'node:http';
import type { HeaderMap } from '../events.ts';
import { partHeaders } from '../webhook/added-headers.ts';
import { originOf, type RequestHead } from './reply.ts';
import type { ServerOptions } from './server.ts';

/** What a request says of itself before its body, and who sent it. */
export function headOf(request: IncomingMessage, senderOf: ServerOptions['senderOf']): RequestHead {
  const url = request.url ?? '/';
  const [path = '/'] = url.split('?', 1);
  const query = url.slice(path.length + 1);
  const allHeaders = headerMap(request);
  const { own: headers, added: addedHeaders } = partHeaders(allHeaders);
  const origin = originOf({ addedHeaders, sender: senderOf?.(request.socket, allHeaders) });
  return { method: request.method ?? '', path, query, headers, ...origin };
}

function headerMap({ headers }: IncomingMessage): HeaderMap {
  const map: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) map[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return map;
}
