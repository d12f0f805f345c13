import { appendFile, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStateFolder } from './state-dir.ts';

/**
 * Who delivers what a session left waiting. One file a session: its name says whose turn it is, its lines which sessions
 * have delivered any of it. To take one over is to rename it, which succeeds for one alone, and whoever died is known by
 * a process that is gone. What waits is not kept here: history says it.
 */
export interface Claim {
  /** The session whose webhooks they are. */
  readonly session: string;
  /** All whose history tells of outcomes: the session itself, and those that took over, in their order. */
  readonly deliverers: readonly string[];
}

interface Note extends Pick<Claim, 'session'> {
  readonly owner: string;
  readonly pid: number;
}

const FOLDER = 'forwarding';

/** For a session that begins: what it will leave waiting is known to the next one. Throws `state-unwritable`. */
export async function claimOwn(stateDir: string, session: string, pid: number): Promise<Claim> {
  const folder = await openStateFolder(stateDir, FOLDER);
  await appendFile(join(folder, nameOf({ session, owner: session, pid })), `${session}\n`, { mode: 0o600 });
  return { session, deliverers: [session] };
}

/** Takes over what the sessions left whose process is gone, oldest first. */
export async function takeOver(
  stateDir: string,
  { owner, pid, isRunning }: { owner: string; pid: number; isRunning: (pid: number) => boolean },
): Promise<readonly Claim[]> {
  const folder = join(stateDir, FOLDER);
  const left = (await readNotes(stateDir)).filter((note) => note.owner !== owner && isGone(note, pid, isRunning));
  const claims: Claim[] = [];

  for (const note of left) {
    const path = join(folder, nameOf({ session: note.session, owner, pid }));
    try {
      await rename(join(folder, nameOf(note)), path);
    } catch {
      continue; // Another listen was faster.
    }
    const deliverers = await readDeliverers(path);
    await appendFile(path, `${owner}\n`);
    claims.push({ session: note.session, deliverers });
  }
  return claims;
}

/** For a session of which nothing waits any more. */
export async function releaseClaim(stateDir: string, { session }: Claim, owner: string, pid: number): Promise<void> {
  await rm(join(stateDir, FOLDER, nameOf({ session, owner, pid })), { force: true });
}

/** All claims, of whomever, and whether somebody is at work on them. */
export async function readClaims(
  stateDir: string,
  isRunning: (pid: number) => boolean,
): Promise<readonly (Claim & { readonly isBusy: boolean })[]> {
  const notes = await readNotes(stateDir);
  return Promise.all(
    notes.map(async (note) => ({
      session: note.session,
      deliverers: await readDeliverers(join(stateDir, FOLDER, nameOf(note))),
      isBusy: isRunning(note.pid),
    })),
  );
}

/** A number of ours that another session had is one that was given anew, as in a container. */
function isGone(note: Note, ownPid: number, isRunning: (pid: number) => boolean): boolean {
  return note.pid === ownPid || !isRunning(note.pid);
}

async function readNotes(stateDir: string): Promise<Note[]> {
  const names = await readdir(join(stateDir, FOLDER)).catch(() => []);
  return names.sort().flatMap((name) => {
    const [, session, owner, pid] = /^([^@]+)@([^@]+)@(\d+)$/.exec(name) ?? [];
    return session === undefined || owner === undefined ? [] : [{ session, owner, pid: Number(pid) }];
  });
}

async function readDeliverers(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

function nameOf({ session, owner, pid }: Note): string {
  return `${session}@${owner}@${pid}`;
}
