import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EventStream } from '../events.ts';
import { type Refusal, type Reply, refuse } from './reply.ts';

/** How long we go on reading, and throwing away, what a refused sender still sends, so that it gets to read our answer. */
const LINGER_MS = 1_000;

/**
 * Answers while the sender may still be sending. Closing now would reset the connection and take the answer with it,
 * so the rest is read and dropped until it ends or the time is up.
 */
export async function refuseUnread(
  { reply, event }: Refusal,
  request: IncomingMessage,
  response: ServerResponse,
  stream: EventStream,
): Promise<void> {
  stream.emit(event);
  if (!hasBody(request)) return void (await send(response, reply));

  writeHead(response, { ...reply, headers: { ...reply.headers, connection: 'close' } });
  response.flushHeaders();
  if (reply.body !== '') response.write(reply.body);
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  const over = Promise.race([once(request, 'end'), once(request, 'close'), once(request, 'error')]).catch(() => {});
  request.resume();
  await over;
  clearTimeout(timer);
  response.end();
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Settles when the answer is out, or when nobody is left to read it; says which. */
export function send(response: ServerResponse, reply: Reply): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve(false);
    // Comes after the last byte went out as well.
    response.on('close', () => resolve(response.writableFinished));
    writeHead(response, reply);
    response.end(reply.body);
  });
}

/** Closes the connection without a word. Says whether there was anybody left to notice. */
export function drop(response: ServerResponse): boolean {
  const hadReader = !response.destroyed;
  response.destroy();
  return hadReader;
}

function writeHead(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
}

const cutOff = new WeakSet<Duplex>();

/** Whether this connection was ended by {@link refuseUnparsed}, so that its broken body need not be told once more. */
export function isCutOff(socket: Duplex): boolean {
  return cutOff.has(socket);
}

/** What Node's parser gives up on: too slow, too large a header, no HTTP at all. */
export function refuseUnparsed(code: string | undefined, socket: Duplex, stream: EventStream): void {
  const fault = unparsedFault(code);
  if (fault === undefined || !socket.writable) return void socket.destroy();

  cutOff.add(socket);
  const status = `${fault.status} ${STATUS_TEXT[fault.status]}`;
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
  stream.emit(refuse({ method: '', path: '', query: '', headers: {} }, 0, fault).event);
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function unparsedFault(code: string | undefined): { status: number; reason: string } | undefined {
  if (code === 'ECONNRESET' || code === 'EPIPE') return undefined;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, reason: 'the sender was too slow and was cut off' };
  if (code === 'HPE_INVALID_EOF_STATE')
    return { status: 400, reason: 'the sender broke off in the middle of a request' };
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, reason: 'the header is larger than 16 KiB' };
  return { status: 400, reason: 'this is not an HTTP request that can be read' };
}
