import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './fake-io.ts';

const root = join(import.meta.dirname, '../..');

/** What a clone would hold, with the changes that are not committed yet. */
export function cloneTracked(): string {
  const folder = temporaryFolder();
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  for (const name of execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0')) {
    if (name === '') continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, name), join(folder, name));
  }
  return folder;
}
