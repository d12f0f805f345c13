import type { Stamped } from '../../events.ts';
import { readOlder } from '../../store/history-back.ts';
import { keptWebhooks } from '../../store/kept-webhooks.ts';

/** What history holds before a webhook, as events again. A line of another kind or shape is left out. */
export async function olderEvents(
  stateDir: string,
  before: string | undefined,
  count: number,
): Promise<{ readonly events: readonly Stamped[]; readonly isAll: boolean }> {
  const { lines, isAll } = await readOlder(stateDir, { before, count });
  return { events: lines.flatMap((line) => [...keptWebhooks([line]), ...keptAnswers(line)]), isAll };
}

/** An answer, of the receiver or of the app, as `listen` wrote it; a capture may have been edited by hand. */
function keptAnswers(line: unknown): readonly Stamped[] {
  if (typeof line !== 'object' || line === null) return [];
  const { type, at, id, status, tookMs, to, code, reason } = line as Readonly<Record<string, unknown>>;
  if (typeof at !== 'string' || typeof id !== 'string' || typeof tookMs !== 'number') return [];

  const stamp = { at, v: 1, id, tookMs } as const;
  if (type === 'webhook.answered' && typeof status === 'number') return [{ ...stamp, type, status, by: 'listen' }];
  if (typeof to !== 'string') return [];
  if (type === 'forward.answered' && typeof status === 'number') return [{ ...stamp, type, to, status }];
  if (type !== 'forward.failed' || typeof code !== 'string' || typeof reason !== 'string') return [];
  return [{ ...stamp, type, to, code, reason }];
}
