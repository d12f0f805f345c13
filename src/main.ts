import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchedOutput } from './batched-output.ts';
import { explain, run } from './cli.ts';
import { EXIT, errorCode } from './errors.ts';
import type { Io, StopReason } from './io.ts';
import { lazyOutput } from './lazy-output.ts';

/** So long a program that is broken has to close what it opened. */
const CLOSING_MS = 2_000;

const stopping = new AbortController();
// Each delivery that waits for its next try listens to it: no leak, and no warning of one on a user's terminal.
setMaxListeners(0, stopping.signal);

const output = lazyOutput({ descriptor: 1, open: () => watched(process.stdout), onError: onOutputError });
const errors = lazyOutput({ descriptor: 2, open: () => watched(process.stderr), onError: onOutputError });
const batched = output.isTTY === true ? undefined : batchedOutput(output);

/** The first signal asks for an orderly end; the second one is an order. A closed terminal hangs up more than once. */
function stop(reason: StopReason): void {
  if (stopping.signal.aborted && (reason === 'SIGHUP' || reason === 'bug')) return;
  if (stopping.signal.aborted) leave(reason === 'SIGINT' ? 130 : 143);
  stopping.abort(reason);
}

function leave(exitCode: number): never {
  batched?.flush();
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));

let bug: unknown;

/** What nobody caught ends us in order all the same: the terminal is given back before the stack is told. */
process.on('uncaughtException', (error) => {
  if (bug !== undefined) leave(EXIT.bug);
  bug = error;
  setTimeout(() => leave(EXIT.bug), CLOSING_MS).unref();
  stop('bug');
});

let isTerminalGone = false;

function watched<T extends NodeJS.EventEmitter>(stream: T): T {
  stream.on('error', onOutputError);
  return stream;
}

function onOutputError(error: unknown): void {
  const code = errorCode(error);
  if (code === 'EIO') hangUp();
  // `| head -1`: the reader has what it wanted.
  else if (code !== 'EPIPE') throw error;
  else if (!stopping.signal.aborted) stop('reader-gone');
}

function hangUp(): void {
  isTerminalGone = true;
  stop('SIGHUP');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

let stdin: NodeJS.ReadStream | undefined;

const io: Io = {
  // Opened when somebody reads it: most commands never do, and it takes its time.
  get stdin() {
    stdin ??= process.stdin.isTTY ? process.stdin.on('error', hangUp) : process.stdin;
    return stdin;
  },
  stdout: batched ?? output,
  stderr: errors,
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
  isRunning,
  nodeVersion: process.versions.node,
  packageRoot: join(import.meta.dirname, '..'),
  builtHelp: () => ((output.columns ?? 80) === 80 ? readIfThere(join(import.meta.dirname, 'help.txt')) : undefined),
  now: () => new Date(),
  clock: () => {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1_000 + nanoseconds / 1_000_000;
  },
  random: (sizeBytes) => process.getBuiltinModule('node:crypto').randomBytes(sizeBytes),
  signal: stopping.signal,
  get terminal() {
    return this.stdin.isTTY && output.isTTY === true ? { stdin: this.stdin, stdout: process.stdout } : undefined;
  },
};

void end();

async function end(): Promise<never> {
  const endedBy = await run(process.argv.slice(2), io);
  const exitCode = bug === undefined ? endedBy : await explain(bug, io);

  batched?.flush();
  // A handle that a library left open must not keep us; what is still on its way to a pipe must get there.
  await Promise.all([output.drained(), errors.drained()]);
  // Node cannot restore a terminal that is gone, and aborts with a core dump when it tries: end as a hang-up does.
  if (isTerminalGone) {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  }
  process.exit(exitCode);
}
