import { errorCode, errorMessage } from '../errors.ts';
import type { TlsOptions } from './tls.ts';
import { silentRefusal, tlsFailure } from './tls-failure.ts';
import { type AnswerHeaders, NO_STATUS_LINE } from './wire/answer-head.ts';
import { createOpener } from './wire/open-socket.ts';
import { createPool, type Job, type Outcome, type Pool } from './wire/pool.ts';
import { createHeadWriter } from './wire/request-head.ts';
import { WireError } from './wire/wire-error.ts';

/** Any HTTP answer is a result; only silence is a failure. */
export type DeliveryResult = Took &
  (
    | { readonly kind: 'answered'; readonly status: number; readonly answer: Answer }
    | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
  );

interface Took {
  /** In whole milliseconds, for people. */
  readonly tookMs: number;
  /** The same, not rounded. */
  readonly exactMs: number;
}

export interface Answer {
  readonly headers: AnswerHeaders;
  /** At most {@link MAX_ANSWER_BYTES}; Meta reads none of it. */
  readonly body: Uint8Array;
}

export interface Deliverer {
  readonly deliver: (shipment: Shipment) => Promise<DeliveryResult>;
  readonly close: () => Promise<void>;
}

export interface Shipment {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly rawBody: Uint8Array | null;
  /** Called when the body was answered and is not read any more; never when that is not sure. */
  readonly release?: (() => void) | undefined;
  /** Ends the request early; it then counts as failed with code `ABORTED`. */
  readonly signal?: AbortSignal;
}

export interface DelivererOptions {
  readonly to: URL;
  readonly connections: number;
  /** For the whole exchange, from the first byte sent to the last one read. */
  readonly timeoutMs: number;
  readonly clock: () => number;
  /** For an https endpoint; without it the usual authorities are trusted. */
  readonly tls?: TlsOptions | undefined;
}

export const MAX_ANSWER_BYTES = 1024 * 1024;

/** Keeps connections to one endpoint and sends exact bytes with exact headers. Redirects are answers, never followed. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { to, clock } = options;
  const { host } = to;
  const writeHead = createHeadWriter();
  let pool: Pool | undefined;
  let opening: Promise<Pool> | undefined;

  const send = (job: Job, signal: AbortSignal | undefined) => {
    if (signal?.aborted === true) job.settle({ ok: false, error: abortedError() });
    else if (pool !== undefined) pool.send(job);
    else {
      opening ??= openPool(options);
      opening
        .then((opened) => {
          pool = opened;
          send(job, signal);
        })
        .catch((error: unknown) => job.settle({ ok: false, error }));
    }
  };

  return {
    close: async () => {
      const opened = pool ?? (await opening?.catch(() => undefined));
      await opened?.close();
    },
    deliver: ({ method, path, headers, rawBody, release, signal }) =>
      new Promise((resolve) => {
        const startedMs = clock();
        const settle = (outcome: Outcome) => {
          signal?.removeEventListener('abort', abort);
          resolve(toResult(outcome, { to, startedMs, clock }));
        };
        const abort = () => pool?.stop(job, abortedError());

        const head = writeHead({ method, path, host, headers, bodyBytes: rawBody?.byteLength });
        if (!head.ok) return settle({ ok: false, error: new WireError('UND_ERR_INVALID_ARG', head.reason) });
        const job: Job = { text: head.text, host: head.host, isLast: head.isLast, rawBody, release, settle };
        signal?.addEventListener('abort', abort);
        send(job, signal);
      }),
  };
}

/** Only an https endpoint is worth the time that loading TLS takes. */
async function openPool({ to, connections, timeoutMs, clock, tls }: DelivererOptions): Promise<Pool> {
  const isSecure = to.protocol === 'https:';
  const open = isSecure ? (await import('./wire/open-tls-socket.ts')).createTlsOpener(to, tls) : createOpener(to);
  return createPool({ open, connections, timeoutMs, clock, maxAnswerBytes: MAX_ANSWER_BYTES });
}

function abortedError(): WireError {
  return new WireError('ABORTED', 'stopped before the answer came');
}

interface Asked {
  readonly to: URL;
  readonly startedMs: number;
  readonly clock: () => number;
}

function toResult(outcome: Outcome, { to, startedMs, clock }: Asked): DeliveryResult {
  const exactMs = (outcome.ok ? outcome.answeredMs : clock()) - startedMs;
  const took = { tookMs: Math.round(exactMs), exactMs };
  if (!outcome.ok) return { kind: 'failed', ...describeFailure(outcome.error, to), ...took };
  const { answer } = outcome;
  return { kind: 'answered', status: answer.status, ...took, answer };
}

/** The codes that people meet most, in words; for the rest the system's own. */
function describeFailure(error: unknown, to: URL): { code: string; reason: string } {
  const code = errorCode(error) ?? (error instanceof Error ? error.name : 'UNKNOWN');
  const message = errorMessage(error);
  const known = REASONS[code]?.(to, message);
  if (known !== undefined) return { code, reason: `${known}${silentRefusal(code, to)}` };
  return { code, reason: tlsFailure(error, { code, message }, to) ?? message };
}

const REASONS: Readonly<Record<string, (to: URL, message: string) => string>> = {
  ECONNREFUSED: (to) => `nothing listens on ${to.host}`,
  ECONNRESET: (to) => `${to.host} reset the connection`,
  UND_ERR_DESTROYED: (to) => `stopped before ${to.host} answered`,
  UND_ERR_SOCKET: (to, message) => `${to.host} closed the connection ${message}`,
  UND_ERR_HEADERS_OVERFLOW: (to, message) => `${to.host} answered with broken HTTP: ${message}`,
  ENOTFOUND: (to) => `the name ${to.hostname} does not resolve`,
  HTTPParserError: (to, message) =>
    message === NO_STATUS_LINE
      ? `what listens on ${to.host} does not speak HTTP`
      : `${to.host} answered with broken HTTP: ${message}`,
  EPIPE: (to) => `${to.host} closed the connection while the body was sent`,
};
