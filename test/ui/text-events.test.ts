import { describe, expect, it } from 'vitest';
import { becameLines } from '../../src/ui/text-became.ts';
import { eventRow, shownText } from '../../src/ui/text-events.ts';
import { HAPPENED_AT, received } from '../support/happened.ts';

const listed = {
  id: 'mhz3k2p1-12',
  at: HAPPENED_AT,
  sizeBytes: 642,
  signature: 'valid',
  notifications: [{ summary: 'text from Ada' }],
  duplicateOf: undefined,
  status: 200,
};

describe('eventRow', () => {
  it('tells when, which, the answer and what it says', () => {
    expect(eventRow(listed, 80)).toMatch(/^01-0\d \d\d:\d\d:\d\d mhz3k2p1-12 {2}200 {2}text from Ada$/);
  });

  it.each([
    [{ status: undefined }, / {3}- {3}text/],
    [{ status: 0 }, / cut {2}text/],
    [{ notifications: [...listed.notifications, ...listed.notifications] }, /text from Ada \[\+1\]$/],
    [{ duplicateOf: 'x' }, /\[again\]$/],
    [{ signature: 'invalid' }, /\[bad signature\]$/],
    [{ signature: 'missing', duplicateOf: 'x' }, /\[again\] \[unsigned\]$/],
    [{ notifications: [] }, /nothing that WhatsApp documents, 642 bytes$/],
    [{ at: 'x' }, /^\?\?-\?\?/],
  ])('marks %j', (change, row) => {
    expect(eventRow({ ...listed, ...change }, 80)).toMatch(row);
  });

  it.each(['x'.repeat(500), '你好'.repeat(100), '👨‍👩‍👧 '.repeat(50), 'a '.repeat(200)])(
    'fits into its columns, marks included: %s',
    (summary) => {
      const row = eventRow({ ...listed, notifications: [{ summary }], duplicateOf: 'x' }, 80);
      expect([...row].length).toBeLessThanOrEqual(80);
      expect(row).toMatch(/… \[again\]$/);
    },
  );

  it('lets no control character through', () => {
    const row = eventRow({ ...listed, id: '\u001b[2J', notifications: [{ summary: '\u001b]0;x\u0007\u202e\nz' }] }, 80);
    expect(row).not.toMatch(/\p{Cc}|\u202e/u);
  });
});

describe('shownText', () => {
  it('tells the verdict on the signature, what it repeats and what became of it', () => {
    const event = received(2, {
      signature: { state: 'invalid', reason: 'it does not match', cause: 'Another secret.' },
      duplicateOf: 'mhz3k2p1-1',
      duplicateAfterMs: 34_000,
    });
    const about = [
      { type: 'forward.failed', to: 'http://app/', code: 'ECONNREFUSED', reason: 'nothing listens' },
      { type: 'forward.answered', to: 'http://app/', status: 500, tookMs: 3 },
      { type: 'webhook.answered', status: 502, by: 'listen', tookMs: 5 },
      { type: 'webhook.received', id: 'mhz3k2p1-3', at: '2026-01-02T03:05:05.678Z' },
      { type: 'webhook.drifted' },
    ];
    expect(shownText(event, about).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^mhz3k2p1-2 · received 01-0\d [\d:]{8} · POST \/webhook · 2 bytes$/),
      'signature invalid: it does not match. Cause: Another secret.',
      'again, 34 s after mhz3k2p1-1',
      'forwarded to http://app/: no answer (ECONNREFUSED) · nothing listens',
      'forwarded to http://app/: 500 in 3 ms',
      'answered 502 by listen in 5 ms',
      'came again as mhz3k2p1-3, 60 s later',
      '',
    ]);
  });

  it('shortens what a week of retries left', () => {
    const about = Array.from({ length: 100 }, () => ({ type: 'forward.answered', to: 'http://app/', status: 500 }));
    expect(becameLines(about, 0).map(({ text }) => text)).toHaveLength(21);
    expect(becameLines(about, 0).at(-1)?.text).toBe('and 80 more');
  });
});
