import type { IncomingMessage } from 'node:http';
import type { HeaderMap } from '../events.ts';
import { partHeaders } from '../webhook/added-headers.ts';
import { type RequestHead, withOrigin } from './reply.ts';
import type { ServerOptions } from './server.ts';

/** What a request says of itself before its body, and who sent it. */
export function headOf(request: IncomingMessage, senderOf: ServerOptions['senderOf']): RequestHead {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const allHeaders = headerMap(request);
  const { own: headers, added: addedHeaders } = partHeaders(allHeaders);
  const sender = senderOf?.(request.socket, allHeaders);
  return withOrigin({ method: request.method ?? '', path, query, headers }, { sender, addedHeaders });
}

function headerMap({ headers }: IncomingMessage): HeaderMap {
  const map: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) map[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return map;
}
