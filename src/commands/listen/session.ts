import type { EventStream, SessionEnded } from '../../events.ts';

export interface SessionWatch {
  readonly counts: () => Pick<SessionEnded, 'received' | 'duplicates' | 'refused' | 'waiting'>;
  /** `--exit-after` was given and not reached. */
  readonly isShort: () => boolean;
}

/** Counts what happens, and says when `--exit-after` is reached: with the answer, not before it. */
export function watchSession(stream: EventStream, exitAfter: number | undefined, onEnough: () => void): SessionWatch {
  let received = 0;
  let duplicates = 0;
  let refused = 0;
  let answered = 0;
  const waiting = new Map<string, number>();

  stream.subscribe((event) => {
    if (event.type === 'webhook.refused') refused += 1;
    if (event.type === 'forward.waiting' && event.why === 'stopped') waiting.set(event.to, event.waiting);
    if (event.type === 'webhook.received') {
      received += 1;
      if (event.duplicateOf !== undefined) duplicates += 1;
    }
    if (event.type === 'webhook.answered') {
      answered += 1;
      if (answered === exitAfter) onEnough();
    }
  });

  return {
    counts: () => ({
      received,
      duplicates,
      refused,
      // One that waits for two targets waits once.
      ...(waiting.size === 0 ? {} : { waiting: Math.max(...waiting.values()) }),
    }),
    isShort: () => exitAfter !== undefined && answered < exitAfter,
  };
}
