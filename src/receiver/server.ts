import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { AnsweredBy, EventStream, HeaderMap, Sender, Stamped, WebhookReceived } from '../events.ts';
import { answerWebhook } from './answer-webhook.ts';
import type { FaultSwitch } from './faults.ts';
import { answerOwnBody } from './own-probe.ts';
import { readBody } from './read-body.ts';
import type { IncomingRequest, Receive } from './receive.ts';
import { type Reply, refuse } from './reply.ts';
import { headOf } from './request-head.ts';
import { createTurns } from './turns.ts';
import { isCutOff, refuseUnparsed, refuseUnread, send } from './write-reply.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly receive: Receive;
  readonly maxBodyBytes: number;
  readonly stream: EventStream;
  readonly clock: () => number;
  /** Writes a webhook to history; nothing is answered 200 before it settles. */
  readonly keep: (event: Stamped<WebhookReceived>) => Promise<void>;
  /** The app behind `--forward-to`, when its answer is the one that Meta gets. */
  readonly app?: AppBehind;
  /** What goes wrong on purpose with the answers to webhooks; handshakes are spared. */
  readonly faults?: FaultSwitch;
  /** Is this request our own check of the public URL? Then it is answered here, and not told. */
  readonly isOwnProbe?: (query: string) => boolean;
  /** Who is at the other end of this connection, or behind the tunnel that it came through? */
  readonly senderOf?: (socket: Socket, headers: HeaderMap) => Sender | undefined;
  /** A request whose header takes longer is cut off. */
  readonly headersTimeoutMs?: number;
  /** A request that takes longer altogether is cut off. */
  readonly requestTimeoutMs?: number;
}

/** A server that runs. */
export interface OpenServer extends ServerOptions {
  /** Aborts when the server is to close: what waits only to be late, waits no more. */
  readonly closing: AbortSignal;
  /** Settles when it is a large webhook's turn. */
  readonly turn: () => Promise<void>;
}

export interface AppBehind {
  readonly handshake: (request: IncomingRequest) => Promise<AppReply>;
  readonly webhook: (request: IncomingRequest, id: string) => Promise<AppReply>;
}

/** The app's own answer, or ours in its place while it is down. */
export interface AppReply extends Reply {
  readonly by: AnsweredBy;
}

export interface ReceiverServer {
  readonly port: number;
  /** For a tunnel, which hands its connections to it. */
  readonly httpServer: Server;
  /** Takes no more, lets running requests end for two seconds, then cuts them. */
  readonly close: () => Promise<void>;
}

/** Meta has its whole header out at once; ten seconds are for a phone on a train. */
const HEADERS_TIMEOUT_MS = 10_000;

/** 3 MB in this time is 100 KB/s. */
const REQUEST_TIMEOUT_MS = 30_000;

/** To read, describe and keep a larger body takes milliseconds. */
const LARGE_BYTES = 256 * 1024;

const CLOSE_AFTER_MS = 2_000;

const SWEEP_EVERY_MS = 20;

/** Listens, and answers each request as `receive` decides. Rejects with the system's error when the port is not to be had. */
export async function startServer(options: ServerOptions): Promise<ReceiverServer> {
  const { stream } = options;
  const headersTimeout = options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const connectionsCheckingInterval = Math.min(1_000, headersTimeout / 2);
  const server = createServer({ headersTimeout, requestTimeout, connectionsCheckingInterval });
  const closing = new AbortController();
  const open = { ...options, closing: closing.signal, turn: createTurns() };

  server.on('request', (request, response) => {
    answer(request, response, open).catch((error: unknown) => answerForBug(error, request, response, options));
  });
  server.on('clientError', (error: Error & { code?: string }, socket) => refuseUnparsed(error.code, socket, stream));
  server.listen(options.port, options.host);
  await once(server, 'listening');

  return {
    // A TCP server that listens has an AddressInfo; only one on a pipe has a string.
    port: (server.address() as AddressInfo).port,
    httpServer: server,
    close: () => {
      closing.abort();
      return closeServer(server);
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS);
  // A connection that was busy just now is idle, and kept alive, a moment later.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  server.close();
  await closed;
  clearTimeout(cut);
  clearInterval(sweep);
}

/** One request from its first byte to the answer: whatever goes wrong with it is an answer and an event. */
async function answer(request: IncomingMessage, response: ServerResponse, options: OpenServer): Promise<void> {
  const startedMs = options.clock();
  const head = headOf(request, options.senderOf);
  response.on('error', noteNothing);

  const refusedEarly = options.receive.checkHead(head);
  if (refusedEarly !== undefined) return refuseUnread(refusedEarly, request, response, options.stream);

  const read = await readBody(request, options.maxBodyBytes);
  const isOwnProbe = head.query !== '' && options.isOwnProbe?.(head.query) === true;
  if (head.method === 'POST' && isOwnProbe) return answerOwnBody(read, response);
  // Our own check of the public URL comes from here and not from Meta, so that it is known first.
  const stranger = isOwnProbe ? undefined : options.receive.checkSender(head);
  if (stranger !== undefined) return refuseUnread(stranger, request, response, options.stream);
  if (read.kind === 'too-large') {
    return refuseUnread(options.receive.refuseTooLarge(head, read.sizeBytes), request, response, options.stream);
  }
  if (read.kind === 'broken-off') {
    if (isCutOff(request.socket)) return; // Told already, as too slow.
    const fault = { status: 400, reason: `the sender broke off after ${read.sizeBytes} bytes of the body` };
    return options.stream.emit(refuse(head, read.sizeBytes, fault).event);
  }
  if (read.rawBody.byteLength > LARGE_BYTES) await options.turn();
  await settle(Object.assign(head, { rawBody: read.rawBody, startedMs }), response, options, isOwnProbe);
}

/** A sender that left is told by the body's end. */
function noteNothing(): void {}

/** A bug of ours costs one webhook, which Meta sends again, and never the receiver. */
async function answerForBug(
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  { stream, senderOf }: ServerOptions,
): Promise<void> {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { reply, event } = refuse(headOf(request, senderOf), 0, { status: 500, reason: 'a bug in wa-webhook', cause });
  if (response.headersSent) response.destroy();
  else await send(response, reply);
  stream.emit(event);
}

async function settle(
  request: IncomingRequest,
  response: ServerResponse,
  options: OpenServer,
  isOwnProbe: boolean,
): Promise<void> {
  const { stream, clock, app } = options;
  const decision = options.receive.decide(request);
  const tookMs = () => Math.round(clock() - request.startedMs);

  if (decision.kind === 'refused') {
    await send(response, decision.reply);
    return stream.emit(decision.event);
  }
  if (decision.kind === 'handshake' && isOwnProbe) {
    return void (await send(response, decision.reply));
  }
  if (decision.kind === 'handshake') {
    const reply = app === undefined ? { ...decision.reply, by: 'listen' as const } : await app.handshake(request);
    await send(response, reply);
    const verdict = app === undefined ? decision.answered : { ok: reply.status === 200 };
    const userAgent = request.headers['user-agent'];
    const about = { status: reply.status, ...verdict, by: reply.by, ...(userAgent === undefined ? {} : { userAgent }) };
    return stream.emit({ type: 'handshake.answered', ...about, tookMs: tookMs() });
  }

  await answerWebhook(decision, request, response, options);
}
