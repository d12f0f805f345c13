import { EXIT } from './errors.ts';

/** A stream of ours to a reader: `columns` and `isTTY` are there when it is a terminal. */
export interface Output {
  /** False when the reader is behind; `written` is called when it has taken all. */
  write: (text: string | Uint8Array, written?: () => void) => boolean;
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}

/** Why the program was asked to stop. `reader-gone` is the closed pipe of `| head -1`, `bug` an error that nobody caught. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'reader-gone' | 'bug';

/** The outside world as a value: everything a command may know of the process it runs in. Made real in main.ts alone. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** Is there a process of this number on this machine? */
  readonly isRunning: (pid: number) => boolean;
  /** `20.20.0` */
  readonly nodeVersion: string;
  /** The folder that holds `fixtures/`, whether the program runs built or from source. */
  readonly packageRoot: string;
  /** The help of the program as it was printed when it was built, where it would be printed just so now. */
  readonly builtHelp?: () => string | undefined;
  readonly now: () => Date;
  /** Milliseconds on a clock that never jumps, for durations. */
  readonly clock: () => number;
  /** Random bytes, for ids and tokens. */
  readonly random: (sizeBytes: number) => Uint8Array;
  /** Aborted with a {@link StopReason} when the user or the system wants an end. */
  readonly signal: AbortSignal;
  /** The terminal itself, for the screen that needs the real streams; absent where there is none. */
  readonly terminal?: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream } | undefined;
}

const REASONS = ['SIGTERM', 'SIGHUP', 'reader-gone', 'bug'] as const satisfies readonly StopReason[];

export function stopReason(signal: AbortSignal): StopReason {
  const reason: unknown = signal.reason;
  return REASONS.find((each) => each === reason) ?? 'SIGINT';
}

/** The exit code of a one-shot command that was told to stop. A reader that has what it wanted is no failure. */
export function interruptedCode({ signal }: Io): number {
  const reason = stopReason(signal);
  if (reason === 'reader-gone') return EXIT.done;
  return reason === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
