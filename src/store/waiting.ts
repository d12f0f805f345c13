import { join } from 'node:path';
import { type Claim, readClaims } from './forward-claims.ts';
import { type CursorLine, type LineCursor, openLines } from './line-cursor.ts';

/** What waits of one session, by target. */
export type Backlog = ReadonlyMap<string, TargetBacklog>;

export interface TargetBacklog {
  readonly waiting: number;
  /** Where in the session's file the first of them begins. */
  readonly offset: number;
  /** It may have reached the target before: whoever was at it died, or was cut off in the middle. */
  readonly isFirstUnsure: boolean;
}

/** Of a line that tells of a webhook that waits. */
export interface WaitingHead {
  readonly session: string;
  /** Grows with each webhook of the session, as its lines do. */
  readonly number: number;
  readonly waitsFor: readonly string[];
}

export function historyFile(stateDir: string, session: string): string {
  return join(stateDir, 'history', `${session}.ndjson`);
}

/**
 * What a session left waiting, as its history and that of whoever delivered for it tell. Each target takes in order, so
 * the last one that it took says it all.
 */
export async function readBacklog(stateDir: string, { session, deliverers }: Claim): Promise<Backlog> {
  const ids = session.slice(session.lastIndexOf('-') + 1);
  const taken = new Map<string, number>();
  const surelyStopped = new Set<string>();

  for (const deliverer of new Set([session, ...deliverers])) {
    // Only the one that was at it last counts: what it did not say, it could not say.
    surelyStopped.clear();
    for await (const { line } of linesOf(historyFile(stateDir, deliverer))) {
      const outcome = outcomeOf(line);
      if (outcome?.kind === 'taken' && outcome.session === ids) {
        taken.set(outcome.to, Math.max(outcome.number, taken.get(outcome.to) ?? 0));
      }
      if (outcome?.kind === 'stopped' && !outcome.isUnsure) surelyStopped.add(outcome.to);
    }
  }

  const backlog = new Map<string, TargetBacklog>();
  for await (const { line, offset } of linesOf(historyFile(stateDir, session))) {
    const head = waitingHead(line);
    for (const to of head?.waitsFor ?? []) {
      if ((head?.number ?? 0) <= (taken.get(to) ?? 0)) continue;
      const known = backlog.get(to);
      const first = { waiting: 0, offset, isFirstUnsure: !surelyStopped.has(to) };
      backlog.set(to, { ...(known ?? first), waiting: (known?.waiting ?? 0) + 1 });
    }
  }
  return backlog;
}

/**
 * The names of the sessions whose history must not be deleted: something of theirs still waits, or they tell that
 * something need not be delivered again.
 */
export async function sessionsThatWait(
  stateDir: string,
  isRunning: (pid: number) => boolean,
): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  for (const claim of await readClaims(stateDir, isRunning)) {
    if (!claim.isBusy && (await readBacklog(stateDir, claim)).size === 0) continue;
    for (const session of [claim.session, ...claim.deliverers]) needed.add(session);
  }
  return needed;
}

/** What stands at the beginning of a line decides, without parsing the megabytes behind it. */
const HEAD_BYTES = 16 * 1024;

const RECEIVED =
  /^\{"type":"webhook\.received","at":"[^"]*","v":1,"id":"([a-z0-9]+)-(\d+)","waitsFor":(\[(?:"(?:[^"\\]|\\.)*",?)+\])/;
const TAKEN =
  /^\{"type":"forward\.answered","at":"[^"]*","v":1,"id":"([a-z0-9]+)-(\d+)","to":("(?:[^"\\]|\\.)*"),"status":200\b/;
const STOPPED =
  /^\{"type":"forward\.waiting","at":"[^"]*","v":1,"to":("(?:[^"\\]|\\.)*"),"why":"stopped","isUnsure":(true|false)/;

export function waitingHead(line: Buffer): WaitingHead | undefined {
  const [, session, number, targets] = RECEIVED.exec(line.toString('latin1', 0, HEAD_BYTES)) ?? [];
  if (session === undefined || targets === undefined) return undefined;
  return { session, number: Number(number), waitsFor: textsIn(targets) };
}

type Outcome =
  | { readonly kind: 'taken'; readonly session: string; readonly number: number; readonly to: string }
  | { readonly kind: 'stopped'; readonly to: string; readonly isUnsure: boolean };

function outcomeOf(line: Buffer): Outcome | undefined {
  if (line.toString('latin1', 9, 17) !== 'forward.') return undefined;
  const text = line.toString('latin1', 0, HEAD_BYTES);

  const [, session, number, to] = TAKEN.exec(text) ?? [];
  if (session !== undefined && to !== undefined) {
    return { kind: 'taken', session, number: Number(number), to: textsIn(`[${to}]`)[0] ?? '' };
  }
  const [, stoppedFor, isUnsure] = STOPPED.exec(text) ?? [];
  if (stoppedFor === undefined) return undefined;
  return { kind: 'stopped', to: textsIn(`[${stoppedFor}]`)[0] ?? '', isUnsure: isUnsure === 'true' };
}

function textsIn(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
}

/** All lines of a file; none of one that is gone. */
async function* linesOf(path: string): AsyncGenerator<CursorLine> {
  let cursor: LineCursor;
  try {
    cursor = await openLines(path);
  } catch {
    return;
  }
  try {
    for (let next = await cursor.next(); next !== undefined; next = await cursor.next()) yield next;
  } finally {
    await cursor.close();
  }
}
