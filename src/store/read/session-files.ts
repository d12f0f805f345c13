import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of history, as it was when it was looked for: what is written behind `sizeBytes` since then is not read. */
export interface SessionFile {
  readonly path: string;
  /** `2026-11-01T08-00-00.000Z-mhz3k2p1` */
  readonly name: string;
  /** No line of it is older, as far as its name tells. */
  readonly startedMs: number;
  /** No line of it is newer: the time of the last write. */
  readonly endedMs: number;
  readonly sizeBytes: number;
}

/** The system's clock for files goes in steps, and some file systems count in two seconds. */
const FILE_CLOCK_MS = 2_000;

const ENDING = '.ndjson';

/** All files of history, in no order. None where there is no history. */
export async function listSessionFiles(stateDir: string): Promise<SessionFile[]> {
  const folder = join(stateDir, 'history');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ENDING));
  const files = await Promise.all(names.map((name) => sessionFile(folder, name)));
  return files.filter((file) => file !== undefined);
}

async function sessionFile(folder: string, fileName: string): Promise<SessionFile | undefined> {
  const path = join(folder, fileName);
  // It may be pruned at this moment.
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !facts.isFile()) return undefined;
  const name = fileName.slice(0, -ENDING.length);
  const endedMs = facts.mtimeMs + FILE_CLOCK_MS;
  return { path, name, startedMs: startOf(name) ?? 0, endedMs, sizeBytes: facts.size };
}

function startOf(name: string): number | undefined {
  const [, day, hours, minutes, rest] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)/.exec(name) ?? [];
  const ms = Date.parse(`${day}T${hours}:${minutes}:${rest}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The name of the session that started then, sorted by time; `id` is the first part of the ids of its webhooks. */
export function sessionName(startedAt: Date): { readonly name: string; readonly id: string } {
  const id = startedAt.getTime().toString(36);
  return { name: `${startedAt.toISOString().replaceAll(':', '-')}-${id}`, id };
}
