import { describe, expect, it } from 'vitest';
import { alarmOf } from '../../../src/ui/tui/alarm.ts';
import { layoutOf } from '../../../src/ui/tui/layout.ts';
import { guideLines } from '../../../src/ui/tui/panel-lines.ts';
import type { SessionInput } from '../../../src/ui/tui/session-state.ts';
import { statusLines } from '../../../src/ui/tui/status-lines.ts';
import { happened, stateAfter } from '../../support/happened.ts';

const PLACE = 'override phone 200000000000002';

function status(columns: number, ...inputs: readonly SessionInput[]): string {
  const size = { type: 'terminal.resized', columns, rows: 24 } as const;
  const state = stateAfter(size, happened('receiver.listening'), happened('receiver.ready'), ...inputs);
  return statusLines(state, layoutOf(state)).join('\n');
}

describe('an override on the screen', () => {
  it.each([
    ['set', [happened('override.set')], PLACE],
    ['not set', [happened('override.failed')], `${PLACE} NOT SET`],
    ["somebody else's", [happened('override.set'), happened('override.foreign')], `${PLACE} SOMEBODY ELSE'S`],
    ['going back', [happened('override.set'), happened('override.returning')], `${PLACE} going back`],
    ['put back', [happened('override.set'), happened('override.restored')], `${PLACE} put back`],
  ] satisfies [string, SessionInput[], string][])('is told when it is %s', (_, inputs, words) => {
    expect(status(120, ...inputs)).toContain(words);
    expect(status(60, ...inputs)).toContain(words);
    expect(status(120)).not.toContain('override');
  });

  it('tells why it was not set until it is, and where there is more to read', () => {
    const failed = stateAfter(happened('override.failed'));
    expect(alarmOf(failed)).toMatchObject({ isTrouble: true });
    expect(alarmOf(failed)?.text).toMatch(
      /^Override of number 2\d+ not set: The access token has expired .*\(w: what to do\)$/,
    );
    expect(guideLines(failed, 200).join('\n')).toContain('Make a new one.');

    const mended = stateAfter(happened('override.failed'), happened('override.set'));
    expect(alarmOf(mended)).toMatchObject({ isTrouble: false, text: expect.stringContaining('override set') });
    expect(guideLines(mended, 200).join('\n')).not.toContain('Make a new one.');
  });

  it('takes the alarm of a changed URL away: Meta has been told', () => {
    const changed = happened('tunnel.opened', { previousUrl: 'https://old.example' });
    expect(alarmOf(stateAfter(changed))?.text).toContain('Meta still has');
    expect(alarmOf(stateAfter(happened('override.set'), changed, happened('override.set')))?.text).not.toContain(
      'Meta still',
    );
  });
});
