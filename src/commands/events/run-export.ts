import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { type Io, interruptedCode } from '../../io.ts';
import { isReceived } from '../../store/kept-webhooks.ts';
import { parseLine } from '../../store/read/stored-lines.ts';
import { count } from '../../ui/text-line.ts';
import type { ExportFlags } from '../events.ts';
import { requireWritable, writeOutput } from '../output-file.ts';
import { findWebhooks, type History, openHistoryToRead, tellDamage } from './history.ts';
import { noneText } from './run-list.ts';
import { write } from './write.ts';

/** Writes webhooks of history as a capture, in the order in which they came. Answers with the exit code. */
export async function runEventsExport(command: Command, io: Io): Promise<number> {
  const { output } = command.opts<ExportFlags>();
  if (output !== '-') await requireWritable(resolve(io.cwd, output), '--output');
  const history = await openHistoryToRead(command, io);
  let exported = 0;
  async function* blocks(): AsyncGenerator<Uint8Array> {
    for await (const { bytes, lines } of inBlocks(exportedLines(history, command, io))) {
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

/** Byte for byte as they are stored, each with its newline. */
async function* exportedLines(history: History, command: Command, io: Io): AsyncGenerator<Uint8Array> {
  for await (const { line } of findWebhooks(history, command, io, { order: 'oldest first' })) {
    if (isReceived(parseLine(line.bytes))) yield line.bytes;
    else history.damage.count(line.session, line);
  }
}

/** A call of the system for each small line would take most of the time. */
const BLOCK_BYTES = 64 * 1024;
const NEWLINE = Buffer.from('\n');

async function* inBlocks(lines: AsyncIterable<Uint8Array>) {
  let block: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const line of lines) {
    block.push(line, NEWLINE);
    sizeBytes += line.byteLength + 1;
    if (sizeBytes < BLOCK_BYTES) continue;
    yield { bytes: Buffer.concat(block), lines: block.length / 2 };
    block = [];
    sizeBytes = 0;
  }
  if (block.length > 0) yield { bytes: Buffer.concat(block), lines: block.length / 2 };
}
