import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, errorCode, errorMessage } from '../errors.ts';
import type { Io } from '../io.ts';

/** Where settings that are the same every day can stand, beside the code that is worked on. */
export const CONFIG_FILE = 'wa-webhook.config.json';

type ConfigValues = Readonly<Record<string, unknown>>;

export interface ConfigFile {
  readonly text: string;
  readonly values: ConfigValues;
}

/** The config file of the working directory; undefined where there is none. Throws `config-invalid`. */
export async function readConfigFile(io: Pick<Io, 'cwd'>): Promise<ConfigFile | undefined> {
  const text = readText(io);
  if (text === undefined) return undefined;

  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    const { faultInConfig } = await import('./place-in-config.ts');
    throw new CliError('config-invalid', `${CONFIG_FILE} is not JSON${faultInConfig(text)}.`, {
      cause,
      hint: 'JSON has no comments, and no comma before a closing bracket. Correct the file, or remove it.',
    });
  }
  if (!isObject(values)) throw new CliError('config-invalid', `${CONFIG_FILE} is not a JSON object.`);
  return { text, values };
}

function readText(io: Pick<Io, 'cwd'>): string | undefined {
  const path = resolve(io.cwd, CONFIG_FILE);
  // Mostly there is none, and to make an error of that takes longer than to look.
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError('config-invalid', `Cannot read ${CONFIG_FILE} (${errorCode(cause) ?? errorMessage(cause)}).`, {
      cause,
    });
  }
}

/** What holds for this command, by the name of the option: its own section goes before that of the commands above it, and those before the top. */
export function keysOf({ values }: ConfigFile, program: Command, command: Command) {
  const found = new Map<string, { readonly keys: readonly string[]; readonly value: unknown }>();
  let section: unknown = values;
  const path: string[] = [];
  for (const each of [program, ...pathTo(program, command)]) {
    if (each !== program) {
      section = isObject(section) ? section[each.name()] : undefined;
      path.push(each.name());
    }
    if (!isObject(section)) break;
    const children = each.commands.map((child) => child.name());
    for (const [key, value] of Object.entries(section))
      if (!children.includes(key)) found.set(key, { keys: [...path, key], value });
  }
  return found;
}

function pathTo(program: Command, command: Command): Command[] {
  return command === program || command.parent === null ? [] : [...pathTo(program, command.parent), command];
}

/** Throws `config-invalid` for a key, wherever it stands, that sets nothing: a misspelt one would be silent for ever. */
export async function refuseUnknownKeys({ text, values }: ConfigFile, program: Command): Promise<void> {
  const unknown = unknownKey(values, program, []);
  if (unknown === undefined) return;
  const { nearestOf, placeInConfig } = await import('./place-in-config.ts');
  const place = `${CONFIG_FILE}${placeInConfig(text, unknown.keys)}`;
  if (unknown.known === undefined)
    throw new CliError('config-invalid', `"${unknown.keys.join('.')}" in ${place}, is not an object.`);
  const nearest = nearestOf(unknown.keys.at(-1) ?? '', unknown.known);
  throw new CliError(
    'config-invalid',
    `"${unknown.keys.join('.')}" in ${place}, is no setting. Did you mean "${nearest}"?`,
  );
}

/** `known`: what could stand in its place; undefined when it should be a section and is none. */
type UnknownKey = { readonly keys: readonly string[]; readonly known: readonly string[] | undefined };

function unknownKey(section: ConfigValues, command: Command, above: readonly string[]): UnknownKey | undefined {
  const names = settingNames(command);
  const children = command.commands.map((child) => child.name());
  for (const [key, value] of Object.entries(section)) {
    const keys = [...above, key];
    const child = command.commands.find((each) => each.name() === key);
    if (child === undefined) {
      if (names.includes(key) || (above.length === 0 && key === '$schema')) continue;
      return { keys, known: [...new Set([...names, ...children])] };
    }
    if (!isObject(value)) return { keys, known: undefined };
    const inside = unknownKey(value, child, keys);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** The settings of a command and of those below it. */
function settingNames(command: Command): readonly string[] {
  return [
    ...command.options.map((option) => option.attributeName()).filter((name) => name !== 'version'),
    ...command.commands.flatMap(settingNames),
  ];
}

function isObject(value: unknown): value is ConfigValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
