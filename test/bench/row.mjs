import { goals, isMet } from './goals.mjs';
import { median, middleHalf } from './median.mjs';

/**
 * One line of the report: our figure of each round, and where there is a peer, its figure of the same rounds. The ratio is the
 * median of the rounds' ratios, since what slows the machine for a while slows both; the spread is the middle half of the
 * ratios, or of our figures where nothing is beside them.
 */
export function row({ id, what, unit, ours, peer }) {
  const ratios = peer === undefined ? undefined : ours.map((figure, n) => figure / peer.figures[n]);
  const judged = ratios ?? ours;
  const goal = goals[id];
  return {
    id,
    what,
    unit,
    rounds: ours.length,
    ours: median(ours),
    ...(peer !== undefined && { peer: { name: peer.name, figure: median(peer.figures) }, ratio: median(ratios) }),
    ...(ours.length > 1 && { spread: middleHalf(judged) }),
    ...(goal !== undefined && { goal, isMet: isMet(goal, median(judged)) }),
  };
}
