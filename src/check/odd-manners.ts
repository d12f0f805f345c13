import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pause } from '../deadline.ts';
import type { DeliveryResult } from '../delivery/deliver.ts';
import { tlsConnection } from '../delivery/tls.ts';
import { errorCode, errorMessage } from '../errors.ts';
import type { Manner } from './case.ts';
import type { WireOptions } from './wire.ts';

export interface OddRequest extends WireOptions {
  readonly path: string;
  readonly headers: readonly string[];
  readonly rawBody: Uint8Array;
  readonly manner: Exclude<Manner, 'same-connection'>;
}

const PIECES = 8;
const PIECE_PAUSE_MS = 50;
/** So long a sender that leaves stays after its last byte: the endpoint shall have begun to work. */
const LEAVING_MS = 30;

/** A POST on a connection of its own, put on the wire as no client library does it. Never rejects. */
export async function sendOddly(options: OddRequest): Promise<DeliveryResult> {
  const { clock, timeoutMs, rawBody, manner, signal } = options;
  const startedMs = clock();
  const took = () => ({ tookMs: Math.round(clock() - startedMs), exactMs: clock() - startedMs });
  const failed = (code: string, reason: string): DeliveryResult => ({ kind: 'failed', code, reason, ...took() });

  const request = open(options);
  const answered = new Promise<DeliveryResult>((resolve) => {
    const timer = setTimeout(() => {
      resolve(failed('TIMEOUT', `no answer within ${timeoutMs / 1000} s`));
      request.destroy();
    }, timeoutMs);
    const settle = (result: DeliveryResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on('error', (error) => settle(failed(errorCode(error) ?? 'UNKNOWN', errorMessage(error))));
    request.on('close', () => settle(failed('CLOSED', 'the connection was closed without an answer')));
    request.on('response', (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', () => {});
      response.on('end', () => {
        const answer = { headers: response.headers, body: Buffer.concat(chunks) };
        settle({ kind: 'answered', status: response.statusCode ?? 0, answer, ...took() });
      });
    });
  });

  if (manner === 'gone-in-body') request.write(rawBody.subarray(0, Math.ceil(rawBody.byteLength / 2)));
  else if (manner === 'slow-body') await writeSlowly(request, rawBody, signal);
  else request.end(rawBody);

  if (manner === 'gone-in-body' || manner === 'gone-before-answer') {
    await pause(LEAVING_MS, signal);
    request.destroy();
  }
  return answered;
}

function open({ to, path, headers, rawBody, manner, tls }: OddRequest): ClientRequest {
  const length =
    manner === 'chunked' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(rawBody.byteLength)];
  const options = {
    host: to.hostname.replace(/^\[|\]$/g, ''),
    port: to.port,
    method: 'POST',
    path,
    headers: ['Host', to.host, ...headers, ...length],
    agent: false as const,
  };
  return to.protocol === 'https:'
    ? requestHttps({ ...options, ...(tls === undefined ? {} : tlsConnection(tls)) })
    : requestHttp(options);
}

async function writeSlowly(request: ClientRequest, rawBody: Uint8Array, signal: AbortSignal): Promise<void> {
  const pieceBytes = Math.ceil(rawBody.byteLength / PIECES);
  for (let sent = 0; sent < rawBody.byteLength && !request.destroyed; sent += pieceBytes) {
    request.write(rawBody.subarray(sent, sent + pieceBytes));
    await pause(PIECE_PAUSE_MS, signal);
  }
  request.end();
}
