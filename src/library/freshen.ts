import { createFreshener } from '../webhook/freshen.ts';
import { world } from './world.ts';

/**
 * The same payload with ids that no webhook had before, and its times moved so that its newest moment is now. Receivers drop
 * what they have seen, so that a payload which is sent twice wants fresh ids.
 *
 * What belongs together keeps together: an id that stands in several places is the same in all of them, also over several
 * payloads that are given as a list: `freshen([sent, delivered, read])`. The test of Meta's dashboard stays as it is when it is
 * given alone, since Meta always sends the same one.
 *
 * @param options.now - What becomes the newest moment; the present when left out.
 */
export function freshen<T>(payload: T, options: { readonly now?: Date | undefined } = {}): T {
  const { now = world.now() } = options;
  const { freshen: freshenAny } = createFreshener({
    nowSeconds: () => Math.floor(now.getTime() / 1_000),
    random: world.random,
  });
  // The same tree, each leaf of the same type.
  return freshenAny(payload) as T;
}
