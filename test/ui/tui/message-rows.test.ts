import { describe, expect, it } from 'vitest';
import { ladderWords } from '../../../src/ui/tui/message-list.tsx';
import type { Notification } from '../../../src/webhook/notification.ts';
import { received, stateAfter } from '../../support/happened.ts';
import { messagesOf } from '../../support/tui.ts';

function status(type: string, messageId = 'wamid.A'): Notification {
  return { field: 'messages', kind: 'status', type, messageId, from: '15550100300', summary: `${type} it` };
}

const message: Notification = {
  field: 'messages',
  kind: 'message',
  type: 'text',
  messageId: 'wamid.IN',
  from: '15550100300',
  summary: 'text from Ada',
};

function rowsAfter(...all: readonly (readonly Notification[])[]) {
  return messagesOf(stateAfter(...all.map((notifications, index) => received(index + 1, { notifications }))));
}

describe('the messages', () => {
  it.each<[readonly string[], string]>([
    [['sent'], 'sent › ········· › ···· '],
    [['sent', 'delivered'], 'sent › delivered › ···· '],
    [['sent', 'delivered', 'read'], 'sent › delivered › read '],
    [['sent', 'delivered', 'played'], 'sent › delivered › read '],
    [['read'], '···· › ········· › read '],
    [['sent', 'read', 'delivered'], 'sent › delivered*› read '],
    [['delivered', 'sent'], 'sent*› delivered › ···· '],
    [['sent', 'failed'], 'sent › FAILED'],
    [['sent', 'teleported'], 'sent › ········· › ···· '],
  ])('climb the ladder: %j', (statuses, words) => {
    const [row, another] = rowsAfter(...statuses.map((type) => [status(type)]));
    expect(another).toBeUndefined();
    if (row === undefined) throw new Error('There is a row.');
    expect(ladderWords(row)).toBe(words.padEnd(24));
  });

  it('are one row each, however many webhooks tell of them', () => {
    const rows = rowsAfter([status('sent')], [status('sent', 'wamid.B'), message], [status('read')], [message]);
    expect(rows.map(({ key, direction, rowKey, again }) => ({ key, direction, rowKey, again }))).toEqual([
      { key: 'wamid.A', direction: 'out', rowKey: 'mhz3k2p1-3', again: 0 },
      { key: 'wamid.B', direction: 'out', rowKey: 'mhz3k2p1-2', again: 0 },
      { key: 'wamid.IN', direction: 'in', rowKey: 'mhz3k2p1-4', again: 1 },
    ]);
  });

  it('leave out what is no message', () => {
    const call: Notification = { ...message, kind: 'call', field: 'calls', type: 'connect' };
    const event: Notification = { field: 'account_update', kind: 'event', type: 'X', summary: 'x' };
    expect(rowsAfter([call, event])).toEqual([]);
  });

  it('keep the last thousand of a batch that has more', () => {
    const batch = Array.from({ length: 5_000 }, (_, n) => status('sent', `wamid.${n}`));
    const rows = rowsAfter(batch);
    expect(rows).toHaveLength(1_000);
    expect(rows.at(-1)?.key).toBe('wamid.4999');
  });
});
