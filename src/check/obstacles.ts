import { type CheckCase, groupOf } from './case.ts';
import type { Findings } from './judge.ts';
import { statusOf } from './rules.ts';

/** Why a case is not asked; undefined when nothing stands against it. */
export type Obstacle = string | undefined;

interface Surroundings {
  readonly options: { readonly leftOut: ReadonlyMap<string, string> };
  readonly findings: Findings;
  /** The case that the endpoint did not come back after. */
  readonly isGone: string | undefined;
}

/** Groups that are asked whatever became of the others: they say what is wrong. */
const ALWAYS_ASKED = ['handshake', 'signature', 'alive'];

/** Pure: what stands against a case by now. */
export function obstacleFor(check: CheckCase, { options, findings, isGone }: Surroundings): Obstacle {
  const leftOut = options.leftOut.get(check.id);
  if (leftOut !== undefined) return leftOut;
  // Whether it is alive is asked all the same: a run that ended early must not pass.
  if (isGone !== undefined)
    return groupOf(check) === 'alive' ? undefined : `the endpoint did not come back after ${isGone}`;
  if (ALWAYS_ASKED.includes(groupOf(check))) return undefined;

  const [plainest] = findings.get('signature/ascii')?.outcome.exchanges ?? [];
  const status = plainest === undefined ? undefined : statusOf(plainest);
  const isShut = status !== undefined && status >= 300 && status < 500;
  return isShut ? `the plainest webhook is answered ${status} already (signature/ascii)` : undefined;
}
