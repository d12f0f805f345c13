import { arrangeEach, type Fault, type Made } from '../delivery/arrange.ts';
import type { Source } from '../delivery/compose.ts';
import { countTurns, type LoadOptions } from '../delivery/load/schedule.ts';
import {
  type Delivery,
  type DeliveryOptions,
  groupDeliveries,
  type PlannedBody,
  plannedEvent,
  type Signing,
} from '../delivery/plan.ts';
import type { Emit, ReplayFinished } from '../events.ts';
import { arrangeOptions, faultError, refuseToChangeCaptures } from './plan-replay.ts';
import { expectationOf, runOptions, type Sending, type Target } from './send-plan.ts';

/** With a rate and nothing said: enough for 1,000 a second at the 250 ms that Meta asks for ("Throughput"). */
const USUAL_CONNECTIONS = 256;

/** A load: how it is paced, and its deliveries, each of them made when it is asked for. */
export interface PlannedLoad {
  readonly load: LoadOptions;
  readonly deliveries: () => Iterator<Delivery, void>;
  /** Those of the first pass over the input. */
  readonly firstPass: () => Iterable<Delivery>;
}

/** Plans a load from what was found and what the flags want. Throws when the two do not go together. */
export function planLoad(
  sources: readonly Source[],
  signing: Signing,
  { flags, io, isCountGiven }: Pick<Sending, 'flags' | 'io'> & { readonly isCountGiven: boolean },
): PlannedLoad {
  refuseToChangeCaptures(sources, flags);
  const options = arrangeOptions(flags, io);
  const isEndless = flags.duration !== undefined && !isCountGiven;
  const count = isEndless ? Number.POSITIVE_INFINITY : flags.count;
  const { duplicates, header: extraHeaders = [] } = flags;
  const signed = { signing, duplicates, isConcurrent: false, extraHeaders };
  const deliver = (passes: number) => {
    const arranged = arrangeEach(sources, { ...options, count: passes });
    if (!arranged.ok) throw faultError(arranged);
    return eachDelivery(eachBody(arranged.bodies), signed);
  };

  // How many webhooks --batch makes of the input shows only when it makes them.
  const isCountable = !isEndless && flags.batch === undefined;
  return {
    load: {
      perSecond: flags.rate,
      connections: flags.concurrency ?? (flags.rate === undefined ? 1 : USUAL_CONNECTIONS),
      durationMs: flags.duration,
      deliveries: isCountable ? sources.length * count * (duplicates + 1) : undefined,
    },
    deliveries: () => deliver(count),
    firstPass: () => deliver(isEndless ? 1 : count),
  };
}

/** Tells what a load would do: all of its deliveries, or one pass over the input where there is no end of them. */
export function tellLoad({ load, firstPass }: PlannedLoad, to: URL, { flags, emit }: Sending): void {
  tellPace(load, to, emit);
  for (const delivery of firstPass()) {
    const dueMs = load.perSecond === undefined ? 0 : Math.round(((delivery.n - 1) * 1_000) / load.perSecond);
    if (dueMs >= (load.durationMs ?? Number.POSITIVE_INFINITY)) return;
    emit({ ...plannedEvent(delivery, to, expectationOf(flags)), virtualMs: dueMs, realMs: dueMs });
  }
}

export async function sendLoad(
  { load, deliveries }: PlannedLoad,
  target: Target,
  sending: Sending,
): Promise<ReplayFinished> {
  const { runLoad } = await import('../delivery/load/run-load.ts');
  const prepared = deliveries();
  tellPace(load, target.to, sending.emit);
  return runLoad(prepared, load, runOptions(target, sending));
}

function tellPace(load: LoadOptions, to: URL, emit: Emit): void {
  const { perSecond, connections, durationMs } = load;
  const deliveries = countTurns(load);
  emit({
    type: 'load.planned',
    to: to.href,
    ...(perSecond === undefined ? {} : { perSecond }),
    connections,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(deliveries === undefined ? {} : { deliveries }),
  });
}

function* eachBody(bodies: Iterable<Made<PlannedBody> | Fault>): Generator<PlannedBody, void> {
  for (const composed of bodies) {
    if (!composed.ok) throw faultError(composed);
    yield composed.made;
  }
}

function* eachDelivery(bodies: Iterable<PlannedBody>, options: DeliveryOptions): Generator<Delivery, void> {
  for (const group of groupDeliveries(bodies, options)) yield* group;
}
