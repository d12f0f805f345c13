import type { Emit } from '../events.ts';
import { createDeferred } from './deferred.ts';
import type { TunnelCode, TunnelEnd, TunnelProvider } from './provider.ts';

export type FirstOutcome =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly code: TunnelCode; readonly reason: string };

export interface TunnelNews {
  readonly firstOutcome: Promise<FirstOutcome>;
  readonly currentUrl: () => string | undefined;
  readonly opening: (attempt: number) => void;
  readonly proving: (url: string) => void;
  readonly opened: (url: string, notices?: readonly string[]) => void;
  readonly lost: (reason: string, upMs: number) => void;
  /** Without `retryInMs` it was the last attempt. */
  readonly failed: (failure: TunnelEnd, retryInMs: number | undefined) => void;
  readonly stopped: () => void;
}

/** Turns what happens to a tunnel into events. The same failure again is told once: an hour of outage is one line. */
export function createTunnelNews(
  { name: provider, traits }: TunnelProvider,
  emit: Emit,
  firstOutcomeMs: number,
): TunnelNews {
  const first = createDeferred<FirstOutcome>();
  const tooLong = `No public URL within ${firstOutcomeMs / 1000} s.`;
  const timer = setTimeout(() => first.resolve({ ok: false, code: 'timeout', reason: tooLong }), firstOutcomeMs);
  const settle = (outcome: FirstOutcome) => {
    clearTimeout(timer);
    first.resolve(outcome);
  };

  let currentUrl: string | undefined;
  let previousUrl: string | undefined;
  let lostAtMs: number | undefined;
  let lastReason: string | undefined;
  let isRepeating = false;

  return {
    firstOutcome: first.promise,
    currentUrl: () => currentUrl,

    opening: (attempt) => {
      if (!isRepeating) emit({ type: 'tunnel.opening', provider, attempt });
    },

    proving: (url) => {
      if (!isRepeating) emit({ type: 'tunnel.proving', provider, url });
    },

    opened: (url, notices = []) => {
      const before = previousUrl;
      currentUrl = url;
      previousUrl = url;
      lastReason = undefined;
      isRepeating = false;
      emit({
        type: 'tunnel.opened',
        provider,
        url,
        ...(before !== undefined && before !== url && { previousUrl: before }),
        ...(lostAtMs !== undefined && { downMs: Math.round(performance.now() - lostAtMs) }),
        notices: before === undefined ? [...traits.notices, ...notices] : [],
      });
      settle({ ok: true, url });
    },

    lost: (reason, upMs) => {
      const url = currentUrl;
      currentUrl = undefined;
      lostAtMs = performance.now();
      if (url !== undefined) emit({ type: 'tunnel.lost', provider, url, reason, upMs: Math.round(upMs) });
    },

    failed: ({ code, reason }, retryInMs) => {
      isRepeating = reason === lastReason && retryInMs !== undefined;
      lastReason = reason;
      if (!isRepeating) {
        emit({ type: 'tunnel.failed', provider, code, reason, ...(retryInMs !== undefined && { retryInMs }) });
      }
      settle({ ok: false, code, reason });
    },

    stopped: () => {
      currentUrl = undefined;
      settle({ ok: false, code: 'stopped', reason: 'The tunnel was stopped.' });
    },
  };
}
