import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, errorCode } from '../errors.ts';
import type { Emit } from '../events.ts';
import type { Io } from '../io.ts';
import { type GraphFlags, refuseShownToken } from './graph-flags.ts';

/**
 * The access token from the environment or a file, and from nowhere else; undefined when none is given. Throws
 * `wrong-usage`, `secret-unreadable`.
 */
export async function findAccessToken(command: Command, io: Io, emit: Emit): Promise<string | undefined> {
  refuseShownToken(command);
  const { accessToken, accessTokenFile } = command.opts<GraphFlags>();
  // A file that is named now beats an environment that is always there.
  const isFileMeant = accessToken === undefined || command.getOptionValueSource('accessTokenFile') === 'cli';
  if (accessTokenFile !== undefined && isFileMeant) {
    return cleanToken(await readTokenFile(resolve(io.cwd, accessTokenFile)), emit);
  }
  return accessToken === undefined ? undefined : cleanToken(accessToken, emit);
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CliError('secret-unreadable', `Cannot read ${path} (${errorCode(cause) ?? 'unknown error'}).`, {
      cause,
      hint: 'Check the path after --access-token-file.',
    });
  }
}

function cleanToken(given: string, emit: Emit): string {
  const token = given.replace(/^[\s\ufeff]+|\s+$/g, '');
  if (!/^[\x21-\x7e]+$/.test(token)) {
    const what = token === '' ? 'is empty' : 'holds characters that no token has, such as a space or a line break';
    throw new CliError('secret-unreadable', `The access token ${what}.`, {
      hint: 'Copy it from the App Dashboard (WhatsApp > API Setup) once more.',
    });
  }
  if (token !== given) {
    emit({ type: 'setting.noted', setting: 'the access token', note: 'white space around it was cut off' });
  }
  return token;
}
