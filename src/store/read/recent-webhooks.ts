import { open } from 'node:fs/promises';
import type { Stamped, WebhookReceived } from '../../events.ts';
import { isReceived } from '../kept-webhooks.ts';
import { linesBackwards } from './lines.ts';
import { listSessionFiles, type SessionFile } from './session-files.ts';
import { parseLine } from './stored-lines.ts';

/** Somebody waits at a prompt: of each of the newest files only the end is read, however large they are. */
const MAX_FILES = 3;
const MAX_BYTES_PER_FILE = 256 * 1024;

/** The newest webhooks of history, the newest first, as far as they stand at the end of the newest sessions. Never throws. */
export async function recentWebhooks(stateDir: string, count: number): Promise<Stamped<WebhookReceived>[]> {
  const files = (await listSessionFiles(stateDir)).sort((a, b) => (a.name < b.name ? 1 : -1)).slice(0, MAX_FILES);
  const found: Stamped<WebhookReceived>[] = [];
  for (const file of files) {
    if (found.length < count) found.push(...(await webhooksAtEnd(file, count - found.length).catch(() => [])));
  }
  return found;
}

async function webhooksAtEnd({ path, sizeBytes }: SessionFile, count: number): Promise<Stamped<WebhookReceived>[]> {
  const found: Stamped<WebhookReceived>[] = [];
  const file = await open(path, 'r');
  try {
    const section = { from: Math.max(0, sizeBytes - MAX_BYTES_PER_FILE), to: sizeBytes };
    for await (const lines of linesBackwards(file, section)) {
      for (const { bytes } of lines) {
        if (found.length === count) return found;
        // The first line of the section may be the rest of one: it parses as nothing.
        const event = parseLine(bytes);
        if (isReceived(event)) found.push(event);
      }
    }
  } finally {
    await file.close();
  }
  return found;
}
