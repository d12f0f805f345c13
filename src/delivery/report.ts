import type { ReplayFinished } from '../events.ts';
import type { Outcomes } from './run-plan.ts';
import { createTally, type Run } from './tally.ts';
import { exactLatencies } from './times.ts';

/** The numbers of a run. `sent` counts requests, retries included; `ok`, `refused` and `failed` count how each delivery ended. */
export function summarize(outcomes: Outcomes, run: Run): ReplayFinished {
  const tally = createTally(exactLatencies());
  for (const attempts of outcomes) {
    for (const attempt of attempts) tally.tried(attempt);
    const last = attempts.at(-1);
    if (last !== undefined) tally.ended(last);
  }
  return tally.finished(run);
}
