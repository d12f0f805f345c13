import Pool from 'undici/lib/dispatcher/pool.js';
import { errorCode, errorMessage } from '../errors.ts';
import { exchange } from './exchange.ts';
import { silentRefusal, type TlsOptions, tlsConnection, tlsFailure } from './tls.ts';

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
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
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
export function createDeliverer({ to, connections, timeoutMs, clock, tls }: DelivererOptions): Deliverer {
  // Our own time holds for the whole exchange: no limit of undici's may end one of its parts earlier.
  const connect = { timeout: 0, ...(tls === undefined ? {} : tlsConnection(tls)) };
  const pool = new Pool(to.origin, { connections, connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

  return {
    close: () => pool.destroy(),
    deliver: async ({ method, path, headers, rawBody, signal }) => {
      const startedMs = clock();
      const took = (ms: number) => ({ tookMs: Math.round(ms), exactMs: ms });

      try {
        const request = { method, path, headers: [...headers], body: rawBody };
        const options = { timeoutMs, signal, maxAnswerBytes: MAX_ANSWER_BYTES, clock };
        const { status, answeredMs, ...answer } = await exchange(pool, request, options);
        return { kind: 'answered', status, ...took(answeredMs - startedMs), answer };
      } catch (error) {
        return { kind: 'failed', ...describeFailure(error, to), ...took(clock() - startedMs) };
      }
    },
  };
}

/** The codes that people meet most, in words; for the rest the system's own. */
function describeFailure(error: unknown, to: URL): { code: string; reason: string } {
  const code = errorCode(error) ?? (error instanceof Error ? error.name : 'UNKNOWN');
  const message = errorMessage(error);
  const known = REASONS[code]?.(to);
  if (known !== undefined) return { code, reason: `${known}${silentRefusal(code, to)}` };
  return { code, reason: tlsFailure(error, { code, message }, to) ?? message };
}

const REASONS: Readonly<Record<string, (to: URL) => string>> = {
  ECONNREFUSED: (to) => `nothing listens on ${to.host}`,
  ECONNRESET: (to) => `${to.host} reset the connection`,
  UND_ERR_DESTROYED: (to) => `stopped before ${to.host} answered`,
  UND_ERR_SOCKET: (to) => `${to.host} closed the connection without an answer`,
  ENOTFOUND: (to) => `the name ${to.hostname} does not resolve`,
  HTTPParserError: (to) => `what listens on ${to.host} does not speak HTTP`,
  EPIPE: (to) => `${to.host} closed the connection while the body was sent`,
};
