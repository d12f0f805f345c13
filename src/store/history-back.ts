import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface OlderLines {
  /** Parsed, oldest first: so many webhooks, and what became of them. What a line holds is not checked here. */
  readonly lines: readonly unknown[];
  /** There is nothing before these. */
  readonly isAll: boolean;
}

export interface OlderWanted {
  /** The id of the webhook before which to look; without it, the newest of all. */
  readonly before: string | undefined;
  readonly count: number;
}

/** A line is read whole, and the longest that can be there holds a body of 3 MB, escaped twice. */
const PIECE_BYTES = 256 * 1024;

/** An answer may stand behind webhooks that came later: so many lines back, those of others are kept for the earlier ones. */
const MAX_ASIDE = 500;

/**
 * What history holds before a webhook, read from its end backwards, over the borders of sessions. Only what is asked for
 * is read, so that a history of gigabytes opens as fast as an empty one.
 */
export async function readOlder(stateDir: string, { before, count }: OlderWanted): Promise<OlderLines> {
  const found: unknown[] = [];
  let aside: unknown[] = [];
  let isWanted = before === undefined;
  let webhooks = 0;

  for await (const line of linesBackwards(join(stateDir, 'history'), sessionOf(before))) {
    const parsed = parsedLine(line);
    if (parsed === undefined) continue;
    const id = webhookId(parsed);
    if (!isWanted) {
      if (id === undefined) aside = [...aside, parsed].slice(-MAX_ASIDE);
      if (id === before) isWanted = true;
      continue;
    }
    // What history keeps beside webhooks stands behind its own: the next webhook is one too many.
    if (id !== undefined && webhooks === count)
      return { lines: [...found.reverse(), ...aside.reverse()], isAll: false };
    if (id !== undefined) webhooks += 1;
    found.push(parsed);
  }
  return { lines: [...found.reverse(), ...aside.reverse()], isAll: true };
}

function sessionOf(id: string | undefined): string | undefined {
  return id?.replace(/-\d+$/, '');
}

/** All lines of a session and of those before it, the last one first. */
async function* linesBackwards(folder: string, session: string | undefined): AsyncGenerator<string> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.ndjson')).sort();
  const index = names.findIndex((name) => session !== undefined && name.endsWith(`-${session}.ndjson`));
  for (const name of names.slice(0, index < 0 ? names.length : index + 1).reverse()) {
    const file = await open(join(folder, name), 'r');
    try {
      yield* linesOfFile(file);
    } finally {
      await file.close();
    }
  }
}

async function* linesOfFile(file: FileHandle): AsyncGenerator<string> {
  let end = (await file.stat()).size;
  // What was read of a line whose beginning is still to come, the last piece of it last.
  let rest: Uint8Array[] = [];

  while (end > 0) {
    const start = Math.max(0, end - PIECE_BYTES);
    const piece = Buffer.alloc(end - start);
    await file.read(piece, 0, piece.byteLength, start);
    end = start;

    let lineEnd = piece.byteLength;
    for (let at = piece.lastIndexOf(NEWLINE); at >= 0; at = at === 0 ? -1 : piece.lastIndexOf(NEWLINE, at - 1)) {
      const line = Buffer.concat([piece.subarray(at + 1, lineEnd), ...rest]).toString('utf8');
      rest = [];
      lineEnd = at;
      if (line !== '') yield line;
    }
    rest = [piece.subarray(0, lineEnd), ...rest];
  }
  const first = Buffer.concat(rest).toString('utf8');
  if (first !== '') yield first;
}

const NEWLINE = 0x0a;

/** Undefined for the half line of a session that was killed. */
function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function webhookId(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null || !('type' in line && 'id' in line)) return undefined;
  return line.type === 'webhook.received' && typeof line.id === 'string' ? line.id : undefined;
}
