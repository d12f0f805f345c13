import { pause } from '../../deadline.ts';
import { runQueue, type WaitingWebhook } from '../../delivery/forward-queue.ts';
import type { ForwardTarget } from '../../delivery/forward-target.ts';
import { errorMessage } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { claimOwn, releaseClaim, takeOver } from '../../store/forward-claims.ts';
import { keptWebhooks, rawBodyOf } from '../../store/kept-webhooks.ts';
import { type LineCursor, openLines } from '../../store/line-cursor.ts';
import { historyFile, readBacklog, waitingHead } from '../../store/waiting.ts';
import { type LeftOver, tellLeftOvers } from './left-over.ts';
import type { Memory } from './memory.ts';
import type { ListenState } from './state.ts';

/** Delivers after the answer what waits in history: this session's webhooks, and what ended ones left. */
export interface Waiting {
  readonly start: (memory: Memory) => void;
  /** Delivers on while the targets take it, for a moment, and tells what waits then. */
  readonly close: () => Promise<void>;
}

export interface WaitingOptions {
  readonly targets: readonly ForwardTarget[];
  readonly state: ListenState;
  readonly stream: EventStream;
  readonly io: Io;
}

/** What one target has yet to take. */
interface Line {
  readonly target: ForwardTarget;
  waiting: number;
  /** Something came since the file was last found at its end. */
  hasNews: boolean;
  /** Something came, or there is an end: whoever waits for that goes on. */
  wake: () => void;
}

/** "Finish what runs, 2 s at most": nothing is begun in the last part of them. */
const BEGIN_WITHIN_MS = 1_500;
const CUT_AFTER_MS = 2_000;

/** Begins with the session's claim, so that what it leaves is found even when it is killed in the next moment. */
export async function openWaiting({ targets, state, stream, io }: WaitingOptions): Promise<Waiting> {
  const { stateDir, sessionName } = state;
  const own = await claimOwn(stateDir, sessionName, io.pid);
  const lines = targets.map((target): Line => ({ target, waiting: 0, hasNews: false, wake: () => {} }));
  const stopping = new AbortController();
  const cutting = new AbortController();
  let lastBeginMs = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();

  stream.subscribe((event) => {
    if (event.type !== 'webhook.received' || event.waitsFor === undefined) return;
    for (const line of lines) {
      line.waiting += 1;
      line.hasNews = true;
      line.wake();
    }
  });

  const run = async (memory: Memory) => {
    const me = { owner: sessionName, pid: io.pid, isRunning: io.isRunning };
    const claims = await takeOver(stateDir, me);
    const leftOvers: LeftOver[] = [];
    for (const claim of claims) {
      const backlog = await readBacklog(stateDir, claim);
      const release = () => releaseClaim(stateDir, claim, sessionName, io.pid);
      if (backlog.size === 0) await release();
      else leftOvers.push({ session: claim.session, backlog, open: new Set(backlog.keys()), release });
    }
    for (const line of lines) {
      for (const { backlog } of leftOvers) line.waiting += backlog.get(line.target.to.href)?.waiting ?? 0;
    }
    tellLeftOvers(
      leftOvers,
      targets.map(({ to }) => to.href),
      stream.emit,
    );
    await Promise.all(lines.map((line) => deliver(line, leftOvers, memory)));
  };

  const deliver = async (line: Line, leftOvers: readonly LeftOver[], memory: Memory) => {
    const webhooks = webhooksFor(line, leftOvers);
    const next = async () => (io.clock() > lastBeginMs ? undefined : (await webhooks.next()).value);
    const onTaken = () => {
      line.waiting -= 1;
      memory.flush();
    };
    const { target } = line;
    const signals = { stopping: stopping.signal, cutting: cutting.signal };
    const waiting = () => line.waiting;
    const { isUnsure } = await runQueue({
      target,
      next,
      waiting,
      onTaken,
      emit: stream.emit,
      clock: io.clock,
      ...signals,
    });
    await webhooks.return(undefined);
    if (line.waiting === 0) return;
    stream.emit({ type: 'forward.waiting', to: target.to.href, why: 'stopped', isUnsure, waiting: line.waiting });
  };

  /** In the order in which they came; the own ones as they come. */
  async function* webhooksFor(line: Line, leftOvers: readonly LeftOver[]): AsyncGenerator<WaitingWebhook, undefined> {
    const to = line.target.to.href;
    for (const leftOver of leftOvers) {
      const backlog = leftOver.backlog.get(to);
      if (backlog === undefined) continue;
      const cursor = await openLines(historyFile(stateDir, leftOver.session), backlog.offset);
      yield* readAll(cursor, to, backlog.isFirstUnsure, async () => false);
      leftOver.open.delete(to);
      if (leftOver.open.size === 0) await leftOver.release();
    }
    const cursor = await openLines(historyFile(stateDir, sessionName));
    yield* readAll(cursor, to, false, async () => {
      if (!line.hasNews && !stopping.signal.aborted) {
        await new Promise<void>((resolve) => {
          line.wake = resolve;
        });
      }
      const { hasNews } = line;
      line.hasNews = false;
      return hasNews;
    });
    return undefined;
  }

  return {
    start: (memory) => {
      running = run(memory).catch((error: unknown) => {
        const note = `it stopped by a bug of ours (${errorMessage(error)}); what waits is kept for the next listen`;
        stream.emit({ type: 'setting.noted', setting: '--answer now', note });
      });
    },
    close: async () => {
      lastBeginMs = io.clock() + BEGIN_WITHIN_MS;
      stopping.abort();
      for (const line of lines) line.wake();
      await Promise.race([running, pause(CUT_AFTER_MS, NEVER)]);
      cutting.abort();
      await running;
      if (lines.every(({ waiting }) => waiting === 0)) await releaseClaim(stateDir, own, sessionName, io.pid);
    },
  };
}

const NEVER = new AbortController().signal;

/** What waits for `to` from here on; `hasMore` is asked at the end of the file, and may take its time. */
async function* readAll(
  cursor: LineCursor,
  to: string,
  isFirstUnsure: boolean,
  hasMore: () => Promise<boolean>,
): AsyncGenerator<WaitingWebhook> {
  let isUnsure = isFirstUnsure;
  try {
    for (;;) {
      const next = await cursor.next();
      if (next === undefined) {
        if (!(await hasMore())) return;
        continue;
      }
      if (!waitingHead(next.line)?.waitsFor.includes(to)) continue;
      for (const webhook of keptWebhooks([JSON.parse(next.line.toString('utf8'))])) {
        const request = { query: '', headers: webhook.headers, rawBody: rawBodyOf(webhook) };
        yield { id: webhook.id, request, isUnsure };
        isUnsure = false;
      }
    }
  } finally {
    await cursor.close();
  }
}
