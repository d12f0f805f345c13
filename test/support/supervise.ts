import type { HappenedEvent } from '../../src/events.ts';
import type { OpenContext } from '../../src/tunnel/provider.ts';
import { type SuperviseOptions, superviseTunnel } from '../../src/tunnel/supervise.ts';

export const QUICK_TIMING = { firstWaitMs: 5, longestWaitMs: 40, nameReleaseMs: 20 };

/** What a provider is given, where a test does not care. */
export function openContext(context: Partial<OpenContext> = {}): OpenContext {
  return {
    targetPort: 1,
    settings: {},
    env: {},
    stateDir: '/nowhere',
    signal: new AbortController().signal,
    ...context,
  };
}

/** A supervised tunnel whose events are kept; what a test does not care about is quick and succeeds. */
export function supervise({
  context = {},
  ...options
}: Partial<Omit<SuperviseOptions, 'context'>> &
  Pick<SuperviseOptions, 'provider'> & { readonly context?: Partial<OpenContext> }) {
  const events: HappenedEvent[] = [];
  const stop = new AbortController();
  const tunnel = superviseTunnel({
    context: openContext(context),
    path: '/webhook',
    probe: async () => ({ ok: true, tookMs: 1 }),
    emit: (event) => void events.push(event),
    signal: stop.signal,
    random: () => 1,
    timing: QUICK_TIMING,
    ...options,
  });
  return { events, tunnel, abort: () => stop.abort() };
}
