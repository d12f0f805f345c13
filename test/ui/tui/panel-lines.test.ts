import { expect, it } from 'vitest';
import { guideLines } from '../../../src/ui/tui/panel-lines.ts';
import { overrideRequest } from '../../../src/webhook/override-request.ts';
import { happened, stateAfter } from '../../support/happened.ts';

it('shows the request that mends a changed URL so that it is one command on any width', () => {
  const request = overrideRequest('https://new.example/webhook', 'a-token');
  const opened = happened('tunnel.opened', { previousUrl: 'https://old.example', overrideRequest: request });
  const state = stateAfter(happened('receiver.ready'), opened);

  for (const columns of [80, 200]) {
    const lines = guideLines(state, columns);
    const from = lines.findIndex((line) => line.startsWith('curl '));
    const command = lines.slice(from, lines.indexOf('', from)).join('\n');
    expect(lines.join(' ')).toContain('Meta still has https://old.example');
    // A shell takes a backslash at the end of a line for none, and JSON a line break for a space.
    expect(command.replace(/\\\n/g, '').replace(/\s+/g, ' ')).toBe(request);
    expect(command.match(/-H "Authorization: Bearer \$WA_WEBHOOK_ACCESS_TOKEN" \\$/m)).not.toBeNull();
  }
  expect(guideLines(stateAfter(happened('tunnel.opened')), 80).join()).not.toContain('curl');
});

it('begins with what Meta says, what is off first', () => {
  const told = [
    happened('switch.checked', { state: 'on', what: 'The token is valid.' }),
    happened('switch.checked', { state: 'off', what: 'The account sends to no app.', next: 'Subscribe it.' }),
    happened('subscription.checked'),
  ];
  const lines = guideLines(stateAfter(happened('receiver.ready'), ...told), 80);
  const from = lines.indexOf('What Meta says:');
  expect(lines.slice(from + 1, from + 3)).toEqual([
    'OFF The account sends to no app. → Subscribe it.',
    expect.stringMatching(/^on The token is valid\./),
  ]);
  expect(lines.join()).not.toContain('WA_WEBHOOK_ACCESS_TOKEN');

  const again = stateAfter(...told, happened('switch.checked', { state: 'on', what: 'It sends to the app.' }));
  expect(again.switches.map(({ what }) => what)).toEqual(['It sends to the app.']);
  expect(guideLines(stateAfter(happened('receiver.ready')), 80).join(' ')).toContain('WA_WEBHOOK_ACCESS_TOKEN');
});
