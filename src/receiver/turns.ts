/**
 * Lets one after the other go on, each in a turn of the event loop of its own. What takes tens of milliseconds would
 * otherwise come many times in one turn, and for so long nobody else is heard: not even the headers of a new request.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const next = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
}
