import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { unwritable } from './state-dir.ts';
import { writeWhole } from './write-whole.ts';

/** The verify token of this folder: made once from 18 random bytes, the same tomorrow. Throws `state-unwritable`. */
export async function keptVerifyToken(stateDir: string, random: (sizeBytes: number) => Uint8Array): Promise<string> {
  const path = join(stateDir, 'verify-token');
  const kept = await readKept(path);
  if (kept !== '') return kept;

  const token = Buffer.from(random(18)).toString('base64url');
  await writeWhole(path, `${token}\n`).catch((cause) => {
    throw unwritable(path, cause);
  });
  return token;
}

/** The token that is kept; undefined where none is, or none can be read. */
export async function readVerifyToken(stateDir: string): Promise<string | undefined> {
  const kept = await readKept(join(stateDir, 'verify-token')).catch(() => '');
  return kept === '' ? undefined : kept;
}

async function readKept(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return '';
    throw unwritable(path, cause);
  }
}
