import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `look` finds something; fails after `withinMs`, which is for hangs and not a measure. */
export async function until<T>(look: () => T | undefined | false, what: string, withinMs = 30_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}.`);
    await pause(10);
  }
}
