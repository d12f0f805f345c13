import { batchPayloads } from '../webhook/batch.ts';
import { createFreshener, createFresheners, type Freshener } from '../webhook/freshen.ts';
import type { Identity } from '../webhook/identity.ts';
import { encode } from '../webhook/meta-json.ts';
import type { Assignment } from '../webhook/set-path.ts';
import {
  type Composed,
  type ComposeFault,
  type Shaped,
  type Source,
  shape,
  unlessTooDeep,
  type WriteOptions,
  write,
} from './compose.ts';
import { type Composer, createComposer } from './composer.ts';
import type { PlannedBody } from './plan.ts';
import { type Random, shuffle } from './seeded-random.ts';

export interface ArrangeOptions extends WriteOptions {
  readonly identity: Identity | undefined;
  readonly assignments: readonly Assignment[];
  /** Keeps ids and times. */
  readonly isVerbatim: boolean;
  /** What becomes "now"; undefined leaves the times as they are. */
  readonly nowSeconds: (() => number) | undefined;
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
export const MAX_PLAN_BYTES = 1024 ** 3;

/** What a body costs beside its bytes: headers, bookkeeping, an outcome. */
const OVERHEAD_BYTES = 4096;

/** All webhooks of a plan in the order in which they are sent. Pure: the same options and chance give the same bytes. */
export function arrange(sources: readonly Source[], options: ArrangeOptions): Arranged {
  if (isTooLarge(sources, options)) return { ok: false, fault: 'plan-too-large' };

  const inOrder = <T>(members: readonly T[]) => (options.isShuffled ? shuffle(members, options.random) : members);
  const { batch } = options;
  // Written at once where that can be: a tree takes many times the memory of its bytes.
  if (batch === undefined) {
    const bodies = collect(composeEach(sources, options, createComposers(sources, options)));
    return bodies.ok ? { ok: true, bodies: inOrder(bodies.members) } : bodies;
  }

  const shapes = collect(shapeEach(sources, options));
  if (!shapes.ok) return shapes;
  const inBatches = mergeEach(
    inOrder(shapes.members).map((made) => ({ ok: true, made })),
    batch,
    options,
  );
  const bodies = collect(inBatches);
  return bodies.ok ? { ok: true, bodies: bodies.members } : bodies;
}

/**
 * The same webhooks one by one, each made when it is asked for, so that a plan may be endless (`count` infinite). What
 * is shuffled is each pass over the sources, since there is no whole. A source that is faulty, or would keep the first
 * ones waiting, is dealt with before any of them is made.
 */
export function arrangeEach(sources: readonly Source[], options: ArrangeOptions): ArrangedEach {
  const { batch } = options;
  const pass = { ...options, isShuffledEachPass: options.isShuffled };
  const composers = createComposers(sources, options);
  const fault = prepare(sources, composers, options);
  if (fault !== undefined) return fault;
  const bodies =
    batch === undefined ? composeEach(sources, pass, composers) : mergeEach(shapeEach(sources, pass), batch, pass);
  return { ok: true, bodies };
}

export type ArrangedEach = { readonly ok: true; readonly bodies: Iterable<Made<PlannedBody> | Fault> } | ComposeFault;

/** A template takes three bodies to make, which of many large ones is a long wait: those get theirs as they go. */
const FEW_SOURCES = 16;

function prepare(sources: readonly Source[], composers: Composers, options: ArrangeOptions): ComposeFault | undefined {
  // Chance is left alone: a seed gives the same ids whether it was looked before or not.
  const { isVerbatim, nowSeconds } = options;
  const freshener = () => createFreshener({ nowSeconds, random: (sizeBytes) => new Uint8Array(sizeBytes) });
  const hasTemplates = options.batch === undefined && sources.length <= FEW_SOURCES;
  for (const source of sources) {
    const composer = hasTemplates ? composers.get(source) : undefined;
    const looked = isVerbatim ? undefined : freshener();
    const fault =
      composer === undefined ? faultOf(createComposer(source, options).compose(looked)) : composer.prepare(looked);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf<T>(composed: Composed<T>): ComposeFault | undefined {
  return composed.ok ? undefined : composed;
}

type Composers = ReadonlyMap<Source, Composer>;

function createComposers(sources: readonly Source[], options: ArrangeOptions): Composers {
  return new Map(sources.map((source) => [source, createComposer(source, options)]));
}

export type Made<T> = { readonly ok: true; readonly made: T };
export type Fault = Exclude<Arranged, { readonly ok: true }>;

/** All of them, up to the first fault. */
function collect<T>(makings: Iterable<Made<T> | Fault>): { readonly ok: true; readonly members: readonly T[] } | Fault {
  const members: T[] = [];
  for (const making of makings) {
    if (!making.ok) return making;
    members.push(making.made);
  }
  return { ok: true, members };
}

/** Known before anything is made, so that nobody waits for the refusal. */
function isTooLarge(sources: readonly Source[], { count, sizeBytes = 0 }: ArrangeOptions): boolean {
  const bytes = sources.map(({ rawBody }) => Math.max(rawBody.byteLength, sizeBytes) + OVERHEAD_BYTES);
  return bytes.reduce((sum, each) => sum + each, 0) * count > MAX_PLAN_BYTES;
}

type PassOptions = ArrangeOptions & { readonly isShuffledEachPass?: boolean };

/** Each source of each pass with what gives it new ids: related ones have them in common, other passes have others. */
function* freshenEach(
  sources: readonly Source[],
  options: PassOptions,
): Iterable<readonly [Source, Freshener | undefined]> {
  for (let pass = 0; pass < options.count; pass += 1) {
    const freshenerOf = createFresheners(options);
    for (const source of options.isShuffledEachPass === true ? shuffle(sources, options.random) : sources) {
      yield [source, options.isVerbatim ? undefined : freshenerOf(source.what)];
    }
  }
}

function* composeEach(
  sources: readonly Source[],
  options: PassOptions,
  composers: Composers,
): Iterable<Made<PlannedBody> | Fault> {
  for (const [source, freshener] of freshenEach(sources, options)) {
    const composed = composers.get(source)?.compose(freshener);
    if (composed !== undefined) yield composed;
  }
}

function* shapeEach(sources: readonly Source[], options: PassOptions): Iterable<Made<Shaped> | Fault> {
  for (const [source, freshener] of freshenEach(sources, options)) yield shape(source, { ...options, freshener });
}

function* mergeEach(
  shapings: Iterable<Made<Shaped> | Fault>,
  maxUpdates: number,
  options: ArrangeOptions,
): Iterable<Made<PlannedBody> | Fault> {
  const waiting: Shaped[] = [];
  let fault: Fault | undefined;
  function* payloads(): Iterable<unknown> {
    for (const shaping of shapings) {
      if (!shaping.ok) fault = shaping;
      if (!shaping.ok) return;
      waiting.push(shaping.made);
      yield shaping.made.payload;
    }
  }

  const sizeOf = (payload: unknown) => encode(payload, options.escaping).byteLength;
  const batches = batchPayloads(payloads(), { maxUpdates, sizeOf });
  for (;;) {
    const next = unlessTooDeep('what --batch merges', () => ({ ok: true, made: batches.next() }));
    if (!next.ok) return yield next;
    if (fault !== undefined) return yield fault;
    if (next.made.done === true) return;

    // In a batch are neighbours: as many as it has, the longest waiting first.
    const { payload, from } = next.made.value;
    const [first, ...others] = waiting.splice(0, from.length);
    if (first === undefined) continue;
    const rest = others.length > 0 ? ` and ${others.length} more` : '';
    yield write(others.length === 0 ? first : { what: `${first.what}${rest}`, payload }, options);
  }
}
