import type { EventReader } from '../events.ts';
import type { Io, Output } from '../io.ts';
import { duration, facts, grouped } from './text-line.ts';

/** A bar on stderr for a run that takes its time; what else is printed stands above it. */
export interface Progress {
  /** The streams to print through while there is a bar. */
  readonly io: Pick<Io, 'stdout' | 'stderr' | 'env' | 'now'>;
  readonly reader: EventReader;
  /** What it is measured by. From now on it is drawn, if the run takes long enough. */
  readonly start: (goal: Goal) => void;
  /** Takes the bar away for good. Safe to call twice. */
  readonly close: () => void;
}

/** What is known of the end before it comes. */
export interface Goal {
  readonly deliveries?: number | undefined;
  readonly durationMs?: number | undefined;
}

export interface ProgressState extends Goal {
  /** Deliveries tried so far, and requests that ended otherwise than expected. */
  readonly done: number;
  readonly bad: number;
  readonly elapsedMs: number;
  /** The delivery that comes again, and which try it had. */
  readonly again?: { readonly n: number; readonly try: number } | undefined;
}

/** What is over before needs no bar. */
const WORTH_A_BAR_MS = 1_000;

const REDRAWN_EVERY_MS = 100;

/** To the first column, and away with the rest of the line: every terminal knows both. */
const CLEAR_LINE = '\r\u001b[K';

/** Counts what happens and draws it. For a stderr that is a terminal. */
export function createProgress(io: Pick<Io, 'stdout' | 'stderr' | 'env' | 'now' | 'clock'>): Progress {
  const { stdout, stderr, env, now, clock } = io;
  let state: ProgressState = { done: 0, bad: 0, elapsedMs: 0 };
  let startedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let isDrawn = false;

  const clear = () => {
    if (isDrawn) stderr.write(CLEAR_LINE);
    isDrawn = false;
  };
  const draw = () => {
    state = { ...state, elapsedMs: clock() - startedMs };
    if (state.elapsedMs < WORTH_A_BAR_MS) return;
    // A full line would wrap on some terminals.
    stderr.write(`${CLEAR_LINE}${progressLine(state, (stderr.columns ?? 80) - 1)}`);
    isDrawn = true;
  };
  const above = (output: Output): Output => ({
    ...terminalOf(output),
    write: (text) => {
      clear();
      return output.write(text);
    },
  });

  return {
    io: { env, now, stderr: above(stderr), stdout: stdout.isTTY === true ? above(stdout) : stdout },
    reader: (event) => {
      if (event.type === 'delivery.answered' || event.type === 'delivery.failed') state = counted(state, event);
    },
    start: (goal) => {
      state = { ...state, ...goal };
      startedMs = clock();
      timer = setInterval(draw, REDRAWN_EVERY_MS);
      timer.unref();
    },
    close: () => {
      clearInterval(timer);
      clear();
    },
  };
}

function terminalOf({ isTTY, columns }: Output): Pick<Output, 'isTTY' | 'columns'> {
  return { ...(isTTY === undefined ? {} : { isTTY }), ...(columns === undefined ? {} : { columns }) };
}

type Attempt = Extract<Parameters<EventReader>[0], { type: 'delivery.answered' | 'delivery.failed' }>;

function counted(state: ProgressState, attempt: Attempt): ProgressState {
  const isGood = attempt.type === 'delivery.answered' && attempt.ok;
  return {
    ...state,
    done: state.done + (attempt.try === 1 ? 1 : 0),
    bad: state.bad + (isGood ? 0 : 1),
    again: attempt.try > 1 && !isGood ? { n: attempt.n, try: attempt.try } : undefined,
  };
}

/** One line of at most `columns`: a bar where it is known what is to come, and as many of the numbers as have room. */
export function progressLine(state: ProgressState, columns: number): string {
  const { done, deliveries, bad, elapsedMs, again } = state;
  const share = shareOf(state);
  const words = [
    ...(share === undefined ? [] : [`${Math.floor(share * 100)} %`]),
    deliveries === undefined ? `${grouped(done)} sent` : `${grouped(done)} of ${grouped(deliveries)}`,
    ...(bad > 0 ? [`${grouped(bad)} bad`] : []),
    ...(again === undefined ? [] : [`#${again.n} try ${again.try}`]),
    `${grouped(Math.round((done * 1_000) / Math.max(elapsedMs, 1)))}/s`,
    duration(elapsedMs),
  ];
  while (words.length > 1 && facts(...words).length > columns) words.pop();
  const numbers = facts(...words).slice(0, columns);
  const room = columns - numbers.length - '[] '.length;
  return share === undefined || room < NARROWEST_BAR ? numbers : `${bar(share, Math.min(room, WIDEST_BAR))} ${numbers}`;
}

const NARROWEST_BAR = 5;
const WIDEST_BAR = 30;

/** How much is behind us, where the end is known: by their number, or by the time. */
function shareOf({ done, deliveries, elapsedMs, durationMs }: ProgressState): number | undefined {
  const shares = [
    ...(deliveries === undefined ? [] : [done / Math.max(deliveries, 1)]),
    ...(durationMs === undefined ? [] : [elapsedMs / Math.max(durationMs, 1)]),
  ];
  return shares.length === 0 ? undefined : Math.min(1, Math.max(...shares));
}

/** In characters that every font has. */
function bar(share: number, width: number): string {
  const filled = Math.floor(share * width);
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
}
