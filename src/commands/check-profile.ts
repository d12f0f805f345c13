import { readFile } from 'node:fs/promises';
import { type Profile, parseProfile } from '../check/profile.ts';
import { CliError, errorCode } from '../errors.ts';
import { requireWritable } from './output-file.ts';

/** Where `--init` writes when nothing else is said. */
export const PROFILE_FILE = 'wa-webhook.check.json';

/** Reads a profile. Throws `config-invalid`. */
export async function readProfile(path: string): Promise<Profile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const sentence = `Cannot read ${path} (${errorCode(cause) ?? 'unknown error'}).`;
    throw new CliError('config-invalid', sentence, {
      cause,
      hint: 'Check the path after --profile, or make one with --init.',
    });
  });
  const parsed = parseProfile(text);
  if (parsed.ok) return parsed.profile;
  throw new CliError('config-invalid', `${path} is no profile: ${parsed.reason}.`);
}

/** Makes sure that nothing is written over. Throws `profile-exists`. */
export async function requireNoProfile(path: string): Promise<void> {
  const isThere = await readFile(path).then(
    () => true,
    (error: unknown) => errorCode(error) !== 'ENOENT',
  );
  if (isThere) throw new CliError('profile-exists', `There is a profile already: ${path}.`);
  await requireWritable(path, '--profile');
}
