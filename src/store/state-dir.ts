import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, errorCode } from '../errors.ts';

/** Makes sure that the state folder is there, private and ignored by git; answers with its path. Throws `state-unwritable`. */
export async function openStateDir(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(join(path, '.gitignore'), '*\n', { mode: 0o600 });
    return path;
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** A folder inside the state folder, private too. Throws `state-unwritable`. */
export async function openStateFolder(stateDir: string, name: string): Promise<string> {
  const path = join(stateDir, name);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

export function unwritable(path: string, cause: unknown): CliError {
  return new CliError('state-unwritable', `Cannot write to ${path} (${errorCode(cause) ?? 'unknown error'}).`, {
    cause,
  });
}
