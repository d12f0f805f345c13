import packageJson from '../package.json' with { type: 'json' };
import { CliError, EXIT } from './errors.ts';
import { type Io, interruptedCode } from './io.ts';

/** Runs one command line and answers with its exit code. Never exits, prints only through `io`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const [first = '', ...more] = args;
    // Asked often, and answered before anything else is loaded.
    const printed = more.length === 0 ? printedFor(first, io) : undefined;
    if (printed !== undefined) {
      io.stdout.write(printed);
      return EXIT.done;
    }

    const { runProgram } = await import('./program.ts');
    return await runProgram(args, io);
  } catch (error) {
    return explain(error, io);
  }
}

const VERSION_FLAGS = ['-V', '--version'];
const HELP_FLAGS = ['-h', '--help'];

function printedFor(flag: string, io: Io): string | undefined {
  if (VERSION_FLAGS.includes(flag)) return `${packageJson.version}\n`;
  return HELP_FLAGS.includes(flag) ? io.builtHelp?.() : undefined;
}

/** Known errors get their sentence and the next step; everything else is a bug of ours and shows where. */
export async function explain(error: unknown, io: Io): Promise<number> {
  if (io.signal.aborted && error instanceof Error && error.name === 'AbortError') return interruptedCode(io);
  // Names, ids and answers of strangers stand in errors too: they pass the same gate as everything else that is shown.
  const { printable } = await import('./ui/printable.ts');
  if (error instanceof CliError) {
    const hint = error.hint === '' ? '' : `  ${printable(error.hint)}\n`;
    io.stderr.write(`error: ${printable(error.message)}\n${hint}`);
    return error.exitCode;
  }

  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const stack = trace.split('\n').map(printable).join('\n');
  io.stderr.write(
    `error: This is a bug in wa-webhook ${packageJson.version}. Please report it with the lines below.\n${stack}\n`,
  );
  return EXIT.bug;
}
