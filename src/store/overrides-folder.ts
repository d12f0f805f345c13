import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const OVERRIDES_FOLDER = 'overrides';

/** One look, at each start of any command: the folder is there only while something may have to be put back. */
export function hasOverrideNotes(stateDir: string): boolean {
  return existsSync(join(stateDir, OVERRIDES_FOLDER));
}
