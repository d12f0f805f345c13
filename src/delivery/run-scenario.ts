import { setMaxListeners } from 'node:events';
import { pause } from '../deadline.ts';
import type { Attempt } from './attempt.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import type { Delivery, Plan } from './plan.ts';
import { deliverUntilTaken, isEndedWell, type Outcomes, type RunOptions } from './run-plan.ts';

/** More connections than Meta is seen to open, and fewer than a process may have. */
const MAX_CONNECTIONS = 256;

/**
 * Sends each webhook of a scenario when it is due. Those of one lane wait for each other, as far as the receiver is slower than
 * the clock, so that a message's story keeps its order; lanes wait for nobody, as Meta's deliveries do not.
 */
export async function runScenario(plan: Plan, options: RunOptions): Promise<Outcomes> {
  const lanes = lanesOf(plan);
  const connections = Math.min(lanes.length, MAX_CONNECTIONS);
  const deliverer = atMost(connections, createDeliverer({ ...options, connections }));
  const outcomes = new Map<number, Attempt[]>();
  const startedMs = options.clock();

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  // Each waiting lane listens to them.
  setMaxListeners(0, stopping.signal, options.signal);
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();

  const runLane = async (lane: readonly Delivery[]) => {
    for (const delivery of lane) {
      const dueMs = (delivery.moment?.atMs ?? 0) / plan.speed;
      await pause(dueMs - (options.clock() - startedMs), stopping.signal);
      if (stopping.signal.aborted) return;
      const attempts = await deliverUntilTaken(delivery, plan, deliverer, options);
      outcomes.set(delivery.n, attempts);
      if (options.isFailFast === true && !isEndedWell(attempts)) stop();
    }
  };

  try {
    await Promise.all(lanes.map(runLane));
    return [...outcomes].sort(([one], [other]) => one - other).map(([, attempts]) => attempts);
  } finally {
    options.signal.removeEventListener('abort', stop);
    await deliverer.close();
  }
}

function lanesOf({ groups }: Plan): Delivery[][] {
  const lanes = new Map<number | undefined, Delivery[]>();
  for (const delivery of groups.flat()) {
    const lane = lanes.get(delivery.moment?.lane);
    if (lane === undefined) lanes.set(delivery.moment?.lane, [delivery]);
    else lane.push(delivery);
  }
  return [...lanes.values()];
}

/** So that the time of an exchange does not begin while it waits for a connection. */
function atMost(most: number, { deliver, close }: Deliverer): Deliverer {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    close,
    deliver: async (shipment) => {
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await deliver(shipment);
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
