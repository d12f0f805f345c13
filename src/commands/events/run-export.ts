import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import type { Stamped, WebhookReceived } from '../../events.ts';
import { type Io, interruptedCode } from '../../io.ts';
import { completed, isReceived } from '../../store/kept-webhooks.ts';
import { createDamage, parseLine } from '../../store/read/stored-lines.ts';
import { createWebhookScrubber } from '../../store/scrub-webhooks.ts';
import { count } from '../../ui/text-line.ts';
import type { ExportFlags } from '../events.ts';
import { requireWritable, writeOutput } from '../output-file.ts';
import { findWebhooks, type History, openHistoryToRead, tellDamage } from './history.ts';
import { noneText } from './run-list.ts';
import { write } from './write.ts';

/** Writes webhooks of history as a capture, in the order in which they came. Answers with the exit code. */
export async function runEventsExport(command: Command, io: Io): Promise<number> {
  const { output, scrub } = command.opts<ExportFlags>();
  if (output !== '-') await requireWritable(resolve(io.cwd, output), '--output');
  const history = await openHistoryToRead(command, io);
  const webhooks = scrub === true ? scrubbedWebhooks(history, command, io) : storedWebhooks(history, command, io);
  let exported = 0;
  async function* blocks(): AsyncGenerator<Uint8Array> {
    for await (const { bytes, lines } of inBlocks(webhooks)) {
      exported += lines;
      yield bytes;
    }
    // A file must not hold a part as if it were the whole.
    if (io.signal.aborted && output !== '-') throw new DOMException('The export was ended.', 'AbortError');
  }

  if (output === '-') for await (const block of blocks()) await write(io.stdout, block);
  else await writeOutput(resolve(io.cwd, output), blocks(), '--output');

  tellDamage(history, io);
  if (io.signal.aborted) return interruptedCode(io);
  if (exported === 0) io.stderr.write(noneText(history.sessions.length === 0));
  else if (output !== '-') io.stderr.write(`${count(exported, 'webhook')} written to ${output}\n`);
  return EXIT.done;
}

interface Exported {
  readonly bytes: Uint8Array;
  readonly event: Stamped<WebhookReceived>;
}

/** Byte for byte as they are stored. */
async function* storedWebhooks(history: History, command: Command, io: Io): AsyncGenerator<Exported> {
  for await (const { line } of findWebhooks(history, command, io, { order: 'oldest first' })) {
    const event = parseLine(line.bytes);
    if (isReceived(event)) yield { bytes: line.bytes, event };
    else history.damage.count(line.session, line);
  }
}

/** Reads them twice: who is named in the last one may be meant in the first. Only what stands for what is kept in memory. */
async function* scrubbedWebhooks(history: History, command: Command, io: Io): AsyncGenerator<Exported> {
  const scrubber = createWebhookScrubber();
  const untold = { ...history, damage: createDamage(() => true) };
  for await (const { event } of storedWebhooks(untold, command, io)) scrubber.meet(completed(event));

  let leftOut = 0;
  for await (const { event } of storedWebhooks(history, command, io)) {
    const scrubbed = scrubber.scrub(completed(event));
    if (scrubbed === undefined) leftOut += 1;
    else yield { bytes: Buffer.from(JSON.stringify(scrubbed)), event: scrubbed };
  }
  if (leftOut > 0)
    io.stderr.write(`${count(leftOut, 'webhook')} left out: no JSON, or nested too deep to be scrubbed.\n`);
  io.stderr.write(`${count(scrubber.replaced(), 'personal part')} replaced. Read it before you pass it on.\n`);
}

/** A call of the system for each small line would take most of the time. */
const BLOCK_BYTES = 64 * 1024;
const NEWLINE = Buffer.from('\n');

/** Several lines at a time, each with its newline. */
async function* inBlocks(webhooks: AsyncIterable<Exported>) {
  let block: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const { bytes } of webhooks) {
    block.push(bytes, NEWLINE);
    sizeBytes += bytes.byteLength + 1;
    if (sizeBytes < BLOCK_BYTES) continue;
    yield { bytes: Buffer.concat(block), lines: block.length / 2 };
    block = [];
    sizeBytes = 0;
  }
  if (block.length > 0) yield { bytes: Buffer.concat(block), lines: block.length / 2 };
}
