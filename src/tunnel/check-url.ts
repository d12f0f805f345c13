import { pause } from '../deadline.ts';
import type { ProbeResult } from './probe.ts';
import type { TunnelEnd } from './provider.ts';

export type Probe = (url: URL, signal: AbortSignal) => Promise<ProbeResult>;

/** A first request may come before the host has put its part in order. */
const PROBE_TRIES = 3;
const PROBE_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 2_000;

export interface ProveOptions {
  readonly probe: Probe;
  readonly url: URL;
  /** So long nobody asks. */
  readonly settleMs: number;
  /** So long, and for a few tries at least, a failure may be the beginning. */
  readonly proveForMs: number;
  readonly signal: AbortSignal;
}

/** Nothing, once the URL leads here; else what stands in the way. */
export async function proveUrl(options: ProveOptions): Promise<TunnelEnd | undefined> {
  const { probe, url, settleMs, proveForMs, signal } = options;
  await pause(settleMs, signal);

  const endMs = performance.now() + proveForMs;
  let reason = 'The check of the public URL was stopped.';
  for (let tries = 0; (tries < PROBE_TRIES || performance.now() < endMs) && !signal.aborted; tries += 1) {
    if (tries > 0) await pause(Math.min(PROBE_PAUSE_MS * tries, LONGEST_PAUSE_MS), signal);
    const result = await probe(url, signal);
    if (result.ok) return undefined;
    reason = result.reason;
  }
  return { code: 'probe-failed', reason };
}

export interface HeartbeatTiming {
  readonly beatMs: number;
  /** After a first miss, which may be a hiccup. */
  readonly missPauseMs: number;
}

export interface WatchOptions {
  readonly probe: Probe;
  readonly url: URL;
  readonly timing: HeartbeatTiming;
  readonly random: () => number;
  /** When something last came in by this way, on the clock of `performance.now()`. */
  readonly lastArrivalMs: () => number | undefined;
  readonly signal: AbortSignal;
}

/** Two checks in a row, a moment apart. */
const MISSES_ARE_DOWN = 2;

/**
 * Checks the URL again and again, and settles once it no longer leads here: a link that swallows everything closes no
 * connection, so nothing else would tell. As long as webhooks come in, they are the proof.
 */
export async function watchUrl(options: WatchOptions): Promise<TunnelEnd | undefined> {
  const { probe, url, timing, random, lastArrivalMs, signal } = options;
  let checkedMs = performance.now();
  let misses = 0;

  while (!signal.aborted) {
    // Not all clients at the same second, and none in step with anything else.
    await pause(misses > 0 ? timing.missPauseMs : timing.beatMs * (0.8 + 0.4 * random()), signal);
    const arrivedMs = lastArrivalMs() ?? 0;
    if (misses === 0 && arrivedMs > checkedMs && performance.now() - arrivedMs < timing.beatMs) continue;

    const result = await probe(url, signal);
    checkedMs = performance.now();
    misses = result.ok ? 0 : misses + 1;
    if (!result.ok && misses >= MISSES_ARE_DOWN && !signal.aborted) {
      return { code: 'probe-failed', reason: `Two checks failed: ${result.reason}` };
    }
  }
  return undefined;
}
