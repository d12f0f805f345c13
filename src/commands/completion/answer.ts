import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { keysOf, readConfigFile } from '../../settings/config-file.ts';
import { isRepeatable } from '../../settings/take-values.ts';
import { printable } from '../../ui/printable.ts';
import { type Candidate, type Offer, only } from './candidate.ts';
import { type Situation, situationOf } from './due.ts';
import { type Shell, scripts } from './scripts.ts';
import { shellWords, unquoted } from './shell-words.ts';
import { valuesOf, valuesOfArgument } from './values.ts';

/** A line of a terminal has no room for more. */
const MAX_ABOUT = 80;

/**
 * Answers the question of a shell's script: what can stand at the cursor? Words of the question: the shell, and what is typed.
 * A person is in the middle of a line: whatever goes wrong, nothing is said of it.
 */
export async function answer(program: Command, question: readonly string[], io: Io): Promise<void> {
  try {
    io.stdout.write(await answerTo(program, question, io));
  } catch {
    io.stdout.write('none\n');
  }
}

async function answerTo(program: Command, question: readonly string[], io: Io): Promise<string> {
  const shell = Object.keys(scripts).find((each): each is Shell => each === question[0]);
  if (shell === undefined) return 'none\n';

  const asked = askedBy(shell, question.slice(1));
  const situation = situationOf(program, asked.words);
  const { candidates, besides } = await offerFor(program, situation, io);
  const fitting = candidates.filter(({ value }) => value.startsWith(situation.typed));
  return [besides, ...fitting.map((candidate) => lineFor(candidate, situation, asked))]
    .map((line) => `${line}\n`)
    .join('');
}

interface Asked {
  readonly words: readonly string[];
  /** What the shell puts in place of what is typed, given the whole word that is meant. */
  readonly insert: (word: string, situation: Situation) => string;
}

function askedBy(shell: Shell, question: readonly string[]): Asked {
  switch (shell) {
    case 'bash':
      return askedByBash(question);
    case 'zsh':
      // The script has told zsh what stands before the value.
      return { words: question.slice(1), insert: (word) => word };
    case 'fish':
      return {
        words: [...question.slice(1, -1), unquoted(question.at(-1) ?? '')],
        insert: (word, { lead }) => `${lead}${word}`,
      };
  }
}

/** Bash tells the line as it stands, and which end of it is replaced: it parts words at `=` and `:`, and takes the reply as typed. */
function askedByBash([line = '', replaced = '']: readonly string[]): Asked {
  const words = shellWords(line);
  const program = words.findIndex((word) => !/^\w+=/.test(word));
  const whole = words.at(-1) ?? '';
  const kept = whole.length - unquoted(replaced).length;
  const isInQuotes = /["']/.test(line.slice(line.length - replaced.length - 1));
  const insert = (word: string, { lead }: Situation) => {
    const rest = `${lead}${word}`.slice(kept);
    return isInQuotes || /^[\w./:@%+,=#*~-]*$/.test(rest) ? rest : rest.replace(/[^\w./:@%+,=#~-]/g, '\\$&');
  };
  return { words: words.slice(program + 1), insert };
}

function lineFor({ value, about }: Candidate, situation: Situation, { insert }: Asked): string {
  const text = printable(about ?? '');
  const short = text.length > MAX_ABOUT ? `${text.slice(0, MAX_ABOUT - 1)}…` : text;
  return `${printable(insert(value, situation))}\t${short}`.trimEnd();
}

async function offerFor(program: Command, situation: Situation, io: Io): Promise<Offer> {
  const { due, command, typed } = situation;
  const place = { typed, stateDir: await stateDirOf(program, situation, io), io, program };
  switch (due.kind) {
    case 'flag':
      return only(flagsOf(command, situation.given));
    case 'command':
      return only(commandsOf(command));
    case 'value':
      return (await valuesOf(program, command, due.option)?.(place)) ?? only([]);
    case 'argument':
      return (await valuesOfArgument(program, command, due.argument)?.(place)) ?? only([]);
    case 'nothing':
      return only([]);
  }
}

/** As the command itself will find it, but that nothing is refused. */
async function stateDirOf(program: Command, { command, given }: Situation, io: Io): Promise<string> {
  const config = await readConfigFile(io).catch(() => undefined);
  const inConfig = config === undefined ? undefined : keysOf(config, program, command).get('stateDir')?.value;
  const fallback = typeof inConfig === 'string' ? inConfig : '.wa-webhook';
  return resolve(io.cwd, given.get('stateDir') ?? io.env['WA_WEBHOOK_STATE_DIR'] ?? fallback);
}

function commandsOf(command: Command): Candidate[] {
  const help = command.createHelp();
  return help.visibleCommands(command).map((each) => ({ value: each.name(), about: each.description() }));
}

/** Those that may still be given: most of them count once. */
function flagsOf(command: Command, given: ReadonlyMap<string, string>): Candidate[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap((option) => {
    if (option.long === undefined || (given.has(option.attributeName()) && !isRepeatable(option))) return [];
    return [{ value: option.long, about: option.description }];
  });
}
