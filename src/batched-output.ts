import type { Output } from './io.ts';
import { joinBytes } from './join-bytes.ts';

export interface BatchedOutput extends Output {
  /** Writes what came in this turn now. */
  readonly flush: () => void;
}

/** More than this is not copied together, and not kept for the end of the turn. */
const MAX_BYTES = 64 * 1024;

/**
 * One system call for the JSON lines of one turn of the event loop, which are many in a flood. They come as bytes; text
 * is for people, who may read it beside another stream, so it goes out at once. For pipes and files: a terminal has more to it.
 */
export function batchedOutput(output: Output): BatchedOutput {
  let waiting: Uint8Array[] = [];
  let sizeBytes = 0;
  let isWritable = true;

  const flush = () => {
    if (waiting.length === 0) return;
    const batch = joinBytes(waiting);
    waiting = [];
    sizeBytes = 0;
    isWritable = output.write(batch);
  };

  return {
    flush,
    write: (chunk, written) => {
      if (typeof chunk === 'string' || chunk.byteLength > MAX_BYTES || written !== undefined) {
        flush();
        isWritable = output.write(chunk, written);
        return isWritable;
      }
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(chunk);
      sizeBytes += chunk.byteLength;
      if (sizeBytes > MAX_BYTES) flush();
      return isWritable;
    },
  };
}
