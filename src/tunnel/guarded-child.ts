import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { createDeferred } from './deferred.ts';
import { readLines } from './read-lines.ts';

export interface ChildOptions {
  /** Absolute: what was found, and nothing else, is run. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ours, when left out. */
  readonly cwd?: string;
  /** Each line of both outputs, without colours, cut to a sane length. */
  readonly onLine: (line: string) => void;
}

export interface ChildEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface GuardedChild {
  /** Settles when the program is gone; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Asks it to end, makes it end a moment later, and takes with it what it started. May be called more than once. */
  readonly close: () => Promise<void>;
}

/**
 * Runs the program in a group of its own, and watches a pipe from us beside it: when that closes, by `close` or because
 * we are gone, even by `kill -9`, the whole group is asked to end, and killed 1.5 s later. Tunnel programs watch nobody,
 * so without this each crash of ours would leave a machine open to the internet. The program is an argument and never
 * part of the script: no shell reads it.
 */
const GUARD = `
"$@" </dev/null 3<&- &
program=$!
(
  trap '' TERM
  read -r _ <&3
  kill -TERM 0
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do kill -0 "$program" || break; sleep 0.1; done
  kill -KILL 0
) >/dev/null 2>&1 &
trap : TERM
while :; do wait "$program"; code=$?; kill -0 "$program" 2>/dev/null || exit "$code"; done
`;

/** For the output of a program that is gone while one that it started still holds the pipe open. */
const LAST_WORDS_MS = 200;

export function startGuarded({ path, args, env, cwd, onLine }: ChildOptions): GuardedChild {
  const child = spawn('/bin/sh', ['-c', GUARD, 'guard', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in our terminal is for us, and what the program starts is ended with it.
    detached: true,
    env,
    ...(cwd === undefined ? {} : { cwd }),
  });
  for (const output of outputsOf(child)) readLines(output, onLine);
  const lifeline = lifelineOf(child);
  const ended = endOf(child);

  return {
    ended,
    close: async () => {
      lifeline?.destroy();
      await ended;
      for (const output of outputsOf(child)) output.destroy();
    },
  };
}

function outputsOf(child: ChildProcess): Readable[] {
  return [child.stdout, child.stderr].filter((output) => output !== null);
}

/** The fourth pipe goes both ways; we only hold it. */
function lifelineOf(child: ChildProcess): Duplex | undefined {
  const lifeline = child.stdio[3];
  lifeline?.on('error', () => {});
  return lifeline && 'write' in lifeline ? (lifeline as Duplex) : undefined;
}

function endOf(child: ChildProcess): Promise<ChildEnd> {
  const ended = createDeferred<ChildEnd>();
  child.once('error', () => ended.resolve({ exitCode: 127, signal: null }));
  child.once('close', (exitCode, signal) => ended.resolve({ exitCode, signal }));
  child.once('exit', (exitCode, signal) => {
    setTimeout(() => ended.resolve({ exitCode, signal }), LAST_WORDS_MS);
  });
  return ended.promise;
}
