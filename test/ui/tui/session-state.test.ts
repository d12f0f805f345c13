import { describe, expect, it } from 'vitest';
import { initialState, type SessionInput, type SessionState } from '../../../src/ui/tui/session-state.ts';
import { HAPPENED_AT, happened, received, stateAfter } from '../../support/happened.ts';

const APP = 'http://localhost:3000/hook';

describe('what the status bar knows', () => {
  it.each<[string, readonly SessionInput[], Partial<SessionState>]>([
    [
      'listening',
      [happened('receiver.listening', { forwardTo: ['http://localhost:3000/'] })],
      { localUrl: 'http://127.0.0.1:8090/webhook', isSignatureChecked: true, forwardTo: ['http://localhost:3000/'] },
    ],
    [
      'ready',
      [happened('receiver.ready')],
      { publicUrl: 'https://otter.example/webhook', verifyToken: 'q8Zk3v0bXyPA' },
    ],
    ['ready without a tunnel', [happened('receiver.ready', { publicUrl: null })], { verifyToken: 'q8Zk3v0bXyPA' }],
    [
      'a handshake',
      [happened('handshake.answered', { status: 403, ok: false, reason: 'token differs' })],
      { lastHandshake: { at: HAPPENED_AT, status: 403, ok: false, reason: 'token differs' } },
    ],
    [
      'a tunnel that is proven',
      [happened('tunnel.opening'), happened('tunnel.proving')],
      { tunnel: { phase: 'proving' } },
    ],
    ['a tunnel opening', [happened('tunnel.opening')], { tunnel: { phase: 'opening', provider: 'localtunnel' } }],
    [
      'a tunnel, with our path in its URL',
      [happened('receiver.listening'), happened('tunnel.opened')],
      { tunnel: { phase: 'up', provider: 'localtunnel' }, publicUrl: 'https://otter.example/webhook' },
    ],
    [
      'a tunnel that has a path of its own',
      [happened('receiver.listening'), happened('tunnel.opened', { url: 'https://otter.example/a' })],
      { publicUrl: 'https://otter.example/a' },
    ],
    [
      'a tunnel that failed',
      [happened('tunnel.failed')],
      { tunnel: { phase: 'failed', provider: 'localtunnel', reason: 'no URL after 15 s' } },
    ],
    [
      'a tunnel that went down',
      [happened('tunnel.opened'), happened('tunnel.lost')],
      { tunnel: { phase: 'down', provider: 'localtunnel', reason: 'the server closed it', since: HAPPENED_AT } },
    ],
    [
      'a changed URL, for as long as Meta may have the old one',
      [
        happened('tunnel.opened', { previousUrl: 'https://old.example', overrideRequest: 'curl x' }),
        happened('tunnel.lost'),
        happened('tunnel.opened'),
      ],
      {
        tunnel: {
          phase: 'up',
          provider: 'localtunnel',
          changedFrom: 'https://old.example',
          overrideRequest: 'curl x',
        },
      },
    ],
    [
      'a URL that came back',
      [
        happened('tunnel.opened', { previousUrl: 'https://old.example' }),
        happened('tunnel.opened', { url: 'https://old.example' }),
      ],
      { tunnel: { phase: 'up', provider: 'localtunnel' } },
    ],
    [
      'counts',
      [received(1), received(2, { duplicateOf: 'mhz3k2p1-1' }), happened('webhook.refused')],
      {
        counts: { ...initialState.counts, received: 2, duplicates: 1, refused: 1, badSignatures: 1 },
      },
    ],
    [
      'an answer that is not 200',
      [received(1), happened('webhook.answered', { id: 'mhz3k2p1-1', status: 500 })],
      { counts: { ...initialState.counts, received: 1, answered: 1, notOk: 1 } },
    ],
    [
      'a note on a setting',
      [happened('setting.noted')],
      { notice: '--app-secret-file: a newline at its end was cut.' },
    ],
    [
      'damaged history',
      [happened('history.damaged')],
      { notice: 'History: skipped 1 damaged line in .wa-webhook/history/a.ndjson.' },
    ],
    [
      'an answer that took its time',
      [received(1), happened('webhook.answered', { id: 'mhz3k2p1-1', tookMs: 1_001 })],
      { counts: { ...initialState.counts, received: 1, answered: 1, slow: 1 } },
    ],
    [
      'an unsigned one that was let in',
      [received(1, { signature: { state: 'missing', reason: 'no header' } })],
      { counts: { ...initialState.counts, received: 1, badSignatures: 1 } },
    ],
    [
      'an app that takes them',
      [received(12), happened('forward.answered')],
      { apps: { [APP]: { words: 'up', waiting: 0 } } },
    ],
    [
      'an app that refuses them',
      [received(12), happened('forward.answered', { status: 500 })],
      { apps: { [APP]: { words: 'up, 500', waiting: 0 } } },
    ],
    [
      'an app that is gone',
      [received(12), happened('forward.failed')],
      { apps: { [APP]: { words: 'DOWN', waiting: 0 } } },
    ],
    [
      'webhooks that wait for an app, and the last one of them taken',
      [
        happened('forward.waiting', { waiting: 2 }),
        received(12, { waitsFor: [APP] }),
        happened('forward.answered', { id: 'mhz3k2p1-12' }),
      ],
      { apps: { [APP]: { words: 'up', waiting: 2 } } },
    ],
    ['an app that is back', [happened('forward.resumed', { waiting: 0 })], { apps: { [APP]: { waiting: 0 } } }],
    ['a fault on purpose', [happened('fault.set')], { fault: expect.stringContaining('on purpose') }],
    [
      'no fault any more',
      [happened('fault.set'), happened('fault.set', { respond: [], delayMs: 0 })],
      { counts: initialState.counts },
    ],
    ['another size', [{ type: 'terminal.resized', columns: 120, rows: 40 }], { columns: 120, terminalRows: 40 }],
  ])('%s', (_, inputs, expected) => {
    expect(stateAfter(...inputs)).toMatchObject(expected);
  });

  it.each([
    happened('session.ended'),
    happened('delivery.planned'),
    happened('delivery.answered'),
    happened('delivery.failed'),
    happened('replay.finished'),
    happened('allowlist.asked'),
    happened('allowlist.retried'),
    happened('allowlist.refreshed'),
  ])('$type leaves it as it is', (event) => {
    expect(stateAfter(event)).toBe(initialState);
  });
});

describe('silence', () => {
  const verified = happened('handshake.answered');
  const tick = (afterMs: number): SessionInput => ({ type: 'clock.ticked', atMs: Date.parse(HAPPENED_AT) + afterMs });

  it.each<[string, readonly SessionInput[], boolean]>([
    ['a minute after the handshake', [verified, tick(60_000)], true],
    ['before that', [verified, tick(59_000)], false],
    ['without a handshake', [tick(600_000)], false],
    ['after one that was refused', [happened('handshake.answered', { ok: false }), tick(600_000)], false],
    ['when something came', [verified, received(1), tick(600_000)], false],
    ['until something comes', [verified, tick(60_000), received(1)], false],
  ])('%s', (_, inputs, isSilent) => {
    expect(stateAfter(...inputs).isSilent).toBe(isSilent);
  });
});
