import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionName } from './read/session-files.ts';
import { openStateFolder } from './state-dir.ts';
import { writeWhole } from './write-whole.ts';

/** What a `replay` in the same folder needs to know of a running `listen`. No secrets. */
export interface RunningListener {
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly url: string;
  readonly forwardTo: readonly string[];
  /** Where Meta reaches it, once that is proven. */
  readonly publicUrl?: string;
}

const FOLDER = 'listening';

/** Leaves a note for `replay`. Several of them may run in one folder, each with a note of its own. */
export async function announceListener(
  stateDir: string,
  listener: RunningListener,
  isRunning: (pid: number) => boolean,
): Promise<void> {
  const folder = await openStateFolder(stateDir, FOLDER);
  // A killed one could not take its note away.
  const left = readNotes(folder).filter(({ pid }) => !isRunning(pid));
  await Promise.all(left.map(({ pid }) => withdrawListener(stateDir, pid)));
  await writeWhole(join(folder, noteName(listener.pid)), `${JSON.stringify(listener)}\n`);
}

/** A note that cannot be taken away does no harm: its process is gone. */
export async function withdrawListener(stateDir: string, pid: number): Promise<void> {
  await rm(join(stateDir, FOLDER, noteName(pid)), { force: true }).catch(() => {});
}

/** All that run in this folder. */
export async function runningListeners(
  stateDir: string,
  isRunning: (pid: number) => boolean,
): Promise<readonly RunningListener[]> {
  return readNotes(join(stateDir, FOLDER)).filter(({ pid }) => isRunning(pid));
}

/** The `listen` that was started last and still runs. A killed one leaves its note behind, which then counts for nothing. */
export async function findListener(
  stateDir: string,
  isRunning: (pid: number) => boolean,
): Promise<RunningListener | undefined> {
  const running = await runningListeners(stateDir, isRunning);
  return [...running].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).at(-1);
}

/** The names of the sessions in history that a `listen` of this folder still writes to. */
export async function runningSessions(
  stateDir: string,
  isRunning: (pid: number) => boolean,
): Promise<ReadonlySet<string>> {
  const notes = readNotes(join(stateDir, FOLDER));
  const running = notes.filter(({ pid, startedAt }) => isRunning(pid) && !Number.isNaN(Date.parse(startedAt)));
  return new Set(running.map(({ startedAt }) => sessionName(new Date(startedAt)).name));
}

/** At once, since a `replay` waits for it: loading what reads by way of other threads takes longer than this and the sending. */
function readNotes(folder: string): RunningListener[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readNote(join(folder, name)) ?? []);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readNote(path: string): RunningListener | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRunningListener(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isRunningListener(note: unknown): note is RunningListener {
  if (typeof note !== 'object' || note === null) return false;
  if (!('pid' in note && 'startedAt' in note && 'url' in note && 'forwardTo' in note)) return false;
  const { pid, startedAt, url, forwardTo } = note;
  return (
    typeof pid === 'number' &&
    typeof startedAt === 'string' &&
    typeof url === 'string' &&
    Array.isArray(forwardTo) &&
    forwardTo.every((target) => typeof target === 'string') &&
    (!('publicUrl' in note) || typeof note.publicUrl === 'string')
  );
}

function noteName(pid: number): string {
  return `${pid}.json`;
}
