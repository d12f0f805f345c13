import type { Argument, Command, Option } from 'commander';

/** What is typed at the cursor. */
export type Due =
  /** The name of a flag. */
  | { readonly kind: 'flag' }
  | { readonly kind: 'value'; readonly option: Option }
  | { readonly kind: 'argument'; readonly argument: Argument }
  | { readonly kind: 'command' }
  /** Nothing can stand here. */
  | { readonly kind: 'nothing' };

export interface Situation {
  readonly due: Due;
  /** The command that the words before lead to. */
  readonly command: Command;
  /** As far as it is typed, without a flag in front of it. */
  readonly typed: string;
  /** `--format=`, when the value stands in one word with its flag. */
  readonly lead: string;
  /** What was given before, by the name of the option; the last value of each. */
  readonly given: ReadonlyMap<string, string>;
}

/** Reads the words before the cursor as commander will, and says what the last one is going to be. */
export function situationOf(program: Command, words: readonly string[]): Situation {
  const typed = words.at(-1) ?? '';
  const given = new Map<string, string>();
  let command = program;
  let position = 0;
  let awaiting: Option | undefined;
  let areFlagsOver = false;

  for (const word of words.slice(0, -1)) {
    if (awaiting !== undefined) {
      given.set(awaiting.attributeName(), word);
      awaiting = undefined;
    } else if (areFlagsOver || !isFlag(word)) {
      const child = position === 0 && !areFlagsOver ? childOf(command, word) : undefined;
      if (child === undefined) position += 1;
      else command = child;
    } else if (word === '--') {
      areFlagsOver = true;
    } else {
      const [name = '', value] = parted(word);
      const option = optionOf(command, name);
      if (option === undefined) continue;
      given.set(option.attributeName(), value ?? '');
      awaiting = takesValue(option) && value === undefined ? option : undefined;
    }
  }

  const at = (due: Due, rest = typed, lead = ''): Situation => ({ due, command, typed: rest, lead, given });
  if (awaiting !== undefined) return at({ kind: 'value', option: awaiting });
  if (!areFlagsOver && typed.startsWith('-')) {
    const [name = '', value] = parted(typed);
    const option = value === undefined ? undefined : optionOf(command, name);
    if (value === undefined) return at({ kind: 'flag' });
    if (option === undefined || !takesValue(option)) return at({ kind: 'nothing' });
    return at({ kind: 'value', option }, value, `${name}=`);
  }
  return at(wordDue(command, position));
}

function wordDue(command: Command, position: number): Due {
  if (command.commands.length > 0 && position === 0) return { kind: 'command' };
  const { registeredArguments } = command;
  const argument = registeredArguments[position] ?? registeredArguments.at(-1);
  const isTaken = argument !== undefined && (position < registeredArguments.length || argument.variadic);
  return isTaken ? { kind: 'argument', argument } : { kind: 'nothing' };
}

/** A lone hyphen is standard input. */
function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function parted(word: string): readonly string[] {
  const [, name = word, value] = /^(--[^=]+)=([\s\S]*)$/.exec(word) ?? [];
  return value === undefined ? [name] : [name, value];
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find(({ short, long }) => name === short || name === long);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function childOf(command: Command, name: string): Command | undefined {
  return command.commands.find((each) => each.name() === name);
}
