import type { HistoryPruned } from '../../events.ts';
import type { PrunePlan } from '../../store/prune.ts';

export function prunedEvent(
  { removals, heldBack, freedBytes, leftBytes }: PrunePlan,
  isDryRun: boolean,
): HistoryPruned {
  const paths = (isWhole: boolean) =>
    removals.filter((removal) => removal.isWhole === isWhole).map(({ session }) => session.path);
  return {
    type: 'history.pruned',
    isDryRun,
    removed: paths(true),
    shortened: paths(false),
    heldBack: heldBack.map(({ path }) => path),
    freedBytes,
    leftBytes,
  };
}
