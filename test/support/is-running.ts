import { existsSync, readFileSync } from 'node:fs';

/** A process that ended but that nobody has asked about yet still has its number: it runs no more. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
}
