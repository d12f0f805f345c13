import type { Command, Option } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CliError, EXIT } from '../../errors.ts';
import { createEventStream, type SettingOrigin, type SettingShown } from '../../events.ts';
import type { Io } from '../../io.ts';
import { canBeOff, isSwitch } from '../../settings/take-values.ts';
import { applySettings, type Filled, readConfigFile } from '../../settings.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import { locate, pointerTo } from '../../webhook/locate.ts';
import type { ShowFlags } from '../config.ts';
import { shownValue } from './shown-value.ts';

/** What is set for one command, all of it with its defaults; or for all of them, without. */
export async function runConfigShow(words: readonly string[], command: Command, io: Io): Promise<number> {
  const flags = command.opts<ShowFlags>();
  const stream = createEventStream(io.now);
  await openScreen(io, stream, {
    screen: chooseScreen(io, { json: flags.json === true, hasTui: false }),
    color: flags.color,
  });

  const program = rootOf(command);
  const { meant, rest } = commandMeant(program, words);
  const all = leaves(meant).filter((each) => each !== command);
  const [one, another] = all;
  const isOne = one !== undefined && another === undefined;
  if (!isOne && rest.length > 0) refuse(rest[0] ?? '', meant);

  const settings: SettingShown[] = [];
  for (const each of all) {
    const given = isOne ? flagsOf(each, rest) : new Map<string, unknown>();
    handOn(command, each);
    settings.push(...(await settingsOf(each, program, { given, io, hasDefaults: isOne })));
  }
  const shown = together(settings);
  const wantsOrigin = flags.json === true || flags.origin === true;
  for (const { origin, ...setting } of shown)
    stream.emit(origin === undefined || !wantsOrigin ? setting : { ...setting, origin });
  if (shown.length === 0) stream.emit({ type: 'setting.noted', setting: 'the settings', note: NOTHING_SET });
  return EXIT.done;
}

const NOTHING_SET =
  'none is set, so that every command has its defaults; see those of one with wa-webhook config show listen';

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** The command that the words lead to, and what stands behind it. */
function commandMeant(
  command: Command,
  [word, ...rest]: readonly string[],
): { meant: Command; rest: readonly string[] } {
  const child = command.commands.find((each) => each.name() === word);
  if (child !== undefined) return commandMeant(child, rest);
  return { meant: command, rest: word === undefined ? [] : [word, ...rest] };
}

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

/** Sets the flags on the command as if it were run, and answers with how they were typed. Throws on one that it does not have. */
function flagsOf(command: Command, words: readonly string[]): ReadonlyMap<string, unknown> {
  const typed = new Map<string, unknown>();
  for (const option of command.options) {
    command.on(`option:${option.name()}`, (value: unknown) => {
      const name = option.attributeName();
      const earlier = typed.get(name);
      const now = value ?? !option.negate;
      typed.set(name, earlier === undefined ? now : [earlier, now].flat());
    });
  }
  const { unknown } = command.parseOptions([...words]);
  const [first] = unknown;
  if (first !== undefined) refuse(first, command);
  return typed;
}

function refuse(word: string, command: Command): never {
  const isFlag = word.startsWith('-');
  const known = isFlag ? command.options.map(({ long }) => long ?? '') : command.commands.map((each) => each.name());
  const sentence = isFlag ? `${command.name()} has no flag ${word}.` : `There is no command "${word}".`;
  const nearest = known.length > 0 ? ` Did you mean ${closest(word, known)}?` : '';
  throw new CliError('wrong-usage', `${sentence}${nearest}`);
}

/** What `config show` was given holds for the command that is shown, too. */
function handOn(command: Command, shown: Command): void {
  for (const name of ['stateDir', 'envFile'])
    if (command.getOptionValueSource(name) === 'cli')
      shown.setOptionValueWithSource(name, command.getOptionValue(name), 'cli');
}

interface Shown {
  readonly given: ReadonlyMap<string, unknown>;
  readonly io: Io;
  readonly hasDefaults: boolean;
}

async function settingsOf(
  command: Command,
  program: Command,
  { given, io, hasDefaults }: Shown,
): Promise<SettingShown[]> {
  const filledIn = await applySettings(program, command, io);
  const config = await readConfigFile(io);
  const settings = new Map<string, SettingShown>();
  for (const option of command.options) {
    const name = option.attributeName();
    const filled = filledIn.get(name);
    const isGiven = command.getOptionValueSource(name) === 'cli';
    const isNamedBefore = settings.has(name) && !given.has(name);
    if (isNamedBefore || option.hidden || (!hasDefaults && filled === undefined)) continue;
    const origin = isGiven ? flagOrigin(option) : filledOrigin(command, option, { filled, text: config?.text });
    const value = isGiven
      ? (given.get(name) ?? command.getOptionValue(name))
      : (filled?.given ?? defaultOf(command, option));
    settings.set(name, {
      type: 'setting.shown',
      commands: [pathOf(command, program)],
      name,
      flag: option.long ?? option.flags,
      value: shownValue(option, value),
      origin,
    });
  }
  return [...settings.values()];
}

function flagOrigin({ long }: Option): SettingOrigin {
  return { from: 'flag', ...(long ? { name: long } : {}) };
}

function filledOrigin(
  command: Command,
  option: Option,
  { filled, text }: { readonly filled: Filled | undefined; readonly text: string | undefined },
): SettingOrigin {
  if (filled === undefined) return { from: defaultOf(command, option) === undefined ? 'none' : 'default' };
  const { from, name, file } = filled;
  const pointer = name.split('.').reduce<string>(pointerTo, '');
  const place = from === 'config' && text !== undefined ? locate(text, [pointer]).get(pointer) : undefined;
  return { from, name, ...(file === undefined ? {} : { file }), ...place };
}

/** As a person would type it. What is a switch is off, unless `--no-…` is all there is of it. */
function defaultOf(command: Command, option: Option): unknown {
  const { defaultValue, defaultValueDescription } = option;
  const name = option.attributeName();
  if (isSwitch(option)) return canBeOff(command, option) ? command.getOptionValue(name) : false;
  return defaultValueDescription ?? defaultValue;
}

function pathOf(command: Command, program: Command): string {
  const { parent } = command;
  return parent === null || parent === program ? command.name() : `${pathOf(parent, program)} ${command.name()}`;
}

/** One line for what several commands have from the same place. */
function together(settings: readonly SettingShown[]): readonly SettingShown[] {
  const found = new Map<string, SettingShown>();
  for (const setting of settings) {
    const key = JSON.stringify([setting.name, setting.value, setting.origin]);
    const same = found.get(key);
    found.set(key, same === undefined ? setting : { ...same, commands: [...same.commands, ...setting.commands] });
  }
  return [...found.values()];
}
