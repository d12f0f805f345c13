import { type Connection, type Job, type Outcome, openConnection } from './connection.ts';
import type { OpenSocket } from './open-socket.ts';
import { WireError } from './wire-error.ts';

export type { Job, Outcome } from './connection.ts';

export interface PoolOptions {
  readonly open: OpenSocket;
  /** At most; what finds none free waits for its turn. */
  readonly connections: number;
  /** For a request from here on, its wait for a connection included, up to the last byte of its answer. */
  readonly timeoutMs: number;
  /** What an answer holds beyond this is not waited for. */
  readonly maxAnswerBytes: number;
  readonly clock: () => number;
}

/** Connections to one endpoint, kept open between requests as long as the other side keeps them. */
export interface Pool {
  readonly send: (job: Job) => void;
  /** Ends this one wherever it is; it settles with the error. */
  readonly stop: (job: Job, error: Error) => void;
  /** Ends what is under way and waits for that; what is open besides is closed in a moment. */
  readonly close: () => Promise<void>;
}

/**
 * Code of our own, since sending as Meta does is what this program is for: undici took half of the time of a load.
 * A request is never sent twice, whatever became of it: it may have arrived.
 */
export function createPool({ open, connections, timeoutMs, maxAnswerBytes, clock }: PoolOptions): Pool {
  const all = new Set<Connection>();
  const free: Connection[] = [];
  const queue = new Map<Job, number>();
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let timerMs = Number.POSITIVE_INFINITY;

  const nextFree = (nowMs: number): Connection | undefined => {
    for (let found = free.pop(); found !== undefined; found = free.pop()) {
      if (found.deadlineMs() > nowMs) return found;
      found.end(undefined);
    }
    return undefined;
  };
  const openFor = (job: Job, deadlineMs: number) => {
    all.add(openConnection(job, deadlineMs, { open, clock, maxAnswerBytes, whenFree, whenGone }));
  };
  const takeWaiting = (): [Job, number] | undefined => {
    const [first] = queue;
    if (first !== undefined) queue.delete(first[0]);
    return first;
  };

  const whenFree = (connection: Connection) => {
    const next = queue.size === 0 ? undefined : takeWaiting();
    if (next !== undefined) return connection.send(...next);
    free.push(connection);
    watch(connection.deadlineMs());
  };
  const whenGone = (connection: Connection) => {
    all.delete(connection);
    const place = free.indexOf(connection);
    if (place !== -1) free.splice(place, 1);
    const next = isClosed ? undefined : takeWaiting();
    if (next !== undefined) openFor(...next);
  };

  /** One timer for all: nearly no request needs its own. It keeps no process alive, since a socket does. */
  const watch = (deadlineMs: number) => {
    if (deadlineMs >= timerMs) return;
    clearTimeout(timer);
    timerMs = deadlineMs;
    timer = setTimeout(sweep, Math.max(1, Math.ceil(deadlineMs - clock()))).unref();
  };
  const sweep = () => {
    timerMs = Number.POSITIVE_INFINITY;
    const nowMs = clock();
    const error = new WireError('TIMEOUT', `no answer within ${timeoutMs / 1000} s`);
    for (const [job, deadlineMs] of [...queue]) if (deadlineMs <= nowMs) stop(job, error);
    for (const connection of [...all]) if (connection.deadlineMs() <= nowMs) connection.end(error);
    for (const deadlineMs of queue.values()) watch(deadlineMs);
    for (const connection of all) watch(connection.deadlineMs());
  };

  const stop = (job: Job, error: Error) => {
    if (queue.delete(job)) return job.settle({ ok: false, error } satisfies Outcome);
    for (const connection of all) if (connection.job() === job) connection.end(error);
  };

  return {
    stop,
    send: (job) => {
      if (isClosed) return job.settle({ ok: false, error: closedError() });
      const nowMs = clock();
      const deadlineMs = nowMs + timeoutMs;
      watch(deadlineMs);
      const connection = nextFree(nowMs);
      if (connection !== undefined) connection.send(job, deadlineMs);
      else if (all.size < connections) openFor(job, deadlineMs);
      else queue.set(job, deadlineMs);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      for (const job of [...queue.keys()]) stop(job, closedError());
      const busy = [...all].filter((connection) => !free.includes(connection));
      for (const connection of free.splice(0)) connection.closeSoon();
      for (const connection of busy) connection.end(closedError());
      await Promise.all(busy.map(({ closed }) => closed));
    },
  };
}

function closedError(): WireError {
  return new WireError('UND_ERR_DESTROYED', 'stopped before the answer came');
}
