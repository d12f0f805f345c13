import { existsSync, readFileSync } from 'node:fs';

/** Real answers and lists lie beside the repository, not in it. */
const folder = new URL('../../../shared/data/as32934/', import.meta.url);

export const hasRealLists = existsSync(folder);

export const NEEDS_REAL_LISTS = hasRealLists ? '' : ' (skipped: ../shared/data/as32934 is missing)';

export function realText(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

/** One prefix a line. */
export function realPrefixes(file: string): string[] {
  return realText(file).trimEnd().split('\n');
}

export function realPath(file: string): string {
  return new URL(file, folder).pathname;
}
