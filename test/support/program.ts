import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './fake-io.ts';
import { until } from './until.ts';

const root = join(import.meta.dirname, '../..');

/** A parsed line of `--json` output or of history; what a type holds is for each test to check. */
export interface JsonLine {
  readonly type: string;
  readonly at: string;
  readonly v: number;
  readonly [part: string]: unknown;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  readonly cwd: string;
  /** All of stdout so far. */
  readonly out: () => string;
  /** All of stderr so far. */
  readonly err: () => string;
  /** The whole lines of stdout so far, parsed; for a program that runs with `--json`. */
  readonly events: () => readonly JsonLine[];
  /** The next event of this type after the last one that was taken; those in between are passed over. */
  readonly next: (type: string) => Promise<JsonLine>;
  /** What happened so far is not taken by `next`. */
  readonly passOver: () => void;
  /** Settles when the program is gone and its output is read. */
  readonly ended: Promise<Ended>;
  /** Sends the signal to this very process, and waits for its end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>;
  /** Reads no more of stdout, as `head` does. */
  readonly closeStdout: () => void;
}

export interface ProgramOptions {
  /** Without it, an empty folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Takes the end of the program; without it, the test that started the program ends it. */
  readonly owner?: (end: () => Promise<void>) => void;
}

/** Starts the built program as a process of its own, in a world of its own. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): Program {
  if (!existsSync(join(root, 'dist/start.cjs'))) {
    throw new Error('These tests run the built program, and dist/start.cjs is missing: run `npm run build` first.');
  }

  const { cwd = temporaryFolder(), env = {}, stdin = '', owner = onTestFinished } = options;
  const child = spawn(process.execPath, [join(root, 'bin/wa-webhook.js'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Node did not start: ${process.execPath}.`);

  const output = readLines(child.stdout.setEncoding('utf8'));
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => {}); // It may end without having read anything.
  child.stdin.end(stdin);

  let end: Ended | undefined;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (exitCode, signal) => {
      end = { exitCode, signal };
      resolve(end);
    });
  });
  const stop = (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal);
    return ended;
  };
  owner(async () => void (await stop('SIGKILL')));

  let taken = 0;
  const find = (type: string): JsonLine | undefined => {
    const events = output.events();
    const index = events.findIndex((event, place) => place >= taken && event.type === type);
    if (index < 0 && end !== undefined) {
      throw new Error(`It ended (${end.exitCode ?? end.signal}) without a further ${type}.\n${output.text()}${err}`);
    }
    taken = index < 0 ? taken : index + 1;
    return events[index];
  };

  return {
    pid,
    cwd,
    out: output.text,
    err: () => err,
    events: output.events,
    next: (type) => until(() => find(type), `${type} from ${args[0]}`),
    passOver: () => {
      taken = output.events().length;
    },
    ended,
    stop,
    closeStdout: () => child.stdout.destroy(),
  };
}

/** Runs the built program to its end. */
export async function runProgram(args: readonly string[], options: ProgramOptions = {}) {
  const program = startProgram(args, options);
  const { exitCode, signal } = await program.ended;
  return { exitCode, signal, out: program.out(), err: program.err(), cwd: program.cwd, events: program.events };
}

/** Collects text, and parses each line once, when it is asked for. */
function readLines(stream: NodeJS.ReadableStream) {
  const events: JsonLine[] = [];
  const unparsed: string[] = [];
  let text = '';
  let open = '';

  stream.on('data', (chunk: string) => {
    text += chunk;
    const [first = '', ...further] = chunk.split('\n');
    open += first;
    for (const part of further) {
      unparsed.push(open);
      open = part;
    }
  });

  return {
    text: () => text,
    events: () => {
      for (const line of unparsed.splice(0)) events.push(parseLine(line));
      return events;
    },
  };
}

/** Every line has these three (product.md, "JSON lines"); one that has not fails whichever test meets it. */
export function parseLine(line: string): JsonLine {
  const value: unknown = JSON.parse(line);
  if (typeof value === 'object' && value !== null && 'type' in value && 'at' in value && 'v' in value) {
    const { type, at, v } = value;
    if (typeof type === 'string' && typeof at === 'string' && typeof v === 'number') return { ...value, type, at, v };
  }
  throw new Error(`Not a line with type, at and v: ${line.slice(0, 200)}`);
}
