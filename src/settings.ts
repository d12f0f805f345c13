import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Command, Option } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CliError, errorCode, errorMessage } from './errors.ts';
import type { Io } from './io.ts';

/** Where settings that are the same every day can stand, beside the code that is worked on. */
export const CONFIG_FILE = 'wa-webhook.config.json';

type ConfigValues = Readonly<Record<string, unknown>>;

/**
 * Fills in what the command line left open: environment (`WA_WEBHOOK_APP_SECRET`, or the same name in `--env-file`),
 * then `wa-webhook.config.json` in the working directory, then the default. Once for all commands.
 * Throws `wrong-usage` or `config-invalid`.
 */
export function applySettings(program: Command, command: Command, io: Io): void {
  const env = { ...readEnvFile(command, io), ...io.env };
  const config = readConfig(program, command, io);

  for (const option of command.options) {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (source !== undefined && source !== 'default') continue;

    const envName = envNameOf(option);
    const fromEnv = env[envName];
    if (fromEnv !== undefined && fromEnv !== '') {
      setValue(command, option, fromEnv, { source: 'env', place: envName });
    } else if (config[name] !== undefined) {
      setValue(command, option, config[name], { source: 'config', place: `"${name}" in ${CONFIG_FILE}` });
    }
  }
}

/** `--app-secret-file` → `WA_WEBHOOK_APP_SECRET_FILE` */
export function envNameOf(option: Option): string {
  return `WA_WEBHOOK_${option
    .attributeName()
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;
}

function readEnvFile(command: Command, io: Io): Record<string, string | undefined> {
  const path: unknown = command.getOptionValue('envFile');
  if (typeof path !== 'string') return {};

  try {
    return parseEnv(readFileSync(resolve(io.cwd, path), 'utf8')) as Record<string, string | undefined>;
  } catch (cause) {
    const hint = 'Check the path after --env-file.';
    throw new CliError('config-invalid', `Cannot read ${path} (${errorCode(cause) ?? errorMessage(cause)}).`, {
      cause,
      hint,
    });
  }
}

/** The values for this command: its own section, over those at the top that hold for every command. */
function readConfig(program: Command, command: Command, io: Io): ConfigValues {
  const text = readConfigText(io);
  if (text === undefined) return {};

  const config = parseConfig(text);
  const sections = program.commands.map((each) => each.name());
  const shared = Object.fromEntries(Object.entries(config).filter(([key]) => !sections.includes(key)));
  const section = config[topCommandName(program, command)] ?? {};
  if (!isConfigValues(section))
    throw new CliError('config-invalid', `"${command.name()}" in ${CONFIG_FILE} is not an object.`);

  refuseUnknownKeys(shared, allOptionNames(program.commands));
  refuseUnknownKeys(section, allOptionNames([command]));
  return { ...shared, ...section };
}

/** Whether a file has a say in this folder. */
export function hasConfig(io: Io): boolean {
  return existsSync(resolve(io.cwd, CONFIG_FILE));
}

function readConfigText(io: Io): string | undefined {
  try {
    return readFileSync(resolve(io.cwd, CONFIG_FILE), 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new CliError('config-invalid', `Cannot read ${CONFIG_FILE} (${errorCode(cause) ?? errorMessage(cause)}).`, {
      cause,
    });
  }
}

function parseConfig(text: string): ConfigValues {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    // V8 quotes the text around the fault, and a secret may stand there: only the place is told.
    const place = /line \d+ column \d+|position \d+/.exec(errorMessage(cause))?.[0];
    const sentence = `${CONFIG_FILE} is not JSON${place === undefined ? '' : ` at ${place}`}.`;
    throw new CliError('config-invalid', sentence, { cause });
  }
  if (!isConfigValues(config)) throw new CliError('config-invalid', `${CONFIG_FILE} is not a JSON object.`);
  return config;
}

function topCommandName(program: Command, command: Command): string {
  let top = command;
  while (top.parent !== null && top.parent !== program) top = top.parent;
  return top.name();
}

function allOptionNames(commands: readonly Command[]): string[] {
  return commands.flatMap((command) => [
    ...command.options.map((option) => option.attributeName()),
    ...allOptionNames(command.commands),
  ]);
}

function refuseUnknownKeys(values: ConfigValues, known: readonly string[]): void {
  for (const key of Object.keys(values)) {
    if (known.includes(key) || key === '$schema') continue;
    const sentence = `"${key}" in ${CONFIG_FILE} is no setting. Did you mean "${closest(key, [...known])}"?`;
    throw new CliError('config-invalid', sentence);
  }
}

function setValue(
  command: Command,
  option: Option,
  given: unknown,
  { source, place }: { source: 'env' | 'config'; place: string },
): void {
  const name = option.attributeName();
  try {
    const values = Array.isArray(given) ? given : [given];
    const value = values.reduce<unknown>((previous, each) => parseValue(option, each, previous), undefined);
    command.setOptionValueWithSource(name, value, source);
  } catch (cause) {
    throw new CliError('config-invalid', `${place} is not a value for ${option.long}: ${errorMessage(cause)}`, {
      cause,
      hint: 'Correct it, or give the flag.',
    });
  }
}

function parseValue(option: Option, given: unknown, previous: unknown): unknown {
  if (option.isBoolean() || option.negate) return parseSwitch(given);
  if (given === false) return false; // `"tunnel": false` is --no-tunnel.
  if (typeof given !== 'string' && typeof given !== 'number') throw new Error('It is neither text nor a number.');
  return option.parseArg === undefined ? String(given) : option.parseArg(String(given), previous);
}

function parseSwitch(given: unknown): boolean {
  if (given === true || given === 'true' || given === '1') return true;
  if (given === false || given === 'false' || given === '0') return false;
  throw new Error('It takes true or false.');
}

function isConfigValues(value: unknown): value is ConfigValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
