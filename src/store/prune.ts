import { open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { lineHead } from './read/line-head.ts';
import { linesForwards } from './read/lines.ts';
import { sectionBetween } from './read/seek-time.ts';
import { listSessionFiles, type SessionFile } from './read/session-files.ts';
import { runningSessions } from './running-listener.ts';
import { sessionsThatWait } from './waiting.ts';
import { writeWhole } from './write-whole.ts';

export interface PruneBounds {
  /** What is older goes. */
  readonly beforeMs?: number | undefined;
  /** Of what is more than this, the oldest goes. */
  readonly maxBytes?: number | undefined;
}

/** A file to remove, or to shorten: what stands before `keptFrom` goes. */
export interface Removal {
  readonly session: SessionFile;
  readonly keptFrom: number;
  readonly isWhole: boolean;
}

export interface PrunePlan {
  readonly removals: readonly Removal[];
  /** Not touched although the bounds ask for it: a `listen` writes to them, or a webhook in them waits for its app. */
  readonly heldBack: readonly SessionFile[];
  readonly freedBytes: number;
  readonly leftBytes: number;
}

/** A `listen` that has just begun has not said yet that it runs. */
const BEGINNING_MS = 10_000;

/** The history that whoever prunes writes to itself. */
export interface OwnHistory {
  /** Of its session. */
  readonly name: string;
  readonly dropBefore: (offset: number) => Promise<void>;
}

/** What the bounds ask to remove from the history of this folder. Changes nothing. */
export async function planPrune(
  stateDir: string,
  bounds: PruneBounds,
  {
    now,
    isRunning,
    own,
  }: { readonly now: Date; readonly isRunning: (pid: number) => boolean; readonly own?: OwnHistory },
): Promise<PrunePlan> {
  const sessions = (await listSessionFiles(stateDir)).sort((a, b) => (a.name < b.name ? -1 : 1));
  // In this order: whatever began after the list was made is not in it.
  const running = await runningSessions(stateDir, isRunning);
  const waiting = await sessionsThatWait(stateDir, isRunning);
  const isHeld = ({ name, startedMs }: SessionFile) =>
    waiting.has(name) || (name !== own?.name && (running.has(name) || startedMs > now.getTime() - BEGINNING_MS));

  const removals: Removal[] = [];
  const heldBack: SessionFile[] = [];
  let leftBytes = sessions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const allBytes = leftBytes;
  for (const session of sessions) {
    const keptFrom = await firstToKeep(session, bounds, leftBytes);
    if (keptFrom === 0) continue;
    if (isHeld(session)) {
      heldBack.push(session);
      continue;
    }
    removals.push({ session, keptFrom, isWhole: keptFrom >= session.sizeBytes });
    leftBytes -= keptFrom;
  }
  return { removals, heldBack, freedBytes: allBytes - leftBytes, leftBytes };
}

/** Removes what was planned. A file is removed or replaced whole: whoever reads it meanwhile reads it as it was. */
export async function prune({ removals }: PrunePlan, own?: OwnHistory): Promise<void> {
  for (const { session, keptFrom, isWhole } of removals) {
    if (session.name === own?.name) await own.dropBefore(keptFrom);
    else if (isWhole) await rm(session.path, { force: true });
    else await shorten(session, keptFrom);
  }
}

/** Nobody writes on one for so long; whoever did was killed. */
const DRAFT_LEFT_MS = 60 * 60 * 1_000;

/** Removes what a shortening left behind that never came to its end. What cannot be removed does no harm. */
export async function removeLeftDrafts(stateDir: string, now: Date): Promise<void> {
  const folder = join(stateDir, 'history');
  const names = await readdir(folder).catch(() => []);
  for (const path of names.filter((name) => name.endsWith('.draft')).map((name) => join(folder, name))) {
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined || facts.mtimeMs > now.getTime() - DRAFT_LEFT_MS) continue;
    await rm(path, { force: true }).catch(() => {});
  }
}

async function shorten({ path, sizeBytes }: SessionFile, keptFrom: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { atime, mtime } = await file.stat();
    const kept = file.createReadStream({ start: keptFrom, end: sizeBytes - 1, autoClose: false });
    await writeWhole(path, kept);
    // The time of the last write says how new its lines are.
    await utimes(path, atime, mtime);
  } finally {
    await file.close();
  }
}

/** Where the first line stands that the bounds leave; 0 when all of the session stays, its size when nothing does. */
async function firstToKeep(session: SessionFile, bounds: PruneBounds, leftBytes: number): Promise<number> {
  const { beforeMs = 0, maxBytes = Number.POSITIVE_INFINITY } = bounds;
  const { startedMs, endedMs, sizeBytes } = session;
  const excessBytes = Math.max(0, leftBytes - maxBytes);
  if (endedMs < beforeMs || (excessBytes >= sizeBytes && sizeBytes > 0)) return sizeBytes;
  if (startedMs >= beforeMs && excessBytes === 0) return 0;

  const file = await open(session.path, 'r').catch(() => undefined);
  if (file === undefined) return 0;
  try {
    const section = await sectionBetween(file, sizeBytes, { sinceMs: beforeMs });
    const from = Math.max(section.from, excessBytes - 1);
    for await (const lines of linesForwards(file, { from, to: sizeBytes })) {
      const kept = lines.find(({ bytes, offset }) => {
        return offset >= excessBytes && (lineHead(bytes)?.atMs ?? beforeMs) >= beforeMs;
      });
      if (kept !== undefined) return kept.offset;
    }
    return sizeBytes;
  } finally {
    await file.close();
  }
}
