import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Wire {
  readonly url: string;
  /** Each request as it came, to the byte: head, empty line, body. */
  readonly requests: readonly Buffer[];
}

/** A server that knows of HTTP only where a request ends. Answers with a status, or with each of a list in turn. */
export async function wireAnswering(...statuses: readonly number[]): Promise<Wire> {
  const requests: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let end = endOfRequest(waiting); end !== undefined; end = endOfRequest(waiting)) {
        const status = statuses[Math.min(requests.length, statuses.length - 1)] ?? 200;
        requests.push(waiting.subarray(0, end));
        waiting = waiting.subarray(end);
        socket.write(`HTTP/1.1 ${status} So\r\ncontent-length: 0\r\n\r\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook?a={b}&c=[1]`, requests };
}

export function bodyIn(request: Buffer): Buffer {
  return request.subarray(request.indexOf('\r\n\r\n') + 4);
}

/** Names in lower case, values as bytes in Latin-1, in the order in which they came. */
export function headersIn(request: Buffer): [string, string][] {
  const [, ...lines] = request.subarray(0, request.indexOf('\r\n\r\n')).toString('latin1').split('\r\n');
  return lines.map((line) => {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    return [name.toLowerCase(), value];
  });
}

function endOfRequest(bytes: Buffer): number | undefined {
  const head = bytes.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const length = /^content-length: *(\d+)/im.exec(bytes.subarray(0, head).toString('latin1'))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return bytes.length >= end ? end : undefined;
}
