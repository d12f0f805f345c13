import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './write-whole.ts';

/** What a `replay` in the same folder needs to know of a running `listen`. No secrets. */
export interface RunningListener {
  readonly pid: number;
  readonly url: string;
  readonly forwardTo: readonly string[];
}

/** Leaves the note for `replay`; a later `listen` in the same folder writes over it. */
export async function announceListener(stateDir: string, listener: RunningListener): Promise<void> {
  await writeWhole(pathIn(stateDir), `${JSON.stringify(listener)}\n`);
}

/** Takes the note away, unless another `listen` has written its own meanwhile. */
export async function withdrawListener(stateDir: string, pid: number): Promise<void> {
  const listener = await findListener(stateDir);
  if (listener?.pid === pid) await rm(pathIn(stateDir), { force: true });
}

/** The `listen` that was last announced here. It may be gone: a killed one takes nothing away. */
export async function findListener(stateDir: string): Promise<RunningListener | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(pathIn(stateDir), 'utf8'));
    return isRunningListener(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isRunningListener(note: unknown): note is RunningListener {
  if (typeof note !== 'object' || note === null) return false;
  if (!('pid' in note && 'url' in note && 'forwardTo' in note)) return false;
  const { pid, url, forwardTo } = note;
  return (
    typeof pid === 'number' &&
    typeof url === 'string' &&
    Array.isArray(forwardTo) &&
    forwardTo.every((target) => typeof target === 'string')
  );
}

function pathIn(stateDir: string): string {
  return join(stateDir, 'listen.json');
}
