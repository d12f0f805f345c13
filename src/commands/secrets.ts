import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, errorCode } from '../errors.ts';
import type { Emit } from '../events.ts';
import type { Io } from '../io.ts';
import type { SecretFlags } from './flags.ts';

/** The app secret from flag, environment, config or file; undefined when none is given. Throws `secret-unreadable`. */
export async function readAppSecret(command: Command, io: Io, emit: Emit): Promise<string | undefined> {
  const { appSecret, appSecretFile } = command.opts<SecretFlags>();
  // A flag on the command line beats the other one's environment or config.
  const isFileMeant = appSecret === undefined || command.getOptionValueSource('appSecretFile') === 'cli';
  const isSecretMeant = command.getOptionValueSource('appSecret') === 'cli';

  if (appSecretFile !== undefined && isFileMeant && !isSecretMeant) {
    return cleanSecret(await readSecretFile(appSecretFile, '--app-secret-file', io), emit);
  }
  return appSecret === undefined ? undefined : cleanSecret(appSecret, emit);
}

/** What a sender may have used in place of the app secret: for the cause of a wrong signature, never printed. */
export function otherSecrets(verifyToken: string | undefined, io: Io): { name: string; secret: string }[] {
  const accessToken = io.env['WA_WEBHOOK_ACCESS_TOKEN'];
  return [
    ...(verifyToken === undefined ? [] : [{ name: 'verify token', secret: verifyToken }]),
    ...(accessToken === undefined || accessToken === '' ? [] : [{ name: 'access token', secret: accessToken }]),
  ];
}

/** The file after `flag`, as it is. Throws `secret-unreadable`. */
export async function readSecretFile(file: string, flag: string, { cwd }: Pick<Io, 'cwd'>): Promise<string> {
  const path = resolve(cwd, file);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CliError('secret-unreadable', `Cannot read ${path} (${errorCode(cause) ?? 'unknown error'}).`, {
      cause,
      hint: `Check the path after ${flag}.`,
    });
  }
}

/** An editor or `echo` puts a newline behind a secret, and every signature is wrong from then on. */
function cleanSecret(given: string, emit: Emit): string {
  const secret = given.replace(/^[\s\ufeff]+|\s+$/g, '');
  if (secret === '') {
    throw new CliError('secret-unreadable', 'The app secret is empty.', {
      hint: 'Copy it from App settings > Basic in the App Dashboard, or leave the flag out.',
    });
  }
  if (secret !== given) {
    emit({ type: 'setting.noted', setting: 'the app secret', note: 'white space around it was cut off' });
  }
  return secret;
}
