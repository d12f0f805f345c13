import { aborted, pause, withDeadline } from '../deadline.ts';
import { errorMessage } from '../errors.ts';
import type { Emit } from '../events.ts';
import { linkAbort } from './link-abort.ts';
import type { ProbeResult } from './probe.ts';
import {
  type OpenContext,
  type TunnelCode,
  type TunnelEnd,
  TunnelError,
  type TunnelProvider,
  type TunnelSession,
} from './provider.ts';
import { retryWaitMs } from './retry-wait.ts';
import { createTunnelNews, type FirstOutcome } from './tunnel-news.ts';

const TIMING = {
  firstWaitMs: 300,
  longestWaitMs: 30_000,
  nameReleaseMs: 1_200,
  /** So long the caller waits for a first word; the attempts go on behind it. */
  firstOutcomeMs: 15_000,
  /** A tunnel that stood this long and was lost is a new story; one lost earlier counts as one more failure. */
  steadyMs: 10_000,
  /** So long a name that was given at random is asked for again before a new one, and so a new URL, is taken. */
  keepNameMs: 60_000,
  stopMs: 2_000,
};

/** A first request may come before the host has put its part in order. */
const PROBE_TRIES = 3;
const PROBE_PAUSE_MS = 300;

export interface SuperviseOptions {
  readonly provider: TunnelProvider;
  /** What each attempt is given, but for its signal, and for the name once we were given one. */
  readonly context: Omit<OpenContext, 'signal'>;
  /** The webhook's path. Every URL told is the tunnel's with this path, as it goes into the dashboard. */
  readonly path: string;
  readonly probe: (url: URL, signal: AbortSignal) => Promise<ProbeResult>;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly timing?: Partial<typeof TIMING>;
}

export interface Supervision {
  /** The first success or failure, or the news that neither came in time. The attempts go on until `stop`. */
  readonly firstOutcome: Promise<FirstOutcome>;
  /** The proven public URL while the tunnel is up. */
  readonly currentUrl: () => string | undefined;
  /** Back within two seconds, whatever the provider does. */
  readonly stop: () => Promise<void>;
}

/** How one tunnel ended: never proven, or proven and then lost. */
type Ending =
  | { readonly wasUp: false; readonly failure: TunnelEnd; readonly isFatal: boolean }
  | { readonly wasUp: true; readonly reason: string; readonly upMs: number };

/** Opens a tunnel, proves it, and opens it again whenever it ends. Tells all of it by events; never rejects. */
export function superviseTunnel(options: SuperviseOptions): Supervision {
  const { provider, emit, random } = options;
  const timing = { ...TIMING, ...options.timing };
  const end = new AbortController();
  const unlink = linkAbort(options.signal, end);
  const news = createTunnelNews(provider, emit, timing.firstOutcomeMs);

  let name = options.context.wantedName;
  let nameTakenSinceMs: number | undefined;

  const running = keepOpen().finally(() => {
    unlink();
    news.stopped();
  });

  return {
    firstOutcome: news.firstOutcome,
    currentUrl: news.currentUrl,
    stop: async () => {
      end.abort();
      await withDeadline(running, timing.stopMs, 'Closing the tunnel').catch(() => {});
    },
  };

  async function keepOpen(): Promise<void> {
    let failures = 0;
    let attempt = 1;
    while (!end.signal.aborted) {
      news.opening(attempt);
      const ending = await openAndHold();
      if (end.signal.aborted) return;

      if (ending.wasUp) {
        if (ending.upMs >= timing.steadyMs) failures = 0;
        news.lost(ending.reason);
        await pause(retryWaitMs(failures, undefined, timing, random), end.signal);
        attempt = 1;
      } else {
        const { failure, isFatal } = ending;
        const waitMs = isFatal ? undefined : retryWaitMs(failures, failure.code, timing, random);
        news.failed(failure, waitMs);
        if (waitMs === undefined) return;
        forgetNameInTime(failure.code);
        await pause(waitMs, end.signal);
        attempt += 1;
      }
      failures += 1;
    }
  }

  /** One tunnel, from the attempt to its end. */
  async function openAndHold(): Promise<Ending> {
    const attempt = new AbortController();
    const { signal } = attempt;
    const unlinkAttempt = linkAbort(end.signal, attempt);
    let session: TunnelSession | undefined;
    try {
      const { context, path, probe } = options;
      session = await provider.open({ ...context, wantedName: name, signal });
      const url = new URL(path, session.url);
      const failure = await Promise.race([prove(probe, url, signal), session.closed, aborted(signal)]);
      if (signal.aborted) return { wasUp: false, failure: STOPPED, isFatal: false };
      if (failure !== undefined) return { wasUp: false, failure, isFatal: false };

      const upSinceMs = performance.now();
      name = session.name ?? name;
      nameTakenSinceMs = undefined;
      news.opened(url.href, session.notices);
      const { reason } = (await Promise.race([session.closed, aborted(signal)])) ?? STOPPED;
      return { wasUp: true, reason, upMs: performance.now() - upSinceMs };
    } catch (error) {
      return toEnding(error);
    } finally {
      unlinkAttempt();
      attempt.abort();
      await session?.close();
    }
  }

  /** A name that the user asked for is waited for; one that we were given may be lost, which changes the URL. */
  function forgetNameInTime(code: TunnelCode): void {
    if (code !== 'name-taken' || options.context.wantedName !== undefined) return;
    nameTakenSinceMs ??= performance.now();
    if (performance.now() - nameTakenSinceMs >= timing.keepNameMs) name = undefined;
  }
}

const STOPPED: TunnelEnd = { code: 'stopped', reason: 'The tunnel was stopped.' };

async function prove(probe: SuperviseOptions['probe'], url: URL, signal: AbortSignal): Promise<TunnelEnd | undefined> {
  let reason = STOPPED.reason;
  for (let tries = 0; tries < PROBE_TRIES && !signal.aborted; tries += 1) {
    if (tries > 0) await pause(PROBE_PAUSE_MS, signal);
    const result = await probe(url, signal);
    if (result.ok) return undefined;
    reason = result.reason;
  }
  return { code: 'probe-failed', reason };
}

function toEnding(error: unknown): Ending {
  if (error instanceof TunnelError) {
    return { wasUp: false, failure: { code: error.code, reason: error.message }, isFatal: error.isFatal };
  }
  const reason = `The tunnel failed: ${errorMessage(error)}`;
  return { wasUp: false, failure: { code: 'unexpected', reason }, isFatal: true };
}
