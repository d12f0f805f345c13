import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { batchedOutput } from './batched-output.ts';
import { explain, run } from './cli.ts';
import { EXIT } from './errors.ts';
import type { Io, StopReason } from './io.ts';

/** So long a program that is broken has to close what it opened. */
const CLOSING_MS = 2_000;

const stopping = new AbortController();
// Each delivery that waits for its next try listens to it: no leak, and no warning of one on a user's terminal.
setMaxListeners(0, stopping.signal);

const batched = isatty(1) ? undefined : batchedOutput(process.stdout);

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

for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO') hangUp();
    // `| head -1`: the reader has what it wanted.
    else if (error.code !== 'EPIPE') throw error;
    else if (!stopping.signal.aborted) stop('reader-gone');
  });
}
if (isatty(0)) process.stdin.on('error', hangUp);

function hangUp(): void {
  isTerminalGone = true;
  stop('SIGHUP');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const io: Io = {
  // Opened when somebody reads it: most commands never do, and it takes its time.
  get stdin() {
    return process.stdin;
  },
  stdout: batched ?? process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
  isRunning,
  packageRoot: join(import.meta.dirname, '..'),
  now: () => new Date(),
  clock: () => performance.now(),
  random: (sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes)),
  signal: stopping.signal,
  ...(isatty(0) && isatty(1) ? { terminal: { stdin: process.stdin, stdout: process.stdout } } : {}),
};

void end();

async function end(): Promise<never> {
  const endedBy = await run(process.argv.slice(2), io);
  const exitCode = bug === undefined ? endedBy : await explain(bug, io);

  batched?.flush();
  // A handle that a library left open must not keep us; what is still on its way to a pipe must get there.
  await Promise.all(
    [process.stdout, process.stderr].map((output) => new Promise((resolve) => output.write('', resolve))),
  );
  // Node cannot restore a terminal that is gone, and aborts with a core dump when it tries: end as a hang-up does.
  if (isTerminalGone) {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  }
  process.exit(exitCode);
}
