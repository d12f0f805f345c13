import { meetLeaf, scrubKey, scrubLeaf } from './scrub/leaf.ts';
import { createSubstitutes } from './scrub/substitutes.ts';
import { type At, START, walk } from './scrub/walk.ts';

export interface Scrubbed {
  readonly value: unknown;
  /** How many different numbers, ids, words and links were replaced. */
  readonly replaced: number;
}

/**
 * The same payload without the people in it: numbers, names, ids, texts, links and places are replaced, the same by the
 * same, in their length and shape. Types, statuses, codes and times stay. The same payload always gives the same result.
 */
export function scrub(payload: unknown): Scrubbed {
  const scrubber = createScrubber();
  scrubber.meet(payload);
  const value = scrubber.scrub(payload);
  return { value, replaced: scrubber.replaced() };
}

/** For several payloads that belong together: first each of them is met, then each of them is scrubbed. */
export interface Scrubber {
  /** Learns the names and numbers in it, so that they are known wherever else they turn up. */
  readonly meet: (payload: unknown) => void;
  readonly scrub: (payload: unknown) => unknown;
  readonly replaced: () => number;
}

export function createScrubber(): Scrubber {
  const substitutes = createSubstitutes();
  const change = {
    leaf: (leaf: unknown, at: At) => scrubLeaf(leaf, at, substitutes),
    key: (key: string) => scrubKey(key, substitutes),
  };
  return {
    meet: (payload) => {
      walk(payload, START, { leaf: (leaf, at) => meetLeaf(leaf, at, substitutes), key: (key) => key });
      walk(payload, START, change);
    },
    scrub: (payload) => {
      substitutes.startReplacing();
      return walk(payload, START, change);
    },
    replaced: substitutes.count,
  };
}
