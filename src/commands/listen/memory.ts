import { type EventStream, type Stamped, toLine, type WebhookReceived } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { Duplicates } from '../../receiver/duplicates.ts';
import { openHistory } from '../../store/history.ts';
import { earlierWebhooks } from '../../store/read/earlier-webhooks.ts';
import { watchBound } from './bound-history.ts';
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
  /** Of the whole history. */
  readonly maxBytes: number;
  readonly state: ListenState;
  readonly duplicates: Duplicates;
  readonly stream: EventStream;
  readonly io: Pick<Io, 'now' | 'isRunning'>;
}

const KEPT_BESIDE = new Set<string>([
  'webhook.answered',
  'webhook.drifted',
  'forward.answered',
  'forward.failed',
  'forward.waiting',
  'forward.resumed',
]);

/** Opens this session's history, and remembers the webhooks of earlier ones. */
export async function openMemory({ isKept, maxBytes, state, duplicates, stream, io }: MemoryOptions): Promise<Memory> {
  if (!isKept) return { keep: createTurnEnd(), flush: () => {}, close: async () => {} };

  const { stateDir, sessionName } = state;
  await remember(stateDir, duplicates, stream, io.isRunning);
  const history = await openHistory(stateDir, sessionName);
  stream.subscribe((event) => {
    // What became of a webhook is kept too, but nothing waits for it: a full disk is told with the next webhook.
    if (KEPT_BESIDE.has(event.type)) history.note(toLine(event));
  });
  const bound = watchBound({ stateDir, sessionName, maxBytes, history, stream, io });
  return {
    keep: (event) => history.append(toLine(event)),
    flush: history.flush,
    close: async () => {
      await bound.close();
      await history.close();
    },
  };
}

async function remember(stateDir: string, duplicates: Duplicates, stream: EventStream, isRunning: Io['isRunning']) {
  const { webhooks, damaged } = await earlierWebhooks(stateDir, isRunning);
  for (const damage of damaged) stream.emit({ type: 'history.damaged', ...damage });
  for (const webhook of webhooks) duplicates.note(webhook);
}

/** Answers that go out together wake whoever reads them once, and not one after the other. */
function createTurnEnd(): () => Promise<void> {
  let end: Promise<void> | undefined;
  return () => {
    end ??= new Promise((resolve) => {
      setImmediate(() => {
        end = undefined;
        resolve();
      });
    });
    return end;
  };
}
