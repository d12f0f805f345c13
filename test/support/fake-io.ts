import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Io, StopReason } from '../../src/io.ts';

export interface FakeIo {
  readonly io: Io;
  /** All of stdout so far. */
  readonly out: () => string;
  /** All of stderr so far. */
  readonly err: () => string;
  readonly stop: (reason: StopReason) => void;
}

export interface FakeIoOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
}

/** A world of its own for one run: empty folder, empty environment, no terminal. */
export function fakeIo({ env = {}, cwd = temporaryFolder(), stdin = '' }: FakeIoOptions = {}): FakeIo {
  const stopping = new AbortController();
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    columns: 80,
    write: (text: string | Uint8Array, isWritten?: () => void) => {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
      isWritten?.();
      return true;
    },
  });

  return {
    io: {
      // Only what a command does with standard input: read it to its end.
      stdin: Readable.from([Buffer.from(stdin)]) as unknown as NodeJS.ReadStream,
      stdout: output('stdout'),
      stderr: output('stderr'),
      env,
      cwd,
      pid: process.pid,
      isRunning: (pid) => pid === process.pid,
      nodeVersion: process.versions.node,
      packageRoot: fileURLToPath(new URL('../..', import.meta.url)),
      now: () => new Date(),
      clock: () => performance.now(),
      random: (sizeBytes) => randomBytes(sizeBytes),
      signal: stopping.signal,
    },
    out: () => written.stdout,
    err: () => written.stderr,
    stop: (reason) => stopping.abort(reason),
  };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'wa-webhook-test-'));
}
