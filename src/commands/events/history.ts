import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { listSessionFiles, type SessionFile } from '../../store/read/session-files.ts';
import { createDamage, type Damage, type StoredLine, storedLines } from '../../store/read/stored-lines.ts';
import { readWebhookLine, type WebhookLine } from '../../store/read/webhook-line.ts';
import { createMatch, createMayMatch } from '../../store/read/webhook-query.ts';
import { runningSessions } from '../../store/running-listener.ts';
import { printable } from '../../ui/printable.ts';
import { historyDamagedText } from '../../ui/text-session.ts';
import type { CommonFlags } from '../flags.ts';
import { momentMs, type QueryFlags } from './query-flags.ts';

/** What there is, as it was at the start of the command. */
export interface History {
  readonly stateDir: string;
  readonly sessions: readonly SessionFile[];
  readonly damage: Damage;
  readonly now: Date;
}

export interface FoundWebhook {
  readonly line: StoredLine;
  readonly webhook: WebhookLine;
}

export async function openHistoryToRead(command: Command, io: Io): Promise<History> {
  const stateDir = resolve(io.cwd, command.opts<CommonFlags>().stateDir);
  const sessions = await listSessionFiles(stateDir);
  const running = await runningSessions(stateDir, io.isRunning);
  return { stateDir, sessions, damage: createDamage(({ name }) => running.has(name)), now: io.now() };
}

export interface FindOptions {
  readonly order: 'newest first' | 'oldest first';
  /** Gets the lines that tell what was answered: with the newest first, each before the webhook that it is about. */
  readonly onAnswered?: (line: Buffer) => void;
}

/** The webhooks of history that the flags ask for. */
export async function* findWebhooks(
  { sessions, damage, now }: History,
  command: Command,
  io: Io,
  { order, onAnswered }: FindOptions,
): AsyncGenerator<FoundWebhook> {
  const flags = command.opts<QueryFlags>();
  const { field = [], type = [], from = [], signature = [] } = flags;
  const query = { fields: field, types: type, from, signatures: signature };
  const isMatch = createMatch(query);
  const mayMatch = createMayMatch(query);
  const lines = storedLines({
    sessions,
    order,
    sinceMs: momentMs(flags.since, now),
    untilMs: momentMs(flags.until, now),
    types: new Set(['webhook.received']),
    isWanted: (line) => {
      if (!line.subarray(0, ANSWERED.length).equals(ANSWERED)) return mayMatch(line);
      onAnswered?.(line);
      return false;
    },
    damage,
    signal: io.signal,
  });
  for await (const line of lines) {
    if (io.signal.aborted) return;
    const webhook = readWebhookLine(line.bytes);
    if (webhook === undefined) damage.count(line.session, line);
    else if (isMatch(webhook)) yield { line, webhook };
  }
}

const ANSWERED = Buffer.from('{"type":"webhook.answered"');

/** Says on stderr what was skipped. */
export function tellDamage({ damage }: History, io: Io): void {
  const lines = damage.found().flatMap((found) => historyDamagedText({ type: 'history.damaged', ...found }));
  for (const { text } of lines) io.stderr.write(`${printable(text)}\n`);
}
