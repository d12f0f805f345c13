import type { ForwardAnswered, ForwardFailed, HeaderMap } from '../events.ts';
import { createDeliverer, type DeliveryResult } from './deliver.ts';
import { type HeaderChanges, headersToForward, pathToForward } from './forward-headers.ts';
import type { TlsOptions } from './tls.ts';

/** A request of Meta's, as it arrived. */
export interface ForwardedRequest {
  readonly query: string;
  readonly headers: HeaderMap;
  readonly rawBody: Uint8Array;
}

/** One URL after `--forward-to`, with connections that stay open. */
export interface ForwardTarget {
  readonly to: URL;
  readonly webhook: (request: ForwardedRequest, signal?: AbortSignal) => Promise<DeliveryResult>;
  readonly handshake: (request: ForwardedRequest) => Promise<DeliveryResult>;
  readonly close: () => Promise<void>;
}

export interface TargetOptions {
  readonly to: URL;
  readonly headers: HeaderChanges;
  readonly tls: TlsOptions | undefined;
  readonly clock: () => number;
}

/** Meta gives up on an answer after 20 s (Messenger Platform FAQ; the WhatsApp pages name no time). */
const TIMEOUT_MS = 20_000;

/** Meta delivers concurrently; the app gets as many at once as a busy production would give it. */
const CONNECTIONS = 64;

/** Passes requests on with the bytes untouched. Redirects are answers and never followed. */
export function openTarget({ to, headers, tls, clock }: TargetOptions): ForwardTarget {
  const deliverer = createDeliverer({ to, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS, clock, tls });
  const about = (request: ForwardedRequest) => ({
    path: pathToForward(to, request.query),
    headers: headersToForward(request.headers, headers),
  });

  return {
    to,
    webhook: (request, signal) => {
      const ending = signal === undefined ? {} : { signal };
      return deliverer.deliver({ method: 'POST', ...about(request), rawBody: request.rawBody, ...ending });
    },
    handshake: (request) => deliverer.deliver({ method: 'GET', ...about(request), rawBody: null }),
    close: deliverer.close,
  };
}

/** What became of a webhook at this target. */
export function outcomeEvent(id: string, to: URL, result: DeliveryResult): ForwardAnswered | ForwardFailed {
  const { tookMs } = result;
  if (result.kind === 'answered') return { type: 'forward.answered', id, to: to.href, status: result.status, tookMs };

  const { code, reason } = result;
  return { type: 'forward.failed', id, to: to.href, code, reason, tookMs };
}
