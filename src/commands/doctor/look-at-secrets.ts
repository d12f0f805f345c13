import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { about, type Finding } from '../../doctor/finding.ts';
import { type GivenSecret, judgeSecrets } from '../../doctor/secrets.ts';
import { errorCode } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { readVerifyToken } from '../../store/verify-token.ts';

interface SecretSettings {
  readonly stateDir: string;
  readonly appSecret?: string;
  readonly appSecretFile?: string;
  readonly accessToken?: string;
  readonly accessTokenFile?: string;
  readonly verifyToken?: string;
}

/** The secrets that `listen` would use. Read for their shapes. */
export async function lookAtSecrets(listen: Command, io: Io): Promise<Finding[]> {
  const settings = listen.opts<SecretSettings>();
  const appSecret = await given('app-secret', 'app secret', {
    text: settings.appSecret,
    file: settings.appSecretFile,
    io,
  });
  const accessToken = await given('access-token', 'access token', {
    text: settings.accessToken,
    file: settings.accessTokenFile,
    io,
  });
  const kept = await readVerifyToken(resolve(io.cwd, settings.stateDir));
  const token = settings.verifyToken ?? kept;
  const judged = judgeSecrets({
    appSecret: appSecret.secret,
    accessToken: accessToken.secret,
    verifyToken: token === undefined ? undefined : { text: token },
  });
  const unread = [appSecret, accessToken].flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble]));
  return [...unread, ...judged.filter(({ id }) => !unread.some((finding) => finding.id === id))];
}

interface Given {
  readonly text: string | undefined;
  readonly file: string | undefined;
  readonly io: Io;
}

/** The file goes before, as a flag before an environment that is always there. */
async function given(
  id: string,
  subject: string,
  { text, file, io }: Given,
): Promise<{ readonly secret?: GivenSecret; readonly trouble?: Finding }> {
  if (file === undefined) return text === undefined ? {} : { secret: { text } };
  const path = resolve(io.cwd, file);
  try {
    const [content, { mode }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { secret: { text: content, file: { path: file, mode } } };
  } catch (error) {
    const told = `Cannot read ${file} (${errorCode(error) ?? 'unknown error'}).`;
    return { trouble: about(id, subject).problem(told, `Check the path after --${id}-file.`) };
  }
}
