import { setTimeout as pause } from 'node:timers/promises';

/** What is looked for, or nothing yet. */
type Found<T> = T | undefined | false;

/** Waits until `look` finds something; fails after `withinMs`, which is for hangs and not a measure. */
export async function until<T>(look: () => Found<T> | Promise<Found<T>>, what: string, withinMs = 60_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}.`);
    await pause(10);
  }
}
