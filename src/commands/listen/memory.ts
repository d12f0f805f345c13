import { type EventStream, type Stamped, toLine, type WebhookReceived } from '../../events.ts';
import type { Duplicates } from '../../receiver/duplicates.ts';
import { openHistory } from '../../store/history.ts';
import { keptWebhooks, rawBodyOf } from '../../store/kept-webhooks.ts';
import { readHistory } from '../../store/read-history.ts';
import type { ListenState } from './state.ts';

export interface Memory {
  /** Settles when the webhook is on disk; rejects when it is not, and then it must not be answered 200. */
  readonly keep: (event: Stamped<WebhookReceived>) => Promise<void>;
  /** What was told up to now is with the operating system when this returns. */
  readonly flush: () => void;
  readonly close: () => Promise<void>;
}

export interface MemoryOptions {
  readonly isKept: boolean;
  readonly state: ListenState;
  readonly duplicates: Duplicates;
  readonly stream: EventStream;
}

/** So much of what earlier sessions received is looked at, to recognise what comes again. */
const REMEMBERED_BYTES = 8 * 1024 * 1024;

const KEPT_BESIDE = [
  'webhook.answered',
  'webhook.drifted',
  'forward.answered',
  'forward.failed',
  'forward.waiting',
  'forward.resumed',
];

/** Opens this session's history, and remembers the webhooks of earlier ones. */
export async function openMemory({ isKept, state, duplicates, stream }: MemoryOptions): Promise<Memory> {
  if (!isKept) return { keep: async () => {}, flush: () => {}, close: async () => {} };

  await remember(state.stateDir, duplicates, stream);
  const history = await openHistory(state.stateDir, state.sessionName);
  stream.subscribe((event) => {
    // What became of a webhook is kept too, but nothing waits for it: a full disk is told with the next webhook.
    if (KEPT_BESIDE.includes(event.type)) void history.append(toLine(event)).catch(() => {});
  });
  return { keep: (event) => history.append(toLine(event)), flush: history.flush, close: history.close };
}

async function remember(stateDir: string, duplicates: Duplicates, stream: EventStream): Promise<void> {
  const sessions = [];
  for await (const session of readHistory(stateDir, REMEMBERED_BYTES)) sessions.push(session);

  for (const { file, lines, skippedLines } of sessions.reverse()) {
    if (skippedLines > 0) stream.emit({ type: 'history.damaged', file, skippedLines });
    for (const webhook of keptWebhooks(lines)) {
      duplicates.note({ ...webhook, atMs: Date.parse(webhook.at), rawBody: rawBodyOf(webhook) });
    }
  }
}
