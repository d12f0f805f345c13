import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sessionIdOf, storedWebhook, writeSession } from '../support/history-of.ts';
import { needsPrograms } from '../support/peers.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';

const STARTED = '2026-11-01T08:00:00.000Z';
const ID = sessionIdOf(STARTED);

/** Each with as little of its own as there can be, and with the one line that the help gives. */
const SHELLS = {
  bash: { start: "PS1='$ ' exec bash --norc --noprofile", install: 'source <(wa-webhook completion bash)' },
  zsh: { start: "PS1='$ ' exec zsh -f", install: 'source <(wa-webhook completion zsh)' },
  fish: {
    start: 'exec fish --no-config -C \'function fish_prompt; echo "\\$ "; end\'',
    install: 'wa-webhook completion fish | source',
  },
} as const;

/** What is typed before Tab, and the line after it. A regular expression where the shells end it differently. */
const LINES: readonly (readonly [typed: string, after: string | RegExp])[] = [
  ['wa-webhook rep', 'wa-webhook replay'],
  ['wa-webhook ips li', 'wa-webhook ips list'],
  ['wa-webhook replay --verb', 'wa-webhook replay --verbatim'],
  ['wa-webhook ips list --format=terr', 'wa-webhook ips list --format=terraform'],
  ['wa-webhook ips list --format terr', 'wa-webhook ips list --format terraform'],
  ['wa-webhook listen --tunnel cl', 'wa-webhook listen --tunnel cloudflared'],
  ['wa-webhook check --only signature/esc', 'wa-webhook check --only signature/escapes'],
  ['wa-webhook replay scenarios/mess', 'wa-webhook replay scenarios/message-life'],
  ['wa-webhook replay user_pref', 'wa-webhook replay user_preferences/'],
  ["wa-webhook replay 'messages/video-without-u", /replay 'messages\/video-without-url'?$/],
  ['wa-webhook replay paylo', /replay payload\\ of\\ today\.json$/],
  ['wa-webhook replay "paylo', /replay "payload of today\.json"$/],
  ["wa-webhook replay it\\'", "wa-webhook replay it\\'s.json"],
  ['wa-webhook replay capt', /replay capture\\?:1\.json$/],
  ['wa-webhook replay text --junit=paylo', /--junit=payload\\ of\\ today\.json$/],
  ['wa-webhook replay text --ca ot', /--ca other\/$/],
  ['wa-webhook events list --state-dir ot', /--state-dir other\/$/],
  ['wa-webhook events show --state-dir other/state la', 'wa-webhook events show --state-dir other/state last'],
  [`wa-webhook events show --state-dir other/state ${ID}-2`, `wa-webhook events show --state-dir other/state ${ID}-2`],
  ['wa-webhook listen --verify-token paylo', 'wa-webhook listen --verify-token paylo'],
  ['wa-webhook nonsense paylo', 'wa-webhook nonsense paylo'],
];

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('in a real %s', (shell) => {
  const { skip, note } = needsPrograms(shell, 'tmux');

  it.skipIf(skip)(`Tab completes what is typed${note}`, { timeout: 300_000 }, async () => {
    const terminal = await openTerminal();
    prepare(terminal.cwd);
    terminal.resize(120, 40);
    terminal.type(SHELLS[shell].start);
    terminal.type(`${SHELLS[shell].install}; echo in''stalled`);
    await terminal.shows(/^installed/m);

    const completed: string[] = [];
    for (const [typed] of LINES) completed.push(await afterTab(terminal, typed));
    for (const [index, [, after]] of LINES.entries())
      expect(completed[index]).toEqual(typeof after === 'string' ? after : expect.stringMatching(after));
    expect(terminal.written()).not.toMatch(/error:|command not found|parse error|Unknown command/);
  });
});

/** Typed behind Tab, which a shell takes when it is through with it. */
const MARK = '@@';

/** The whole line once Tab has done what it does. */
async function afterTab(terminal: Terminal, typed: string): Promise<string> {
  terminal.press('C-e', 'C-u', 'C-l');
  await until(
    () =>
      terminal
        .lines()
        .filter((line) => line !== '')
        .join() === '$',
    'an empty prompt',
  );
  terminal.put(typed);
  terminal.press('Tab');
  terminal.put(MARK);
  const line = await until(() => terminal.lines().find((each) => each.includes(MARK)), `the end of ${typed}`);
  return line.slice('$ '.length, line.indexOf(MARK)).trimEnd();
}

/** A project with names that shells take apart, and a history that is elsewhere. */
function prepare(cwd: string): void {
  for (const name of ['payload of today.json', "it's.json", 'capture:1.json']) writeFileSync(join(cwd, name), '{}');
  mkdirSync(join(cwd, 'other'));
  const lines = [1, 2].map((n) => storedWebhook(STARTED, n, STARTED));
  const file = writeSession(join(cwd, 'other'), { startedAt: STARTED, lines });
  renameSync(join(file, '../..'), join(cwd, 'other/state'));
}
