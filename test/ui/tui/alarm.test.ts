import { describe, expect, it } from 'vitest';
import { alarmOf } from '../../../src/ui/tui/alarm.ts';
import type { SessionInput } from '../../../src/ui/tui/session-state.ts';
import { happened, received, stateAfter } from '../../support/happened.ts';

describe('alarmOf', () => {
  it.each<[string, readonly SessionInput[], RegExp]>([
    ['tunnel down', [happened('tunnel.lost')], /^TUNNEL DOWN: the server closed it\./],
    ['tunnel failed', [happened('tunnel.failed')], /^TUNNEL FAILED: no URL after 15 s\./],
    ['changed URL', [happened('tunnel.opened', { previousUrl: 'https://old.example' })], /^URL CHANGED.*old\.example$/],
    ['handshake refused', [happened('handshake.answered', { ok: false, status: 403 })], /^HANDSHAKE REFUSED \(403\)/],
    ['a note', [happened('setting.noted')], /^--app-secret-file: /],
  ])('%s', (_, inputs, expected) => {
    expect(alarmOf(stateAfter(...inputs))?.text).toMatch(expected);
  });

  it('is silent when all is well', () => {
    expect(alarmOf(stateAfter(happened('tunnel.opened'), happened('handshake.answered'), received(1)))).toBeUndefined();
  });
});
