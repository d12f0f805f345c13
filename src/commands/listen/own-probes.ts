import { randomInt } from 'node:crypto';

/** Longer than any of our checks waits for its answer; what comes later is somebody else's. */
const FORGET_MS = 60_000;

export interface OwnProbe {
  readonly challenge: string;
  /** Did it reach this receiver? Another one with the same verify token would answer it as well. */
  readonly hasArrived: () => boolean;
}

export interface OwnProbes {
  /** Makes the challenge of our next check of the public URL. */
  readonly next: () => OwnProbe;
  /** Is this request such a check? It is one once: then anybody may have seen it. */
  readonly take: (query: string) => boolean;
}

/** Knows our own checks when they come in through the public URL: answered, not told, not forwarded. */
export function createOwnProbes(clock: () => number): OwnProbes {
  const expected = new Map<string, { readonly sinceMs: number; hasArrived: boolean }>();

  const forgetOld = () => {
    for (const [challenge, { sinceMs }] of expected) if (clock() - sinceMs > FORGET_MS) expected.delete(challenge);
  };
  return {
    next: () => {
      forgetOld();
      const challenge = String(randomInt(10 ** 14, 2 ** 48 - 1));
      const entry = { sinceMs: clock(), hasArrived: false };
      expected.set(challenge, entry);
      return { challenge, hasArrived: () => entry.hasArrived };
    },
    take: (query) => {
      if (expected.size === 0) return false;
      const challenge = new URLSearchParams(query).get('hub.challenge') ?? '';
      const entry = expected.get(challenge);
      expected.delete(challenge);
      if (entry !== undefined) entry.hasArrived = true;
      return entry !== undefined;
    },
  };
}
