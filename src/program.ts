import { Command, CommanderError, Help } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { CommandContext, CommandEntry } from './commands/context.ts';
import { commands } from './commands/index.ts';
import { mendOverrides } from './commands/mend-overrides.ts';
import { EXIT } from './errors.ts';
import type { Io } from './io.ts';
import { applySettings, hasConfig } from './settings.ts';

/** Runs one command line as commander reads it, and answers with its exit code. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const named = commands.filter(({ name }) => name === nameIn(args));
  const isEnough = named.some(({ name, knowsAll }) => name === args[0] && knowsAll !== true) && !hasConfig(io);
  const { program, listed } = createProgram(io, isEnough ? named : commands);
  const finish = (code: number) => {
    exitCode = code;
  };

  try {
    if (args[0] === COMPLETE) return await answerShell(args.slice(1), { program, listed, io });
    if (named.length > 0) await registerFlags(listed, { io, finish, below: isEnough ? args[1] : undefined });
    for (const command of allCommands(program)) command.exitOverride().copyInheritedSettings(program);
    if (asksForHelp(args, program)) {
      const { composeHelp } = await import('./commands/help/compose.ts');
      composeHelp(program);
    }
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

/** Of a command; that of the program is small, and asked for more often. */
function asksForHelp(args: readonly string[], program: Command): boolean {
  const named = program.commands.find((command) => command.name() === nameIn(args));
  if (named === undefined) return false;
  return args.some((word) => HELP_WORDS.includes(word)) || (args.length === 1 && named.commands.length > 0);
}

const HELP_WORDS = ['-h', '--help', 'help'];

/** What the scripts of `completion` call. Not parsed as a command: behind it stands somebody's unfinished line. */
const COMPLETE = '__complete';

interface Created {
  readonly program: Command;
  readonly listed: Listed;
}

/** What can stand where a person pressed Tab. Of the commands, those are registered whose names stand in the line. */
async function answerShell(question: readonly string[], { program, listed, io }: Created & { io: Io }) {
  const words = question.flatMap((part) => part.split(/[\s"']+/));
  const context = { io, finish: () => {} };
  for (const [command, { name, load }] of listed) if (words.includes(name)) (await load())(command, context);
  const { answer } = await import('./commands/completion/answer.ts');
  await answer(program, question, io);
  return EXIT.done;
}

/** The program with the flags of every command, for what tells about all of them. */
export async function wholeProgram(io: Io): Promise<Command> {
  const { program, listed } = createProgram(io);
  await registerFlags(listed, { io, finish: () => {} });
  return program;
}

/** What commander knows of a command, and what THE LIST does. */
type Listed = ReadonlyMap<Command, CommandEntry>;

/**
 * The program with these commands, by name and summary; their flags are loaded when they are asked for. The one that is named
 * is enough, but for what looks at others and for the file that may set any.
 */
function createProgram(io: Io, entries: readonly CommandEntry[] = commands): Created {
  const program = new Command('wa-webhook')
    .description('Both sides of a WhatsApp Business webhook, on your own machine.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? HELP_COLUMNS, HELP_COLUMNS),
      getErrHelpWidth: () => Math.min(io.stderr.columns ?? HELP_COLUMNS, HELP_COLUMNS),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(sentence(text)),
    })
    .addHelpText('after', EXAMPLES);

  const listed = new Map(entries.map((entry) => [program.command(entry.name).description(entry.summary), entry]));
  program.configureHelp({ subcommandTerm: (command) => termOf(command, listed.get(command)) });
  program.hook('preAction', async (_, command) => {
    if (listed.get(command)?.judgesSettings !== true) await applySettings(program, command, io);
    await mendOverrides(command, io, (other) => applySettings(program, other, io));
  });
  return { program, listed };
}

/** Longer lines are harder to read, however wide the window. */
const HELP_COLUMNS = 80;

const EXAMPLES = `
Examples:
  wa-webhook listen                     a webhook endpoint with a public URL
  wa-webhook listen --forward-to http://127.0.0.1:3000/webhook
  wa-webhook replay text                a signed webhook, as Meta sends it
  wa-webhook explain last               what it said, and what in it is new
  wa-webhook ips refresh                Meta's addresses, from RADB

Exit codes: 0 done, 1 the finding is negative, 2 called or configured wrongly,
3 input unreadable, 4 the endpoint did not answer, 5 an outside service failed,
6 the port is taken, 70 a bug of ours, 130 and 143 interrupted.

wa-webhook COMMAND --help tells all about a command.`;

/** A command without its flags cannot tell of them. */
function termOf(command: Command, entry: CommandEntry | undefined): string {
  if (entry === undefined) return new Help().subcommandTerm(command);
  return entry.takes === undefined ? entry.name : `${entry.name} ${entry.takes}`;
}

/** The commands that were created get their flags. */
async function registerFlags(listed: Listed, context: CommandContext): Promise<void> {
  for (const [command, { load }] of listed) (await load())(command, context);
}

/** What stands where a command does. */
function nameIn(args: readonly string[]): string | undefined {
  return args.find((word) => !word.startsWith('-'));
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

/** Commander's message as one of ours: a sentence, and where to read on. */
function sentence(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  const ended = /[.?!]$/.test(first) ? first : `${first}.`;
  return `${[ended, ...more.map((line) => line.replace(/^\((.*)\)$/, '$1'))].join(' ')}\n`;
}
