import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LazyOutputOptions, lazyOutput } from '../src/lazy-output.ts';
import { temporaryFolder } from './support/fake-io.ts';

/** An output to this descriptor, and what its stream was given; nothing where none was opened. */
function outputTo(descriptor: number, options: Partial<LazyOutputOptions> = {}) {
  const streamed: string[] = [];
  const open = () => ({
    isTTY: true,
    columns: 123,
    write: (chunk: string | Uint8Array, written?: () => void) => {
      streamed.push(Buffer.from(chunk).toString());
      written?.();
      return false;
    },
  });
  return {
    output: lazyOutput({ descriptor, open, onError: (error) => expect.unreachable(String(error)), ...options }),
    streamed,
  };
}

function descriptorOf(path: string, flags: number | string): number {
  const descriptor = openSync(path, flags);
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

/** Both ends of a pipe that makes nobody wait. */
function openPipe() {
  const path = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: descriptorOf(path, constants.O_WRONLY | constants.O_NONBLOCK) };
}

describe('an output', () => {
  it('to a file takes everything without a stream', async () => {
    const path = join(temporaryFolder(), 'file');
    const { output, streamed } = outputTo(descriptorOf(path, 'w'));
    for (const size of [1, 100_000, 3]) expect(output.write(Buffer.alloc(size, 'x'))).toBe(true);
    await new Promise<void>((resolve) => output.write('end', resolve));
    await output.drained();
    expect(readFileSync(path, 'utf8')).toBe(`${'x'.repeat(100_004)}end`);
    expect({ streamed, isTTY: output.isTTY, columns: output.columns }).toEqual({ streamed: [], isTTY: false });
  });

  it('to a pipe writes the first lines, and leaves what is more to the stream', async () => {
    const { reader, writer } = openPipe();
    const { output, streamed } = outputTo(writer);
    expect(output.write('ä\n')).toBe(true);
    expect(output.write('b'.repeat(20_000))).toBe(false);
    output.write('c');
    await output.drained();
    expect(readOf(reader)).toBe('ä\n');
    expect(streamed).toEqual(['b'.repeat(20_000), 'c', '']);
    closeSync(reader);
  });

  it('to a pipe whose reader is behind leaves the rest to the stream, byte by byte', () => {
    const { reader, writer } = openPipe();
    fill(writer);
    readSync(reader, Buffer.alloc(4_096));
    const { output, streamed } = outputTo(writer);
    output.write('x'.repeat(10_000));
    output.write('y');
    expect(streamed).toHaveLength(2);
    expect(readOf(reader).replaceAll('.', '') + streamed.join('')).toBe(`${'x'.repeat(10_000)}y`);
    closeSync(reader);
  });

  it('to a pipe that nobody reads tells so, and goes on', async () => {
    const { reader, writer } = openPipe();
    closeSync(reader);
    const errors: unknown[] = [];
    const { output } = outputTo(writer, { onError: (error) => errors.push(error) });
    await new Promise<void>((resolve) => output.write('x', resolve));
    expect(errors).toMatchObject([{ code: 'EPIPE' }]);
  });

  it('knows a terminal by its stream', () => {
    // No terminal, but a device as one is.
    const { output } = outputTo(descriptorOf('/dev/null', 'w'));
    expect(output).toMatchObject({ isTTY: true, columns: 123 });
  });
});

function fill(writer: number): void {
  try {
    for (;;) writeSync(writer, '.'.repeat(4_096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'EAGAIN' });
  }
}

function readOf(reader: number): string {
  const bytes = Buffer.alloc(1_000_000);
  let size = 0;
  try {
    for (let more = 1; more > 0; size += more) more = readSync(reader, bytes, { offset: size });
  } catch (error) {
    expect(error).toMatchObject({ code: 'EAGAIN' });
  }
  return bytes.toString('utf8', 0, size);
}
