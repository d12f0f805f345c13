import { open } from 'node:fs/promises';
import { isObject, textIn } from '../../webhook/json-view.ts';
import { type LineHead, lineHead } from './line-head.ts';
import { type FileLine, linesBackwards, linesForwards } from './lines.ts';
import { merged, type Run } from './merge.ts';
import { sectionBetween } from './seek-time.ts';
import type { SessionFile } from './session-files.ts';

export interface StoredLine extends FileLine, LineHead {
  readonly session: SessionFile;
}

export interface ReadOptions {
  readonly sessions: readonly SessionFile[];
  readonly order: 'newest first' | 'oldest first';
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Only lines of these types; undefined for all. */
  readonly types?: ReadonlySet<string>;
  /** Only lines with these bytes: what is not wanted is passed over faster than it could be read. */
  readonly isWanted?: (bytes: Buffer) => boolean;
  readonly damage: Damage;
  /** Ends the reading, also where nothing is wanted for long. */
  readonly signal?: AbortSignal;
}

/** What was skipped, by file. */
export interface Damage {
  readonly count: (session: SessionFile, line: FileLine) => void;
  readonly found: () => readonly { readonly file: string; readonly skippedLines: number }[];
}

/** `isOpen`: is this session still being written? A half line at its end is then no damage. */
export function createDamage(isOpen: (session: SessionFile) => boolean): Damage {
  const skipped = new Map<string, number>();
  return {
    count: (session, { isEnded }) => {
      if (isEnded || !isOpen(session)) skipped.set(session.path, (skipped.get(session.path) ?? 0) + 1);
    },
    found: () => [...skipped].map(([file, skippedLines]) => ({ file, skippedLines })),
  };
}

/** The lines of history in the order of their times, over all sessions, read piece by piece: memory does not grow with them. */
export function storedLines(options: ReadOptions): AsyncGenerator<StoredLine> {
  const { sessions, order, sinceMs = 0, untilMs = Number.POSITIVE_INFINITY } = options;
  const isNewestFirst = order === 'newest first';
  const runs = sessions
    .filter(({ startedMs, endedMs }) => endedMs >= sinceMs && startedMs < untilMs)
    .map((session): Run<StoredLine> => {
      return {
        bound: isNewestFirst ? -session.endedMs : session.startedMs,
        open: () => sessionLines(session, options),
      };
    });
  return merged(runs, isNewestFirst ? ({ atMs }) => -atMs : ({ atMs }) => atMs);
}

async function* sessionLines(session: SessionFile, options: ReadOptions): AsyncGenerator<StoredLine> {
  const { order, sinceMs, untilMs, types, isWanted, damage, signal } = options;
  const file = await open(session.path, 'r').catch(() => undefined);
  // It may have been pruned since it was listed.
  if (file === undefined) return;
  try {
    const section = await sectionBetween(file, session.sizeBytes, { sinceMs, untilMs });
    const read = order === 'newest first' ? linesBackwards : linesForwards;
    for await (const lines of read(file, section)) {
      if (signal?.aborted === true) return;
      for (const line of lines) {
        if (isWanted?.(line.bytes) === false) continue;
        const head = checkedHead(line);
        if (head === undefined) damage.count(session, line);
        else if (types?.has(head.type) !== false && isBetween(head, sinceMs, untilMs))
          yield { ...line, ...head, session };
      }
    }
  } finally {
    await file.close();
  }
}

function isBetween({ atMs }: LineHead, sinceMs: number | undefined, untilMs: number | undefined): boolean {
  return (sinceMs === undefined || atMs >= sinceMs) && (untilMs === undefined || atMs < untilMs);
}

/** Most lines need not be parsed for it; one without its newline may be half of a line, whatever it begins with. */
function checkedHead({ bytes, isEnded }: FileLine): LineHead | undefined {
  const head = isEnded && bytes[bytes.length - 1] === CLOSING_BRACE ? lineHead(bytes) : undefined;
  return head ?? parsedHead(bytes);
}

const CLOSING_BRACE = 0x7d;

function parsedHead(bytes: Buffer): LineHead | undefined {
  const line = parseLine(bytes);
  if (line === undefined) return undefined;
  const type = textIn(line, 'type');
  const atMs = Date.parse(textIn(line, 'at') ?? '');
  return type === undefined || Number.isNaN(atMs) ? undefined : { type, atMs };
}

/** The object that a line holds; undefined when it holds none. */
export function parseLine(bytes: Uint8Array) {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
