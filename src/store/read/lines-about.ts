import { type JsonObject, textIn } from '../../webhook/json-view.ts';
import type { StoredWebhook } from '../find-webhook.ts';
import type { SessionFile } from './session-files.ts';
import { createDamage, parseLine, type StoredLine, storedLines } from './stored-lines.ts';

export interface LineAbout {
  readonly line: StoredLine;
  readonly object: JsonObject;
}

/** What became of a webhook, in order: its answers, what an app said to it, and the webhooks that repeat it. */
export async function linesAbout(
  sessions: readonly SessionFile[],
  { event, line: { atMs } }: StoredWebhook,
): Promise<readonly LineAbout[]> {
  const found: LineAbout[] = [];
  const name = `"${event.id}"`;
  const lines = storedLines({
    sessions,
    order: 'oldest first',
    sinceMs: atMs,
    isWanted: (bytes) => bytes.includes(name),
    damage: createDamage(() => true),
  });
  for await (const line of lines) {
    const object = parseLine(line.bytes) ?? {};
    const isAbout = line.type !== 'webhook.received' && textIn(object, 'id') === event.id;
    if (isAbout || textIn(object, 'duplicateOf') === event.id) found.push({ line, object });
  }
  return found;
}
