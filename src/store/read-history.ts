import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface HistoryLines {
  readonly file: string;
  /** Parsed, oldest first; what a line holds is not checked here. */
  readonly lines: readonly unknown[];
  /** Lines that are no JSON: the last one of a session that was killed in the middle of writing. */
  readonly skippedLines: number;
}

/** The newest sessions of history first, up to about `maxBytes` in all; only the end of the one that goes beyond. */
export async function* readHistory(
  stateDir: string,
  maxBytes: number,
  isWanted: (fileName: string) => boolean = () => true,
): AsyncGenerator<HistoryLines> {
  const folder = join(stateDir, 'history');
  const names = await readdir(folder).catch(() => []);
  let roomBytes = maxBytes;

  for (const name of names
    .filter((entry) => entry.endsWith('.ndjson') && isWanted(entry))
    .sort()
    .reverse()) {
    if (roomBytes <= 0) return;
    const file = join(folder, name);
    const { text, isWhole } = await readEnd(file, roomBytes);
    roomBytes -= text.length;
    yield { file, ...parseLines(text, isWhole) };
  }
}

async function readEnd(path: string, maxBytes: number): Promise<{ text: string; isWhole: boolean }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - maxBytes);
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, start);
    return { text: bytes.toString('utf8', 0, bytesRead), isWhole: start === 0 };
  } finally {
    await file.close();
  }
}

function parseLines(text: string, isWhole: boolean): { lines: unknown[]; skippedLines: number } {
  const lines: unknown[] = [];
  let skippedLines = 0;

  // Where the file was entered in the middle, the first line is a part of one.
  for (const line of text.split('\n').slice(isWhole ? 0 : 1)) {
    if (line === '') continue;
    try {
      lines.push(JSON.parse(line));
    } catch {
      skippedLines += 1;
    }
  }
  return { lines, skippedLines };
}
