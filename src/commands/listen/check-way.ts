import type { TunnelOpened } from '../../events.ts';
import { type ProbeResult, probe } from '../../tunnel/probe.ts';
import { probeBody } from '../../tunnel/probe-body.ts';
import type { ListenFlags } from '../listen.ts';
import type { PublicUrlOptions } from './public-url.ts';

type Options = Pick<PublicUrlOptions, 'command' | 'receiver' | 'verifyToken' | 'stream' | 'signal'>;

/** Meta's own handshake through the public URL, which must reach this very receiver. */
export async function proveUrl(url: URL, signal: AbortSignal, options: Options): Promise<ProbeResult> {
  const { challenge, hasArrived } = options.receiver.ownProbes.next();
  const result = await probe({ url, verifyToken: options.verifyToken, signal, challenge });

  if (result.ok && !hasArrived()) {
    return { ok: false, reason: 'The public URL leads to another receiver, which has the same verify token.' };
  }
  if (!result.ok && hasArrived()) {
    return {
      ok: false,
      reason: `${result.reason} The request did arrive here: its answer is lost or changed on the way.`,
    };
  }
  return result;
}

/** Meta's largest, what many a proxy lets through by default, and what any does. */
const SIZES_BYTES = [3 * 1024 * 1024, 2_000_000, 1_000_000, 64 * 1024];

const BODY_TIMEOUT_MS = 20_000;

/** Tells, after the way is open and beside the webhooks that come, whether Meta's largest ones fit through it. */
export async function checkBodies({ provider, url }: TunnelOpened, options: Options): Promise<void> {
  const { command, receiver, stream, signal } = options;
  const { maxBody } = command.opts<ListenFlags>();
  const urlFor = () => {
    const asked = new URL(url);
    asked.searchParams.set('hub.challenge', receiver.ownProbes.next().challenge);
    return asked;
  };

  const sizesBytes = SIZES_BYTES.filter((sizeBytes) => sizeBytes <= maxBody);
  const limit = await probeBody({ urlFor, sizesBytes, timeoutMs: BODY_TIMEOUT_MS, signal }).catch(() => undefined);
  if (limit !== undefined && !signal.aborted) stream.emit({ type: 'tunnel.limited', provider, url, ...limit });
}
