import { errorCode } from '../../errors.ts';
import type { Emit } from '../../events.ts';
import type { Io } from '../../io.ts';
import { planPrune, prune } from '../../store/prune.ts';
import { prunedEvent } from '../events/pruned-event.ts';

/** Removes the oldest history beyond `maxBytes`, and says so. What cannot be removed keeps nobody from listening. */
export async function boundHistory(stateDir: string, maxBytes: number, emit: Emit, io: Io): Promise<void> {
  try {
    const plan = await planPrune(stateDir, { maxBytes }, { now: io.now(), isRunning: io.isRunning });
    if (plan.removals.length === 0) return;
    await prune(plan);
    emit(prunedEvent(plan, false));
  } catch (error) {
    const note = `the oldest of ${stateDir} could not be removed (${errorCode(error) ?? 'unknown error'})`;
    emit({ type: 'setting.noted', setting: '--max-history', note });
  }
}
