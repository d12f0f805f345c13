import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { type Io, interruptedCode } from '../../io.ts';
import { parseLine } from '../../store/read/stored-lines.ts';
import { eventRow } from '../../ui/text-events.ts';
import { numberIn, textIn } from '../../webhook/json-view.ts';
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
  const alsoTypes = json === true ? [] : [ANSWERED];
  for await (const { line, webhook } of findWebhooks(history, command, io, { order: 'newest first', alsoTypes })) {
    if (webhook === undefined) {
      rememberAnswer(answers, line.bytes);
      continue;
    }
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

const ANSWERED = 'webhook.answered';

function rememberAnswer(answers: Map<string, number>, bytes: Buffer): void {
  const answered = parseLine(bytes) ?? {};
  const id = textIn(answered, 'id');
  const status = numberIn(answered, 'status');
  if (id === undefined || status === undefined) return;
  const [oldest] = answers.size >= MAX_ANSWERS ? answers.keys() : [];
  if (oldest !== undefined) answers.delete(oldest);
  answers.set(id, status);
}

export function noneText(isEmpty: boolean): string {
  return isEmpty
    ? 'There is no history here yet: wa-webhook listen keeps what it receives.\n'
    : 'No webhook of history is like that.\n';
}
