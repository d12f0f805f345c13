import { batchPayloads } from '../webhook/batch.ts';
import { createFresheners } from '../webhook/freshen.ts';
import type { Identity } from '../webhook/identity.ts';
import { encode } from '../webhook/meta-json.ts';
import type { Assignment } from '../webhook/set-path.ts';
import {
  type ComposeFault,
  type Shaped,
  type Source,
  shape,
  unlessTooDeep,
  type WriteOptions,
  write,
} from './compose.ts';
import type { PlannedBody } from './plan.ts';
import { type Random, shuffle } from './seeded-random.ts';

export interface ArrangeOptions extends WriteOptions {
  readonly identity: Identity | undefined;
  readonly assignments: readonly Assignment[];
  /** Keeps ids and times. */
  readonly isVerbatim: boolean;
  /** What becomes "now"; undefined leaves the times as they are. */
  readonly nowSeconds: number | undefined;
  /** All chance in a plan comes from here. */
  readonly random: Random;
  /** How often the whole list is sent. */
  readonly count: number;
  readonly isShuffled: boolean;
  /** How many updates are merged into one webhook; undefined merges none. */
  readonly batch: number | undefined;
}

export type Arranged =
  | { readonly ok: true; readonly bodies: readonly PlannedBody[] }
  | ComposeFault
  | { readonly ok: false; readonly fault: 'plan-too-large' };

/** A plan is held in memory as a whole: bodies of more than this in all are refused. */
const MAX_PLAN_BYTES = 1024 ** 3;

/** What a body costs beside its bytes: headers, bookkeeping, an outcome. */
const OVERHEAD_BYTES = 4096;

/** All webhooks of a plan in the order in which they are sent. Pure: the same options and chance give the same bytes. */
export function arrange(sources: readonly Source[], options: ArrangeOptions): Arranged {
  if (isTooLarge(sources, options)) return { ok: false, fault: 'plan-too-large' };

  const inOrder = <T>(members: readonly T[]) => (options.isShuffled ? shuffle(members, options.random) : members);
  const { batch } = options;
  // Written at once where that can be: a tree takes many times the memory of its bytes.
  if (batch === undefined) {
    const bodies = collect(shapeEach(sources, options), (shaped) => write(shaped, options));
    return bodies.ok ? { ok: true, bodies: inOrder(bodies.members) } : bodies;
  }

  const shapes = collect(shapeEach(sources, options), (shaped) => ({ ok: true, made: shaped }));
  if (!shapes.ok) return shapes;
  const bodies = collect(mergeEach(inOrder(shapes.members), batch, options), (shaped) => write(shaped, options));
  return bodies.ok ? { ok: true, bodies: bodies.members } : bodies;
}

type Made<T> = { readonly ok: true; readonly made: T };
type Fault = Exclude<Arranged, { readonly ok: true }>;

/** What is made of each, up to the first fault. */
function collect<T>(
  shapings: Iterable<Made<Shaped> | Fault>,
  make: (shaped: Shaped) => Made<T> | Fault,
): { readonly ok: true; readonly members: readonly T[] } | Fault {
  const members: T[] = [];
  for (const shaping of shapings) {
    const result = shaping.ok ? make(shaping.made) : shaping;
    if (!result.ok) return result;
    members.push(result.made);
  }
  return { ok: true, members };
}

/** Known before anything is made, so that nobody waits for the refusal. */
function isTooLarge(sources: readonly Source[], { count, sizeBytes = 0 }: ArrangeOptions): boolean {
  const bytes = sources.map(({ rawBody }) => Math.max(rawBody.byteLength, sizeBytes) + OVERHEAD_BYTES);
  return bytes.reduce((sum, each) => sum + each, 0) * count > MAX_PLAN_BYTES;
}

function* shapeEach(sources: readonly Source[], options: ArrangeOptions): Iterable<Made<Shaped> | Fault> {
  const freshenerOf = createFresheners(options);

  for (let round = 0; round < options.count; round += 1) {
    for (const source of sources) {
      yield shape(source, { ...options, freshen: options.isVerbatim ? undefined : freshenerOf(source.what) });
    }
  }
}

function* mergeEach(
  shapes: readonly Shaped[],
  maxUpdates: number,
  { escaping }: ArrangeOptions,
): Iterable<Made<Shaped> | Fault> {
  const payloads = shapes.map(({ payload }) => payload);
  const sizeOf = (payload: unknown) => encode(payload, escaping).byteLength;

  const batches = unlessTooDeep('what --batch merges', () => {
    return { ok: true, made: batchPayloads(payloads, { maxUpdates, sizeOf }) };
  });
  if (!batches.ok) return yield batches;

  for (const { payload, from } of batches.made) {
    const [first, ...others] = from.flatMap((index) => shapes[index] ?? []);
    if (first === undefined) continue;
    const rest = others.length > 0 ? ` and ${others.length} more` : '';
    yield { ok: true, made: others.length === 0 ? first : { what: `${first.what}${rest}`, payload } };
  }
}
