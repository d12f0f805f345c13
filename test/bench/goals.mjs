/**
 * What is promised, each in one place, by the id of its row: of the ratio to the peer where the row has one, else of our own
 * figure. A goal that no bench measured is told as such at the end of a whole run.
 */
export const goals = {
  'start/version': { atMost: 1.3 },
  'start/help': { atMost: 1.3 },
  'start/replay': { atMost: 1.8 },
  'start/ips-list': { atMost: 1.5 },
  'start/listen-first-frame': { atMost: 4 },
  'package/packed': { below: 1 },
  'package/installed': { below: 5 },

  'receive/1kb/bare': { atLeast: 0.7 },
  'receive/3mb/bare': { atLeast: 0.8 },
  'receive/1kb/express': { atLeast: 2.5 },
  'receive/memory': { below: 400 },

  'send/1kb/autocannon': { atLeast: 0.6 },
  'send/1kb/wrk': { atLeast: 0.5 },
  'send/1kb/pool': { atLeast: 0.85 },
  'send/3mb/pool': { atLeast: 0.85 },
  'send/copies/autocannon': { atLeast: 0.7 },
  'send/memory/1kb': { below: 200 },
  'send/memory/3mb': { below: 200 },

  'read/3mb-history': { atMost: 2 },
  'read/import-schemas': { atMost: 15 },

  'ui/rate': { atLeast: 0.8 },
  'ui/frames': { atMost: 15 },
  'ui/key': { atMost: 100 },
  // "Flat": what the second half of the webhooks adds.
  'ui/memory': { atMost: 1.1 },

  'check/whole-run': { below: 10 },
  'bench/whole-run': { below: 10 },
};

/** "at least 0.7", as the report says it; nothing where nothing is promised. */
export function goalText(goal) {
  if (goal === undefined) return '';
  if (goal.atLeast !== undefined) return `at least ${goal.atLeast}`;
  return goal.atMost === undefined ? `below ${goal.below}` : `at most ${goal.atMost}`;
}

export function isMet(goal, figure) {
  if (goal.atLeast !== undefined) return figure >= goal.atLeast;
  return goal.atMost === undefined ? figure < goal.below : figure <= goal.atMost;
}
