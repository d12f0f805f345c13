import type { Emit } from '../../events.ts';
import type { Backlog } from '../../store/waiting.ts';

/** What an ended session left, taken over by this one. */
export interface LeftOver {
  readonly session: string;
  readonly backlog: Backlog;
  /** The targets that have not taken all of theirs. */
  readonly open: Set<string>;
  /** For when nothing waits any more. */
  readonly release: () => Promise<void>;
}

/** Says how much of earlier sessions is delivered now, and what waits for a target that this one does not have. */
export function tellLeftOvers(leftOvers: readonly LeftOver[], targets: readonly string[], emit: Emit): void {
  const sums = new Map<string, number>();
  for (const { backlog } of leftOvers) {
    for (const [to, { waiting }] of backlog) sums.set(to, (sums.get(to) ?? 0) + waiting);
  }
  for (const [to, waiting] of sums) {
    emit({ type: 'forward.waiting', to, why: targets.includes(to) ? 'left-over' : 'unserved', waiting });
  }
}
