import { fstatSync, writeSync } from 'node:fs';
import { errorCode } from './errors.ts';
import type { Output } from './io.ts';

export interface LazyOutput extends Output {
  /** Resolves when all that was written is on its way out of this process. */
  readonly drained: () => Promise<void>;
}

export interface LazyOutputOptions {
  /** What the stream, once opened, writes to. */
  readonly descriptor: number;
  /** Node's stream for it, with its errors looked after. */
  readonly open: () => Output;
  readonly onError: (error: unknown) => void;
}

/** A pipe holds more than this, so that nobody waits for its reader: what is more goes by way of the stream, which can. */
const AT_ONCE_BYTES = 16_384;

/**
 * An output that opens no stream for a few lines: Node's takes longer to load than most commands need for their work. A
 * file takes everything so, a pipe or a terminal what comes first.
 */
export function lazyOutput({ descriptor, open, onError }: LazyOutputOptions): LazyOutput {
  const stats = fstatSync(descriptor);
  let left = stats.isFile() ? Number.POSITIVE_INFINITY : AT_ONCE_BYTES;
  let stream: Output | undefined;
  const opened = () => {
    stream ??= open();
    return stream;
  };
  const maybeTerminal = () => (stats.isCharacterDevice() ? opened() : undefined);

  return {
    get isTTY() {
      return maybeTerminal()?.isTTY === true;
    },
    get columns() {
      return maybeTerminal()?.columns;
    },
    write: (chunk, written) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      left -= bytes.byteLength;
      const isDirect = stream === undefined && left >= 0;
      const rest = isDirect ? writeAtOnce(descriptor, bytes, onError) : bytes;
      if (rest.byteLength > 0 || !isDirect) return opened().write(rest, written);

      if (written !== undefined) queueMicrotask(written);
      return true;
    },
    drained: () => new Promise((resolve) => (stream === undefined ? resolve() : void stream.write('', resolve))),
  };
}

/** What did not go: all that came after a reader was found to be behind, and nothing after an error, which is told. */
function writeAtOnce(descriptor: number, bytes: Uint8Array, onError: (error: unknown) => void): Uint8Array {
  let rest = bytes;
  try {
    while (rest.byteLength > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return rest;
    onError(error);
    return rest.subarray(rest.byteLength);
  }
  return rest;
}
