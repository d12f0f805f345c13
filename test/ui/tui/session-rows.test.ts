import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/ui/tui/row-list.ts';
import type { SessionInput } from '../../../src/ui/tui/session-state.ts';
import { HAPPENED_AT, happened, received, stateAfter } from '../../support/happened.ts';

function sentBefore(ms: number) {
  const timestamp = Math.floor((Date.parse(HAPPENED_AT) - ms) / 1_000);
  return { body: `{"messages":[{"text":{"body":"\\"timestamp\\":\\"1000000000\\""},"timestamp":"${timestamp}"}]}` };
}

describe('the rows', () => {
  it.each<[string, readonly SessionInput[], object]>([
    ['a webhook', [received(12)], { label: '#12', badges: [], isTrouble: false }],
    ['a duplicate', [received(12, { duplicateOf: 'mhz3k2p1-7' })], { badges: ['again'], isTrouble: false }],
    [
      'an unsigned one',
      [received(12, { signature: { state: 'missing', reason: 'no header' } })],
      { badges: ['unsigned'], isTrouble: true },
    ],
    [
      'a badly signed one',
      [received(12, { signature: { state: 'invalid', reason: 'differs' } })],
      { badges: ['bad signature'] },
    ],
    [
      'a badly signed one whose cause is known',
      [received(12, { signature: { state: 'invalid', reason: 'differs', cause: 'the verify token was the key' } })],
      { badges: ['bad signature: the verify token was the key'] },
    ],
    [
      'one that comes again',
      [received(12, { duplicateOf: 'mhz3k2p1-7', duplicateAfterMs: 34_000 })],
      { badges: ['again after 34 s'] },
    ],
    ['one that is late', [received(12, sentBefore(3 * 3_600_000))], { badges: ['3 h old'] }],
    ['one that is not', [received(12, sentBefore(60_000))], { badges: [] }],
    ['a slow answer', [received(12), happened('webhook.answered', { tookMs: 1_200 })], { badges: ['slow'] }],
    ['an unchecked one', [received(12, { signature: { state: 'unchecked' } })], { badges: [] }],
    [
      'one without notifications',
      [received(12, { notifications: [] })],
      { summary: 'nothing that WhatsApp documents, 2 bytes' },
    ],
    [
      'a refused one',
      [happened('webhook.refused')],
      {
        label: '-',
        summary: 'refused: signature does not match',
        badges: ['the body was written anew'],
        answer: { status: 401 },
      },
    ],
    [
      'an answer',
      [received(12), happened('webhook.answered')],
      { answer: { status: 200, tookMs: 12 }, isTrouble: false },
    ],
    [
      'a bad answer',
      [received(12), happened('webhook.answered', { status: 502 })],
      { answer: { status: 502, tookMs: 12 }, isTrouble: true },
    ],
    [
      'one of unknown shape',
      [received(12), happened('webhook.drifted')],
      { badges: ['unknown shape'], isTrouble: false },
    ],
    ['an app that is down', [received(12), happened('forward.failed')], { badges: ['app silent'] }],
    ['an app that answers 500', [received(12), happened('forward.answered', { status: 500 })], { badges: ['app 500'] }],
    ['an app that came back', [received(12), happened('forward.failed'), happened('forward.answered')], { badges: [] }],
  ])('%s', (_, inputs, expected) => {
    expect(rowsOf(stateAfter(...inputs).rows)).toEqual([expect.objectContaining(expected)]);
  });

  it('says how many more notifications a webhook brought', () => {
    const one = { field: 'messages', kind: 'message', type: 'text', summary: 'text from Ada' } as const;
    expect(rowsOf(stateAfter(received(1, { notifications: [one, one, one] })).rows)[0]).toMatchObject({
      badges: ['+2'],
    });
  });

  it('ignores an answer to a webhook that it let go', () => {
    expect(rowsOf(stateAfter(happened('webhook.answered', { id: 'other-1' })).rows)).toEqual([]);
  });
});
