import { errorCode } from '../../errors.ts';
import type { Emit, EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { History } from '../../store/history.ts';
import { type OwnHistory, type PruneBounds, planPrune, prune, removeLeftDrafts } from '../../store/prune.ts';
import { listSessionFiles } from '../../store/read/session-files.ts';
import { prunedEvent } from '../events/pruned-event.ts';

type BoundIo = Pick<Io, 'now' | 'isRunning'>;

/** Removes the oldest history beyond `maxBytes`, and says so. What cannot be removed keeps nobody from listening. */
export async function boundHistory(stateDir: string, maxBytes: number, emit: Emit, io: BoundIo): Promise<void> {
  await removeLeftDrafts(stateDir, io.now());
  await pruneTo({ maxBytes }, { stateDir, emit, io });
}

export interface GrowingHistory {
  readonly stateDir: string;
  readonly sessionName: string;
  readonly maxBytes: number;
  readonly history: History;
  readonly stream: EventStream;
  readonly io: BoundIo;
}

export interface BoundWatch {
  /** Waits for a removal that is under way. */
  readonly close: () => Promise<void>;
}

/** Is it still within its bound? Asked each time that so much of the bound came, but not for less than this. */
const STEP_SHARE = 1 / 16;
const MIN_STEP_BYTES = 64 * 1024;

/** More goes than must, so that what stays is not copied again at once. */
const SHARE_LEFT = 3 / 4;

/** Keeps history within its bound while this session writes: older sessions go first, then the beginning of this one. Says so once. */
export function watchBound({ stateDir, sessionName, maxBytes, history, stream, io }: GrowingHistory): BoundWatch {
  const own: OwnHistory = { name: sessionName, dropBefore: history.dropBefore };
  const stepBytes = Math.max(maxBytes * STEP_SHARE, MIN_STEP_BYTES);
  let nextAtBytes = stepBytes;
  let isTold = false;
  let running: Promise<void> | undefined;

  const emitOnce: Emit = (event) => {
    if (!isTold) stream.emit(event);
    isTold = true;
  };
  const check = async () => {
    const files = await listSessionFiles(stateDir);
    const allBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (allBytes <= maxBytes) return;
    await pruneTo({ maxBytes: Math.floor(maxBytes * SHARE_LEFT) }, { stateDir, emit: emitOnce, io, own });
  };

  const checkSteps = async () => {
    // More may have come meanwhile, and nothing may come afterwards.
    while (history.writtenBytes() >= nextAtBytes) {
      nextAtBytes = history.writtenBytes() + stepBytes;
      await check();
    }
    running = undefined;
  };
  stream.subscribe(() => {
    if (history.writtenBytes() >= nextAtBytes) running ??= checkSteps();
  });
  return { close: async () => running };
}

interface PruneParts {
  readonly stateDir: string;
  readonly emit: Emit;
  readonly io: BoundIo;
  readonly own?: OwnHistory;
}

async function pruneTo(bounds: PruneBounds, { stateDir, emit, io, own }: PruneParts): Promise<void> {
  try {
    const { isRunning } = io;
    const plan = await planPrune(stateDir, bounds, { now: io.now(), isRunning, ...(own === undefined ? {} : { own }) });
    if (plan.removals.length === 0) return;
    await prune(plan, own);
    emit(prunedEvent(plan, false));
  } catch (error) {
    const note = `the oldest of ${stateDir} could not be removed (${errorCode(error) ?? 'unknown error'})`;
    emit({ type: 'setting.noted', setting: '--max-history', note });
  }
}
