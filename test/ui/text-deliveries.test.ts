import { expect, it } from 'vitest';
import type { DeliveryTraced } from '../../src/events.ts';
import { textOf } from '../../src/ui/text.ts';
import { deliveryWords } from '../../src/ui/text-deliveries.ts';
import { happened } from '../support/happened.ts';

const HERE = { id: 'mhz3k2p1-12', at: '2026-01-02T03:04:05.678Z', status: 200, tookMs: 41, times: 1 };

function words(change: Partial<DeliveryTraced>): string {
  const { error: _, ...plain } = happened('delivery.traced', { state: 'DELIVERED', here: HERE });
  return deliveryWords({ ...plain, ...change });
}

it.each<[string, Partial<DeliveryTraced>]>([
  ['arrived as #12, answered 200 in 41 ms', {}],
  ['arrived as #12 (3 times), answered 200 in 41 ms', { here: { ...HERE, times: 3 } }],
  [
    'arrived as #12, answered 500 in 41 ms; Meta says "endpoint returned HTTP 500" (sent to https://otter.example/webhook)',
    { state: 'FAILED', error: 'endpoint returned HTTP 500', here: { ...HERE, status: 500 } },
  ],
  [
    'arrived as #12, answered 200 in 41 ms, but Meta says "timed out": the answer was lost on the way, or came too late (sent to https://otter.example/webhook)',
    { state: 'RETRYING', error: 'timed out' },
  ],
  [
    'Meta says "endpoint returned HTTP 500"; not seen here (sent to https://otter.example/webhook)',
    { state: 'FAILED', error: 'endpoint returned HTTP 500', here: null },
  ],
  [
    'Meta says "endpoint returned HTTP 401"; not seen here (sent to https://otter.example/webhook); listen keeps nothing of what it refuses, for instance a wrong app secret (401)',
    { state: 'FAILED', error: 'endpoint returned HTTP 401', here: null },
  ],
  ['another endpoint answered 200; not seen here (sent to https://otter.example/webhook)', { here: null }],
  ['not sent yet; not seen here (sent to https://otter.example/webhook)', { state: 'PENDING', here: null }],
  ['arrived as #12, no answer on record', { here: { id: HERE.id, at: HERE.at, times: 1 } }],
])('says: %s', (expected, change) => {
  expect(words(change)).toBe(expected);
});

it('counts them below', () => {
  const counted = happened('deliveries.counted', { deliveries: 2, messages: 1, states: { FAILED: 1, DELIVERED: 1 } });
  expect(textOf(counted)).toMatchObject([
    { to: 'stderr', text: '2 deliveries of 1 message: 1 FAILED, 1 DELIVERED; 1 seen here.' },
  ]);
});
