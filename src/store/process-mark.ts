import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A process that can be told from a later one of the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  /** This start of the machine and the process's own on it, where the system tells (Linux). */
  readonly start?: string;
}

export async function markProcess(pid: number): Promise<ProcessMark> {
  const start = await readStart(pid);
  return { pid, host: hostname(), ...(start === undefined ? {} : { start }) };
}

/** `elsewhere`: of another machine or container, which cannot be told from here. */
export async function stateOf(
  { pid, host, start }: ProcessMark,
  isRunning: (pid: number) => boolean,
): Promise<'running' | 'gone' | 'elsewhere'> {
  if (host !== hostname()) return 'elsewhere';
  if (!isRunning(pid)) return 'gone';
  // After a power cut the same number is soon given to another process.
  return start === undefined || start === (await readStart(pid)) ? 'running' : 'gone';
}

/** See proc(5): the name in parentheses may hold anything; the start time is the twentieth field after it. */
async function readStart(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
