import { aborted, pause, withDeadline } from '../deadline.ts';
import { errorMessage } from '../errors.ts';
import type { Emit } from '../events.ts';
import { type Probe, proveUrl, watchUrl } from './check-url.ts';
import { linkAbort } from './link-abort.ts';
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
  /** So often an idle tunnel is checked. */
  beatMs: 30_000,
  missPauseMs: 2_000,
};

export interface SuperviseOptions {
  readonly provider: TunnelProvider;
  /** What each attempt is given, but for its signal, and for the name once we were given one. */
  readonly context: Omit<OpenContext, 'signal'>;
  /** The webhook's path. Every URL told is the tunnel's with this path, as it goes into the dashboard. */
  readonly path: string;
  readonly probe: Probe;
  /** When a request last came through the tunnel, on the clock of `performance.now()`: as good as a check. */
  readonly lastArrivalMs?: () => number | undefined;
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
  | { readonly wasUp: true; readonly end: TunnelEnd; readonly upMs: number };

/** Opens a tunnel, proves it, and opens it again whenever it ends. Tells all of it by events; never rejects. */
export function superviseTunnel(options: SuperviseOptions): Supervision {
  const { provider, emit, random, lastArrivalMs = () => undefined } = options;
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
        news.lost(ending.end.reason, ending.upMs);
        await pause(retryWaitMs(failures, ending.end.code, timing, random), end.signal);
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
      news.proving(url.href);
      const { settleMs = 0, proveForMs = 0, probeEveryMs } = provider.traits;
      const proven = proveUrl({ probe, url, settleMs, proveForMs, signal });
      const failure = await Promise.race([proven, session.closed, aborted(signal)]);
      if (signal.aborted) return { wasUp: false, failure: STOPPED, isFatal: false };
      if (failure !== undefined) return { wasUp: false, failure, isFatal: false };

      const upSinceMs = performance.now();
      name = session.name ?? name;
      nameTakenSinceMs = undefined;
      news.opened(url.href, session.notices);
      const heartbeat = { beatMs: probeEveryMs ?? timing.beatMs, missPauseMs: timing.missPauseMs };
      const watched = watchUrl({ probe, url, timing: heartbeat, random, lastArrivalMs, signal });
      const how = (await Promise.race([session.closed, watched, aborted(signal)])) ?? STOPPED;
      return { wasUp: true, end: how, upMs: performance.now() - upSinceMs };
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

function toEnding(error: unknown): Ending {
  if (error instanceof TunnelError) {
    return { wasUp: false, failure: { code: error.code, reason: error.message }, isFatal: error.isFatal };
  }
  const reason = `The tunnel failed: ${errorMessage(error)}`;
  return { wasUp: false, failure: { code: 'unexpected', reason }, isFatal: true };
}
