import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { CliError, errorCode, errorMessage } from '../errors.ts';
import type { Io } from '../io.ts';

/** The variables of a file like `.env`. Throws `config-invalid`. */
export function readEnvFile(path: string, io: Pick<Io, 'cwd'>): Readonly<Record<string, string | undefined>> {
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
