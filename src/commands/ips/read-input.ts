import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { CliError, errorCode } from '../../errors.ts';
import type { Io } from '../../io.ts';

/** The same cap as for an answer from the network. */
const MAX_INPUT_BYTES = 8 * 1024 * 1024;

export interface SavedAnswer {
  readonly answerText: string;
  /** The file's path, or `stdin`. */
  readonly source: string;
}

/** Reads a saved answer whole. `flag` is where the path came from. Throws `input-unreadable` or `input-too-large`. */
export async function readSaved(input: string, flag: string, io: Io): Promise<SavedAnswer> {
  const { stream, source } = openInput(input, io);
  const hint = `Check the path after ${flag}.`;
  try {
    return { answerText: decode(await readBytes(stream, source, hint)), source };
  } catch (cause) {
    throw readFailure(cause, source, hint, io);
  }
}

/** Of a line only its beginning counts, however long a hostile one is. */
const MAX_LINE_LENGTH = 64 * 1024;

/** The lines of a file of any size, one after the other. Throws `input-unreadable`. */
export async function* readLines(input: string, hint: string, io: Io) {
  const { stream, source } = openInput(input, io);
  const decoder = new TextDecoder();
  let unread = '';
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const lines = `${unread.slice(0, MAX_LINE_LENGTH)}${decoder.decode(chunk, { stream: true })}`.split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) yield { line, source };
    }
  } catch (cause) {
    throw readFailure(cause, source, hint, io);
  }
  if (unread !== '') yield { line: unread, source };
}

/** A file or, for `-`, stdin; both end when the session does. */
function openInput(input: string, io: Io): { readonly stream: Readable; readonly source: string } {
  const isStdin = input === '-';
  const stream = isStdin ? io.stdin : createReadStream(resolve(io.cwd, input));
  return { stream: addAbortSignal(io.signal, stream), source: isStdin ? 'stdin' : input };
}

/** The failure as one of ours. What is one already, and the end of the session, stay what they are. */
function readFailure(cause: unknown, source: string, hint: string, io: Io): unknown {
  if (cause instanceof CliError || io.signal.aborted) return cause;
  const sentence = `Cannot read ${source} (${errorCode(cause) ?? 'unknown error'}).`;
  return new CliError('input-unreadable', sentence, { cause, hint });
}

async function readBytes(stream: Readable, source: string, pathHint: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Nobody sets an encoding on these two streams, so what they give is bytes.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_INPUT_BYTES) {
      const hint = `A real answer has half a megabyte. ${pathHint}`;
      throw new CliError('input-too-large', `${source} is larger than 8 MiB.`, { hint });
    }
  }
  return Buffer.concat(chunks);
}

/** What Windows PowerShell redirects into a file is UTF-16. */
function decode(rawAnswer: Buffer): string {
  const isUtf16 = rawAnswer[0] === 0xff && rawAnswer[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(rawAnswer);
}
