/** The wait took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Settles as `work` does, or rejects with a {@link DeadlineError} after `timeoutMs`. A plain timer on purpose:
 * on Node 20 `AbortSignal.any` with `AbortSignal.timeout` may never fire after a garbage collection (nodejs/node#57867).
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${what} took longer than ${timeoutMs} ms.`)), timeoutMs);
  });

  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits `ms`, or less when `signal` aborts; not at all for what is due already. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Node 24 warns on stderr of a timer that lies in the past.
  if (signal.aborted || ms <= 0) return Promise.resolve();

  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** Resolves when `signal` aborts; at once if it already has. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
