import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { commands } from './commands/index.ts';
import { CliError, EXIT } from './errors.ts';
import { type Io, interruptedCode } from './io.ts';
import { applySettings } from './settings.ts';

/** Runs one command line and answers with its exit code. Never exits, prints only through `io`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });

  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, io);
  }
}

function createProgram(io: Io, finish: (exitCode: number) => void): Command {
  const program = new Command('wa-webhook')
    .description('Both sides of a WhatsApp Business webhook, on your own machine.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(sentence(text)),
    })
    .addHelpText('after', EXAMPLES);

  for (const register of commands) register(program, { io, finish });
  for (const command of allCommands(program)) command.exitOverride().copyInheritedSettings(program);
  program.hook('preAction', (_, command) => applySettings(program, command, io));
  return program;
}

const EXAMPLES = `
Examples:
  wa-webhook listen                     a webhook endpoint with a public URL
  wa-webhook listen --forward-to http://127.0.0.1:3000/webhook
  wa-webhook replay text                a signed webhook, as Meta sends it
  wa-webhook explain last               what it said, and what in it is new
  wa-webhook ips refresh                Meta's addresses, from RADB`;

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

/** Commander's message as one of ours: a sentence, and where to read on. */
function sentence(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  const ended = /[.?!]$/.test(first) ? first : `${first}.`;
  return `${[ended, ...more.map((line) => line.replace(/^\((.*)\)$/, '$1'))].join(' ')}\n`;
}

/** Known errors get their sentence and the next step; everything else is a bug of ours and shows where. */
export async function explain(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;

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
