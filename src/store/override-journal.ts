import { link, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { isObject } from '../webhook/json-view.ts';
import type { OverrideTarget } from '../webhook/override-request.ts';
import { OVERRIDES_FOLDER } from './overrides-folder.ts';
import { type ProcessMark, stateOf } from './process-mark.ts';
import { openStateDir, openStateFolder, unwritable } from './state-dir.ts';
import { writeWhole } from './write-whole.ts';

/**
 * What has to be put back at Meta's: on disk before anything is changed there, gone when all is as it was. No token is in it.
 */
export interface OverrideNote extends OverrideTarget {
  /** What stood there; null where nothing did. */
  readonly before: string | null;
  /** Every URL of ours that was set or may have been: the newest last. */
  readonly ours: readonly string[];
  readonly wayBack: 'clear' | 'restore' | 'given-up';
  /** A request that sets the newest one is on its way, or its answer never came: it may still come to effect. */
  readonly isPending: boolean;
  /** When the newest one was begun, ISO 8601. */
  readonly at: string;
  /** The Graph API that was spoken to, with its version. */
  readonly graph: string;
  /** Who puts it back at its end; nobody where it was set to stay. */
  readonly owner?: ProcessMark;
}

/** A note and its file. */
export interface KeptNote {
  readonly path: string;
  readonly note: OverrideNote;
}

/** All notes of this state folder; a file that is none of ours is named in `damaged`. */
export async function readOverrideNotes(
  stateDir: string,
): Promise<{ readonly kept: readonly KeptNote[]; readonly damaged: readonly string[] }> {
  const folder = join(stateDir, OVERRIDES_FOLDER);
  const names = await readdir(folder).catch(() => []);
  const paths = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
  const read = await Promise.all(paths.map(async (path) => ({ path, note: await readNote(path) })));
  return {
    kept: read.flatMap(({ path, note }) => (typeof note === 'object' ? [{ path, note }] : [])),
    damaged: read.flatMap(({ path, note }) => (note === 'damaged' ? [path] : [])),
  };
}

/** Begins a note. False where another process has one for the same place; of those only one can begin. Throws `state-unwritable`. */
export async function beginNote(stateDir: string, note: OverrideNote): Promise<KeptNote | undefined> {
  await openStateDir(stateDir);
  const folder = await openStateFolder(stateDir, OVERRIDES_FOLDER);
  const path = join(folder, fileName(note));
  const draft = `${path}.${note.owner?.pid ?? 'set'}.new`;
  try {
    await writeWhole(draft, toText(note));
    await link(draft, path);
    return { path, note };
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return undefined;
    throw unwritable(path, cause);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

/** On disk when it returns. Throws `state-unwritable`. */
export async function changeNote({ path, note }: KeptNote, change: Partial<OverrideNote>): Promise<KeptNote> {
  const changed = { ...note, ...change };
  await writeWhole(path, toText(changed)).catch((cause) => {
    throw unwritable(path, cause);
  });
  return { path, note: changed };
}

/** With the last one goes the folder, so that a start finds out by one look that there is nothing to do. */
export async function removeNote({ path }: Pick<KeptNote, 'path'>): Promise<void> {
  await rm(path, { force: true });
  await rmdir(join(path, '..')).catch(() => {});
}

/** As `removeNote` leaves it, where a killed process could not: without the drafts that it had begun. */
export async function tidyOverrides(stateDir: string, now: Date): Promise<void> {
  const folder = join(stateDir, OVERRIDES_FOLDER);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    if (name.endsWith('.json') || written === undefined || now.getTime() - written.mtimeMs < DRAFT_IS_OLD_MS) continue;
    await rm(path, { force: true }).catch(() => {});
  }
  await rmdir(folder).catch(() => {});
}

/** Nobody writes at it any more. */
const DRAFT_IS_OLD_MS = 60_000;

/** Makes it this process's; undefined where another one was faster. */
export async function takeNote({ path, note }: KeptNote, owner: ProcessMark): Promise<KeptNote | undefined> {
  const own = join(path, '..', `${note.level}-${note.id}.${owner.pid}.json`);
  try {
    if (own !== path) await rename(path, own);
  } catch {
    return undefined;
  }
  return changeNote({ path: own, note }, { owner });
}

/** `set`: it was made to stay, and belongs to nobody. */
export async function ownerState(
  { owner }: OverrideNote,
  isRunning: (pid: number) => boolean,
): Promise<'set' | 'running' | 'gone' | 'elsewhere'> {
  return owner === undefined ? 'set' : stateOf(owner, isRunning);
}

function fileName({ level, id, owner }: OverrideNote): string {
  return `${level}-${id}${owner === undefined ? '.set' : ''}.json`;
}

function toText(note: OverrideNote): string {
  return `${JSON.stringify(note, null, 2)}\n`;
}

async function readNote(path: string): Promise<OverrideNote | 'gone' | 'damaged'> {
  try {
    // Somebody else's file must not make us change anything at Meta's; a checkout or an archive would bring it with another mode.
    const { mode } = await stat(path);
    const note: unknown = JSON.parse(await readFile(path, 'utf8'));
    const isPrivate = (mode & 0o077) === 0;
    return isPrivate && isOverrideNote(note) ? note : 'damaged';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'gone' : 'damaged';
  }
}

function isOverrideNote(note: unknown): note is OverrideNote {
  if (!isObject(note)) return false;
  const { level, id, before, ours, wayBack, isPending, at, graph, owner } = note;
  return (
    (level === 'phone' || level === 'waba') &&
    typeof id === 'string' &&
    /^\d+$/.test(id) &&
    (before === null || typeof before === 'string') &&
    Array.isArray(ours) &&
    ours.every((url) => typeof url === 'string') &&
    (wayBack === 'clear' || wayBack === 'restore' || wayBack === 'given-up') &&
    typeof isPending === 'boolean' &&
    typeof at === 'string' &&
    typeof graph === 'string' &&
    (owner === undefined || isOwner(owner))
  );
}

function isOwner(owner: unknown): boolean {
  return isObject(owner) && typeof owner['pid'] === 'number' && typeof owner['host'] === 'string';
}
