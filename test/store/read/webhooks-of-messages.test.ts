import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listSessionFiles } from '../../../src/store/read/session-files.ts';
import { createDamage } from '../../../src/store/read/stored-lines.ts';
import { findWebhooksOf } from '../../../src/store/read/webhooks-of-messages.ts';
import { folderWithHistory, storedAnswer, storedWebhook } from '../../support/history-of.ts';

const A = '2026-11-01T08:00:00.000Z';
const B = '2026-11-01T09:00:00.000Z';
const at = (time: string) => `2026-11-01T${time}:00.000Z`;
const about = (messageId: string, type = 'text') => ({
  headers: { host: 'otter.example' },
  notifications: [{ field: 'messages', kind: 'message', type, summary: `"messageId":"wamid.FALSE"`, messageId }],
});

async function find(cwd: string, messageIds: readonly string[], sinceMs?: number) {
  const sessions = await listSessionFiles(join(cwd, '.wa-webhook'));
  const { signal } = new AbortController();
  return findWebhooksOf({
    sessions,
    messageIds: new Set(messageIds),
    sinceMs,
    damage: createDamage(() => true),
    signal,
  });
}

it('finds webhooks by their messages over sessions, with their answers', async () => {
  const cwd = folderWithHistory(
    {
      startedAt: A,
      lines: [
        storedWebhook(A, 1, at('08:10'), about('wamid.ONE')),
        storedAnswer(A, 1, at('08:10'), 500),
        storedWebhook(A, 2, at('08:20'), about('wamid.OTHER')),
        storedAnswer(A, 2, at('08:20')),
      ],
    },
    { startedAt: B, lines: [storedWebhook(B, 1, at('09:10'), about('wamid.a/b+c=='))] },
  );
  expect(await find(cwd, ['wamid.ONE', 'wamid.a/b+c=='])).toMatchObject([
    { at: at('08:10'), status: 500, tookMs: 12, hosts: ['otter.example'], about: [{ messageId: 'wamid.ONE' }] },
    { at: at('09:10'), about: [{ messageId: 'wamid.a/b+c==' }] },
  ]);
  expect(await find(cwd, ['wamid.ONE'], Date.parse(at('09:00')))).toEqual([]);
  expect(await find(cwd, ['wamid.FALSE'])).toEqual([]);
  expect(await find(cwd, [])).toEqual([]);
});

it('is not misled by what stands in a body', async () => {
  const body = JSON.stringify({ x: '"messageId":"wamid.ONE"', messageId: 'wamid.ONE' });
  const cwd = folderWithHistory({ startedAt: A, lines: [storedWebhook(A, 1, at('08:10'), { body })] });
  expect(await find(cwd, ['wamid.ONE'])).toEqual([]);
});
