import { describe, expect, it } from 'vitest';
import type { Stamped, TunnelFailed } from '../../../src/events.ts';
import { alarmOf } from '../../../src/ui/tui/alarm.ts';
import type { SessionInput } from '../../../src/ui/tui/session-state.ts';
import { HAPPENED_AT, happened, received, stateAfter } from '../../support/happened.ts';

/** Without a further try. */
const refused: Stamped<TunnelFailed> = {
  type: 'tunnel.failed',
  at: HAPPENED_AT,
  v: 1,
  provider: 'localtunnel',
  code: 'name-taken',
  reason: 'no such name',
};

describe('alarmOf', () => {
  it.each<[string, readonly SessionInput[], RegExp]>([
    ['tunnel down', [happened('tunnel.lost')], /^TUNNEL DOWN: the server closed it\./],
    ['tunnel failed', [happened('tunnel.failed')], /^TUNNEL FAILED: no URL after 15 s\. Trying on; local works\.$/],
    [
      'tunnel failed, while the next try runs',
      [happened('tunnel.failed'), happened('tunnel.opening', { attempt: 2 })],
      /^TUNNEL FAILED: no URL after 15 s\./,
    ],
    ['no further try', [refused], /^TUNNEL FAILED: no such name\. Local only from now on\.$/],
    [
      'the own way in',
      [{ ...refused, provider: '--public-url', reason: 'The public URL shows a login' }],
      /^PUBLIC URL NOT PROVEN: The public URL shows a login\.$/,
    ],
    ['another port', [happened('receiver.listening', { insteadOfPort: 8090 })], /^Port 8090 is taken/],
    [
      'changed URL',
      [happened('tunnel.opened', { previousUrl: 'https://old.example' })],
      /^URL CHANGED: Meta still has https:\/\/old\.example\. Put/,
    ],
    [
      'handshake refused',
      [happened('handshake.answered', { ok: false, status: 403 })],
      /^HANDSHAKE REFUSED at [\d:]{8}: No reason given\./,
    ],
    ['a note', [happened('setting.noted')], /^--app-secret-file: /],
  ])('%s', (_, inputs, expected) => {
    expect(alarmOf(stateAfter(...inputs))?.text).toMatch(expected);
  });

  it('is silent when all is well', () => {
    expect(alarmOf(stateAfter(happened('tunnel.opened'), happened('handshake.answered'), received(1)))).toBeUndefined();
  });
});
