import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { type Io, interruptedCode } from '../../io.ts';
import { eventRow } from '../../ui/text-events.ts';
import type { ListFlags } from '../events.ts';
import { findWebhooks, openHistoryToRead, tellDamage } from './history.ts';
import { write } from './write.ts';

/** So many answers are remembered until the webhook before them is met: far more than are open at a time. */
const MAX_ANSWERS = 10_000;

/** Prints webhooks of history, the newest first, as they are read: the first ones at once, however many there are. */
export async function runEventsList(command: Command, io: Io): Promise<number> {
  const { json, last, all } = command.opts<ListFlags>();
  const history = await openHistoryToRead(command, io);
  const columns = io.stdout.columns ?? 80;
  const answers = new Map<string, number>();
  let listed = 0;

  const wanted = all === true ? Number.POSITIVE_INFINITY : last;
  const onAnswered = (line: Buffer) => rememberAnswer(answers, line);
  const found = findWebhooks(history, command, io, { order: 'newest first', ...(json === true ? {} : { onAnswered }) });
  for await (const { line, webhook } of found) {
    const row = json === true ? line.bytes : eventRow({ ...webhook, status: answers.get(webhook.id) }, columns);
    answers.delete(webhook.id);
    await write(io.stdout, row, '\n');
    listed += 1;
    if (listed === wanted) break;
  }

  tellDamage(history, io);
  if (io.signal.aborted) return interruptedCode(io);
  if (listed === 0) io.stderr.write(noneText(history.sessions.length === 0));
  else if (listed === wanted && json !== true) io.stderr.write(`The newest ${listed}; --last or --all shows more.\n`);
  return EXIT.done;
}

const ANSWER = /"id":"([^"]+)","status":(\d+)/;

function rememberAnswer(answers: Map<string, number>, line: Buffer): void {
  const [, id, status] = ANSWER.exec(line.toString('latin1')) ?? [];
  if (id === undefined) return;
  const [oldest] = answers.size >= MAX_ANSWERS ? answers.keys() : [];
  if (oldest !== undefined) answers.delete(oldest);
  answers.set(id, Number(status));
}

export function noneText(isEmpty: boolean): string {
  return isEmpty
    ? 'There is no history here yet: wa-webhook listen keeps what it receives.\n'
    : 'No webhook of history is like that.\n';
}
