import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { createDeliverer, type DeliveryResult } from '../delivery/deliver.ts';
import type { TlsOptions } from '../delivery/tls.ts';
import type { Exchange, Probe } from './case.ts';
import { sendOddly } from './odd-manners.ts';

/** The connections of one case: none of them was used before, and nobody else uses them. */
export interface Wire {
  readonly send: (probe: Probe) => Promise<Exchange>;
  readonly close: () => Promise<void>;
}

export interface WireOptions {
  readonly to: URL;
  readonly timeoutMs: number;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly tls?: TlsOptions | undefined;
}

/** As many as the widest case sends at the same instant. */
const MAX_CONNECTIONS = 200;

export function openWire(options: WireOptions): Wire {
  const { to, signal } = options;
  const wide = createDeliverer({ ...options, connections: MAX_CONNECTIONS });
  const single = createDeliverer({ ...options, connections: 1 });

  const send = (probe: Probe): Promise<DeliveryResult> => {
    const path = pathOf(to, probe);
    const { method, headers, rawBody, manner } = probe;
    if (manner === undefined) return wide.deliver({ method, path, headers, rawBody, signal });
    if (manner === 'same-connection') return single.deliver({ method, path, headers, rawBody, signal });
    return sendOddly({ ...options, path, headers, rawBody: rawBody ?? new Uint8Array(), manner });
  };

  return {
    send: async (probe) => ({ probe, result: unpacked(await send(probe)) }),
    close: async () => {
      await Promise.all([wide.close(), single.close()]);
    },
  };
}

/** The path of the URL; a query of the probe's own goes behind the one that the URL has, as Meta appends it. */
export function pathOf({ pathname, search }: URL, { query = '' }: Probe): string {
  const queries = [search.slice(1), query].filter((part) => part !== '');
  return queries.length === 0 ? pathname : `${pathname}?${queries.join('&')}`;
}

const UNPACK: Readonly<Record<string, (body: Uint8Array, limits: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

const MAX_UNPACKED_BYTES = 1024 * 1024;

/** We say that we take compressed answers, as Meta does. */
function unpacked(result: DeliveryResult): DeliveryResult {
  if (result.kind === 'failed') return result;
  const unpack = UNPACK[String(result.answer.headers['content-encoding'] ?? '').toLowerCase()];
  if (unpack === undefined) return result;

  try {
    const body = unpack(result.answer.body, { maxOutputLength: MAX_UNPACKED_BYTES });
    return { ...result, answer: { ...result.answer, body } };
  } catch {
    return result;
  }
}
