import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, Option } from 'commander';
import { CliError, errorMessage } from './errors.ts';
import type { Io } from './io.ts';
import { CONFIG_FILE, type ConfigFile, keysOf, readConfigFile, refuseUnknownKeys } from './settings/config-file.ts';
import { readEnvFile } from './settings/env-file.ts';
import { takeValues } from './settings/take-values.ts';

export { readConfigFile } from './settings/config-file.ts';

/** Where a setting that no flag gave comes from, and how it stands there. */
export interface Filled {
  readonly from: 'env' | 'env-file' | 'config';
  /** `WA_WEBHOOK_PORT`, or the keys in the config file: `listen.port`. */
  readonly name: string;
  /** The env file or the config file. */
  readonly file?: string;
  readonly given: unknown;
}

/** What was filled in, by the name of the option. */
export type FilledIn = ReadonlyMap<string, Filled>;

/**
 * Fills in what the command line left open: environment (`WA_WEBHOOK_APP_SECRET`), then the same name in `--env-file`, then
 * `wa-webhook.config.json` in the working directory, then the default. Once for all commands. Throws `config-invalid`.
 */
export async function applySettings(program: Command, command: Command, io: Io): Promise<FilledIn> {
  const config = await readConfigFile(io);
  if (config !== undefined) await refuseUnknownKeys(config, program);
  const keys = config === undefined ? new Map() : keysOf(config, program, command);
  const filledIn = new Map<string, Filled>();

  // The file that `--env-file` names may be named elsewhere too, and has its own say in all others.
  const envFileOption = command.options.find((option) => option.attributeName() === 'envFile');
  const options = command.options.filter((option) => option !== envFileOption);
  for (const option of envFileOption === undefined ? options : [envFileOption, ...options]) {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (source !== undefined && source !== 'default') continue;

    const filled = inEnv(option, command, io) ?? inConfig(keys.get(name), config);
    if (filled === undefined) continue;
    await setValue(command, option, filled, config);
    filledIn.set(name, filled);
  }
  return filledIn;
}

/** Whether a file has a say in this folder. */
export function hasConfig(io: Io): boolean {
  return existsSync(resolve(io.cwd, CONFIG_FILE));
}

/** `--app-secret-file` → `WA_WEBHOOK_APP_SECRET_FILE` */
export function envNameOf(option: Option): string {
  return `WA_WEBHOOK_${option
    .attributeName()
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;
}

/** An empty variable counts as none: a shell cannot always unset one. */
function inEnv(option: Option, command: Command, io: Io): Filled | undefined {
  const name = envNameOf(option);
  const given = io.env[name];
  if (given !== undefined && given !== '') return { from: 'env', name, given };

  const file: unknown = command.getOptionValue('envFile');
  if (typeof file !== 'string') return undefined;
  const inFile = readEnvFile(file, io)[name];
  return inFile === undefined || inFile === '' ? undefined : { from: 'env-file', name, file, given: inFile };
}

function inConfig(
  found: { readonly keys: readonly string[]; readonly value: unknown } | undefined,
  config: ConfigFile | undefined,
) {
  if (found === undefined || config === undefined) return undefined;
  return { from: 'config', name: found.keys.join('.'), file: CONFIG_FILE, given: found.value } as const;
}

async function setValue(
  command: Command,
  option: Option,
  filled: Filled,
  config: ConfigFile | undefined,
): Promise<void> {
  try {
    const value = takeValues(command, option, filled.given);
    command.setOptionValueWithSource(option.attributeName(), value, filled.from === 'config' ? 'config' : 'env');
  } catch (cause) {
    const place = await placeOf(filled, config);
    throw new CliError('config-invalid', `${place} is not a value for ${option.long}: ${errorMessage(cause)}`, {
      cause,
      hint: 'Correct it, or give the flag.',
    });
  }
}

async function placeOf({ from, name, file }: Filled, config: ConfigFile | undefined): Promise<string> {
  if (from === 'env') return name;
  if (config === undefined || from === 'env-file') return `${name} in ${file}`;
  const { placeInConfig } = await import('./settings/place-in-config.ts');
  return `"${name}" in ${CONFIG_FILE}${placeInConfig(config.text, name.split('.'))}`;
}
