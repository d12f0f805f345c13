import { open } from 'node:fs/promises';
import { linesBackwards } from './read/lines.ts';
import { listSessionFiles } from './read/session-files.ts';

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

  for await (const line of linesBackToStart(stateDir, sessionOf(before))) {
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
async function* linesBackToStart(stateDir: string, session: string | undefined): AsyncGenerator<string> {
  const files = (await listSessionFiles(stateDir)).sort((a, b) => (a.name < b.name ? 1 : -1));
  const index = files.findIndex(({ name }) => session !== undefined && name.endsWith(`-${session}`));
  for (const { path, sizeBytes } of files.slice(Math.max(index, 0))) {
    const file = await open(path, 'r');
    try {
      for await (const lines of linesBackwards(file, { from: 0, to: sizeBytes })) {
        for (const { bytes } of lines) yield bytes.toString('utf8');
      }
    } finally {
      await file.close();
    }
  }
}

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
