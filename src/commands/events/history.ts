import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { listSessionFiles, type SessionFile } from '../../store/read/session-files.ts';
import { createDamage, type Damage, type StoredLine, storedLines } from '../../store/read/stored-lines.ts';
import { readWebhookLine, type WebhookLine } from '../../store/read/webhook-line.ts';
import { createMatch } from '../../store/read/webhook-query.ts';
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

export interface FoundLine {
  readonly line: StoredLine;
  readonly webhook?: undefined;
}

export async function openHistoryToRead(command: Command, io: Io): Promise<History> {
  const stateDir = resolve(io.cwd, command.opts<CommonFlags>().stateDir);
  const sessions = await listSessionFiles(stateDir);
  const running = await runningSessions(stateDir, io.isRunning);
  return { stateDir, sessions, damage: createDamage(({ name }) => running.has(name)), now: io.now() };
}

/** The webhooks of history that the flags ask for; lines of `alsoTypes` come between them as they are. */
export async function* findWebhooks(
  { sessions, damage, now }: History,
  command: Command,
  io: Io,
  options: { readonly order: 'newest first' | 'oldest first'; readonly alsoTypes?: readonly string[] },
): AsyncGenerator<FoundWebhook | FoundLine> {
  const flags = command.opts<QueryFlags>();
  const isMatch = createMatch({
    fields: flags.field ?? [],
    types: flags.type ?? [],
    from: flags.from ?? [],
    signatures: flags.signature ?? [],
  });
  const lines = storedLines({
    sessions,
    order: options.order,
    sinceMs: momentMs(flags.since, now),
    untilMs: momentMs(flags.until, now),
    types: new Set([RECEIVED, ...(options.alsoTypes ?? [])]),
    damage,
  });
  for await (const line of lines) {
    if (io.signal.aborted) return;
    if (line.type !== RECEIVED) {
      yield { line };
      continue;
    }
    const webhook = readWebhookLine(line.bytes);
    if (webhook === undefined) damage.count(line.session, line);
    else if (isMatch(webhook)) yield { line, webhook };
  }
}

const RECEIVED = 'webhook.received';

/** Says on stderr what was skipped. */
export function tellDamage({ damage }: History, io: Io): void {
  const lines = damage.found().flatMap((found) => historyDamagedText({ type: 'history.damaged', ...found }));
  for (const { text } of lines) io.stderr.write(`${printable(text)}\n`);
}
