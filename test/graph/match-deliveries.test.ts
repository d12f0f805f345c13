import { expect, it } from 'vitest';
import { matchDeliveries, type SeenWebhook } from '../../src/graph/match-deliveries.ts';
import type { ToldDelivery } from '../../src/graph/message-history.ts';

function delivery(change: Partial<ToldDelivery> = {}): ToldDelivery {
  return {
    messageId: 'wamid.ONE',
    status: 'SENT',
    occurredMs: 0,
    state: 'DELIVERED',
    appId: '3',
    to: 'https://otter.example/webhook',
    error: undefined,
    ...change,
  };
}

function webhook(id: string, kind: string, type: string, change: Partial<SeenWebhook> = {}): SeenWebhook {
  return {
    id,
    at: 'then',
    hosts: [],
    about: [{ messageId: 'wamid.ONE', kind, type }],
    status: 200,
    tookMs: 4,
    ...change,
  };
}

it('tells the statuses of one message apart', () => {
  const deliveries = [delivery({ status: 'READ' }), delivery({ status: 'DELIVERED' }), delivery()];
  const seen = [webhook('a-1', 'status', 'sent'), webhook('a-2', 'status', 'read')];
  expect(matchDeliveries(deliveries, seen).map((here) => here?.id)).toEqual(['a-2', undefined, 'a-1']);
});

it('finds a message that came in, whatever its status is called', () => {
  expect(matchDeliveries([delivery({ status: 'DELIVERED' })], [webhook('a-1', 'message', 'text')])).toEqual([
    { id: 'a-1', at: 'then', status: 200, tookMs: 4, times: 1 },
  ]);
});

it('counts what came again, and tells the last answer', () => {
  const seen = [webhook('a-1', 'status', 'sent', { status: 500 }), webhook('a-2', 'status', 'sent')];
  expect(matchDeliveries([delivery()], seen)).toMatchObject([{ id: 'a-2', status: 200, times: 2 }]);
});

it('gives a webhook to the app whose URL it was called by', () => {
  const deliveries = [delivery({ appId: '9', to: 'https://other.example/x' }), delivery()];
  const seen = [webhook('a-1', 'status', 'sent', { hosts: ['otter.example'] })];
  expect(matchDeliveries(deliveries, seen)).toMatchObject([null, { id: 'a-1' }]);
  // Where nothing tells the two apart, it may have been either.
  expect(matchDeliveries(deliveries, [webhook('a-1', 'status', 'sent')])).toMatchObject([{ id: 'a-1' }, { id: 'a-1' }]);
});

it('takes another message for another one', () => {
  expect(matchDeliveries([delivery({ messageId: 'wamid.TWO' })], [webhook('a-1', 'status', 'sent')])).toEqual([null]);
});
