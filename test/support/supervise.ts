import type { HappenedEvent } from '../../src/events.ts';
import { type SuperviseOptions, superviseTunnel } from '../../src/tunnel/supervise.ts';

export const QUICK_TIMING = { firstWaitMs: 5, longestWaitMs: 40, nameReleaseMs: 20 };

/** A supervised tunnel whose events are kept; what a test does not care about is quick and succeeds. */
export function supervise(options: Partial<SuperviseOptions> & Pick<SuperviseOptions, 'provider'>) {
  const events: HappenedEvent[] = [];
  const stop = new AbortController();
  const tunnel = superviseTunnel({
    targetPort: 1,
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
