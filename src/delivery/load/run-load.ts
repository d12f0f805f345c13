import { setMaxListeners } from 'node:events';
import { pause } from '../../deadline.ts';
import type { LoadPace, ReplayFinished } from '../../events.ts';
import { toAttempt } from '../attempt.ts';
import { createDeliverer, type DeliveryResult } from '../deliver.ts';
import { METAS_EXPECTATION } from '../judge.ts';
import { createLatencies } from '../latencies.ts';
import type { Delivery } from '../plan.ts';
import type { RunOptions } from '../run-plan.ts';
import { createTally } from '../tally.ts';
import { roundMs } from '../times.ts';
import { createSchedule, type LoadOptions, type Schedule, type Turn } from './schedule.ts';

/** When the user ends it, what is on its way has so long to be answered. */
const GRACE_MS = 1_000;

/**
 * Sends deliveries over so many connections, each made when its turn has come, until there are no more or time is up.
 * With a rate, times count from the moment when a delivery was due. Throws what making a delivery throws.
 */
export async function runLoad(
  deliveries: Iterator<Delivery, unknown>,
  load: LoadOptions,
  options: RunOptions,
): Promise<ReplayFinished> {
  const { clock, signal, expectation = METAS_EXPECTATION } = options;
  // Every connection that waits for its turn hears of the end: no leak.
  setMaxListeners(0, signal);
  const schedule = createSchedule(load);
  const deliverer = createDeliverer({ ...options, connections: load.connections });
  const path = `${options.to.pathname}${options.to.search}`;
  const measured = createMeasures(options, load.perSecond !== undefined);
  const startedMs = clock();
  const nowMs = () => clock() - startedMs;
  let underWay = 0;
  let isStopped = false;

  const take = () => schedule.take(nowMs(), underWay >= load.connections - 1);
  const endOfTurn = createTurns();
  const keepBusy = async () => {
    for (let turn = take(); turn !== undefined; turn = take()) {
      if (turn.dueMs !== undefined) await pause(Math.floor(turn.dueMs - nowMs()), signal);
      if (isStopped || signal.aborted) return;
      const next = deliveries.next();
      if (next.done === true) return;

      const leftMs = nowMs();
      const { rawBody, headers, release } = next.value;
      underWay += 1;
      const result = await deliverer.deliver({ method: 'POST', path, headers, rawBody, release });
      underWay -= 1;
      const isGood = measured.add(next.value, result, { turn, leftMs });
      if (!isGood && options.isFailFast === true) isStopped = true;
      if (load.perSecond === undefined) await endOfTurn();
    }
  };

  const endOfGrace = endAfterGrace(signal, () => void deliverer.close());
  try {
    await Promise.all(Array.from({ length: load.connections }, keepBusy));
    const pace = measured.pace(load, schedule);
    return measured.tally.finished({ ranMs: nowMs(), planned: schedule.planned, expectation, pace });
  } finally {
    isStopped = true;
    endOfGrace();
    await deliverer.close();
  }
}

/**
 * What was answered at the same time goes on together, so that all answers are read before the next requests are made:
 * one by one, each request would wake the endpoint, which then takes the processor from who makes the next ones.
 */
function createTurns(): () => Promise<void> {
  let turn: Promise<void> | undefined;
  const open = () =>
    new Promise<void>((resolve) => {
      setImmediate(() => {
        turn = undefined;
        resolve();
      });
    });
  return () => {
    turn ??= open();
    return turn;
  };
}

interface Left {
  readonly turn: Turn;
  readonly leftMs: number;
}

function createMeasures({ to, emit, expectation = METAS_EXPECTATION }: RunOptions, isPaced: boolean) {
  const tally = createTally(createLatencies());
  const service = createLatencies();
  let maxLateMs = 0;

  return {
    tally,
    /** Answers whether it ended as expected. */
    add: (delivery: Delivery, result: DeliveryResult, { turn, leftMs }: Left): boolean => {
      const lateMs = Math.max(0, leftMs - (turn.dueMs ?? leftMs));
      const latencyMs = lateMs + result.exactMs;
      const late = lateMs < 1 ? {} : { lateMs: Math.round(lateMs) };
      const facts = { to, expectation, try: 1, tookMs: Math.round(latencyMs), ...late };
      const attempt = toAttempt(delivery, result, facts);

      maxLateMs = Math.max(maxLateMs, lateMs);
      if (isPaced && result.kind === 'answered') service.record(result.exactMs);
      tally.tried(attempt, latencyMs);
      tally.ended(attempt);
      emit(attempt);
      return attempt.type === 'delivery.answered' && attempt.ok;
    },
    pace: ({ perSecond, connections }: LoadOptions, schedule: Schedule): LoadPace | undefined =>
      perSecond === undefined
        ? undefined
        : {
            perSecond,
            connections,
            ...schedule.backlog(),
            maxLateMs: roundMs(maxLateMs),
            service: service.times(),
          },
  };
}

/** Calls `end` some time after the signal. Answers with what takes that back. */
function endAfterGrace(signal: AbortSignal, end: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(end, GRACE_MS);
  };
  signal.addEventListener('abort', start, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', start);
  };
}
