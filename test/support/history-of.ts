import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './fake-io.ts';
import { happened, received } from './happened.ts';

/** One session of history: when it started and the lines in its file, or its text as it is. */
export interface WrittenSession {
  readonly startedAt: string;
  readonly lines?: readonly object[];
  readonly text?: string;
}

/** A folder in which `listen` ran some times; each file is as old as its last line. */
export function folderWithHistory(...sessions: readonly WrittenSession[]): string {
  const cwd = temporaryFolder();
  for (const session of sessions) writeSession(cwd, session);
  return cwd;
}

/** Answers with the path of the file. */
export function writeSession(cwd: string, { startedAt, lines = [], text }: WrittenSession): string {
  const folder = join(cwd, '.wa-webhook/history');
  mkdirSync(folder, { recursive: true });
  const id = sessionIdOf(startedAt);
  const file = join(folder, `${new Date(startedAt).toISOString().replaceAll(':', '-')}-${id}.ndjson`);
  writeFileSync(file, text ?? lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const last = lines.at(-1);
  const endedAt = new Date(last !== undefined && 'at' in last ? String(last.at) : startedAt);
  utimesSync(file, endedAt, endedAt);
  return file;
}

export function sessionIdOf(startedAt: string): string {
  return new Date(startedAt).getTime().toString(36);
}

/** A webhook as it is stored: the number in its session, when, and what else is special about it. */
export function storedWebhook(session: string, n: number, at: string, change: object = {}): object {
  const { type, v, body, at: _, ...rest } = { body: '{}', ...received(n), ...change };
  return { type, at, v, ...rest, ...('id' in change ? {} : { id: `${sessionIdOf(session)}-${n}` }), body };
}

export function storedAnswer(session: string, n: number, at: string, status = 200): object {
  const { type, v, at: _, ...rest } = happened('webhook.answered', { id: `${sessionIdOf(session)}-${n}`, status });
  return { type, at, v, ...rest };
}
