import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pause } from '../deadline.ts';
import { answerGraph } from './send-api.ts';

/** One call that the app made: a message, or something else that a handler does. */
export interface SentCall {
  readonly kind: 'message' | 'read' | 'media' | 'other';
  readonly method: string;
  readonly path: string;
  /** Whom a message is for. */
  readonly to?: string;
  readonly atMs: number;
}

export interface EffectsRecorder {
  /** What the app's Graph base URL has to be. */
  readonly url: string;
  /** Everything since the last call of `take`. */
  readonly take: () => readonly SentCall[];
  /** Settles when nothing has come for a while: an app may work on after its answer. */
  readonly quiet: (signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface EffectsOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly random: (sizeBytes: number) => Uint8Array;
  readonly clock: () => number;
  /** So long nothing has to come before it counts as quiet. */
  readonly quietMs?: number;
}

const QUIET_MS = 750;
/** An app that never stops sending must not hold the run. */
const MAX_QUIET_WAIT_MS = 10_000;
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** Stands in for the Send API on loopback and keeps what the app asked of it. Rejects when the port is taken. */
export async function startEffects({
  port,
  random,
  clock,
  quietMs = QUIET_MS,
}: EffectsOptions): Promise<EffectsRecorder> {
  let calls: SentCall[] = [];
  let lastMs = clock();

  const server = createServer((request, response) => {
    void take(request, response).catch(() => response.destroy());
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = await readBody(request);
    const { method = '', url = '/' } = request;
    const base = `http://${request.headers.host ?? '127.0.0.1'}`;
    const { call, status, type, body } = answerGraph({ method, path: url, rawBody, base, random });
    lastMs = clock();
    calls.push({ ...call, method, path: url.split('?')[0] ?? '', atMs: lastMs });
    response.writeHead(status, { 'content-type': type, 'content-length': body.byteLength }).end(body);
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: `http://127.0.0.1:${taken}`,
    take: () => {
      const since = calls;
      calls = [];
      return since;
    },
    quiet: async (signal) => {
      const startedMs = clock();
      lastMs = startedMs;
      while (!signal.aborted && clock() - lastMs < quietMs && clock() - startedMs < MAX_QUIET_WAIT_MS) {
        await pause(Math.max(10, quietMs - (clock() - lastMs)), signal);
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) throw new Error('The body of a call is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
