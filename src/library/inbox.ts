import { isWanted, parseOnly } from '../webhook/only.ts';
import type { ReceivedWebhook, Receiver, RefusedWebhook } from './received.ts';

/** What came, for those who wait for it. */
export interface Inbox extends Pick<Receiver, 'received' | 'refused' | 'webhooks' | 'waitFor'> {
  readonly add: (webhook: ReceivedWebhook) => void;
  readonly refuse: (webhook: RefusedWebhook) => void;
  /** Nothing more comes: who waits is told. */
  readonly close: () => void;
}

type Question = (webhook: ReceivedWebhook) => boolean;

const WAIT_MS = 10_000;

export function createInbox(): Inbox {
  const received: ReceivedWebhook[] = [];
  const refused: RefusedWebhook[] = [];
  const given = new Set<ReceivedWebhook>();
  const waiting = new Set<() => void>();
  let isClosed = false;

  const tell = () => {
    for (const wake of [...waiting]) wake();
  };
  const came = () => toldAs(received, refused);

  async function* inOrder(): AsyncGenerator<ReceivedWebhook, void> {
    for (let next = 0; ; next += 1) {
      while (received[next] === undefined && !isClosed) {
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
      const webhook = received[next];
      if (webhook === undefined) return;
      yield webhook;
    }
  }

  return {
    received,
    refused,
    webhooks: { [Symbol.asyncIterator]: inOrder },
    waitFor: async (wanted, { timeoutMs = WAIT_MS } = {}) => {
      const { name, fits } = questionOf(wanted);
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          act();
        };
        const look = () => {
          const found = received.find((webhook) => !given.has(webhook) && fits(webhook));
          if (found !== undefined) {
            given.add(found);
            settle(() => resolve(found));
          } else if (isClosed) {
            settle(() => reject(new Error(`The receiver was closed before a ${name} came. ${came()}`)));
          }
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`No ${name} came within ${timeoutMs} ms. ${came()}`))),
          timeoutMs,
        );
        waiting.add(look);
        look();
      });
    },
    add: (webhook) => {
      received.push(webhook);
      tell();
    },
    refuse: (webhook) => {
      refused.push(webhook);
      tell();
    },
    close: () => {
      isClosed = true;
      tell();
    },
  };
}

function questionOf(wanted: string | Question | undefined): { readonly name: string; readonly fits: Question } {
  if (wanted === undefined) return { name: 'webhook', fits: () => true };
  if (typeof wanted === 'function') return { name: 'webhook that fits', fits: wanted };

  const rules = parseOnly(wanted);
  if (rules === undefined) throw new Error(`"${wanted}" is no field: write messages, messages/text or statuses.`);
  return { name: `webhook of ${wanted}`, fits: ({ notifications }) => isWanted(notifications, rules) };
}

const TOLD = 5;

function toldAs(received: readonly ReceivedWebhook[], refused: readonly RefusedWebhook[]): string {
  const lines = [
    ...received.map(({ notifications }) => notifications.map(({ summary }) => summary).join('; ')),
    ...refused.map(
      ({ status, reason, cause }) => `refused with ${status}: ${[reason, cause].filter(Boolean).join('. ')}`,
    ),
  ];
  if (lines.length === 0) return 'Nothing came.';
  const more = lines.length > TOLD ? [`and ${lines.length - TOLD} more`] : [];
  return ['What came:', ...lines.slice(0, TOLD), ...more].join('\n  ');
}
