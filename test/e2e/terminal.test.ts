import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { eventually } from '../support/eventually.ts';
import { isRunning } from '../support/is-running.ts';
import {
  expectSaneTerminal,
  LISTEN,
  type Listen,
  openListen,
  openScreen,
  postTexts,
  replay,
  rowsOf,
  selects,
  VERIFY_TOKEN,
} from '../support/listen-in-terminal.ts';
import { post, textMessage } from '../support/listening.ts';
import { isTmuxMissing, notesOfListen } from '../support/terminal.ts';
import { until } from '../support/until.ts';

const ESC = '\u001b';

/** As many different kinds as fit on the screen, and what a row says of each. */
const FIXTURES = {
  text: 'text from Ada Test: "Hallo, wann öffnet ihr?',
  image: 'image from Ada Test: "Schau mal"',
  audio: 'audio from Ada Test: voice message',
  'messages/location': 'location from Ada Test: Café Beispiel',
  'messages/order': 'order from Ada Test: 2 products, 28.48 EUR',
  'messages/unknown-type': 'unknown message type "hologram" from Ada Test',
  sent: 'sent to 15550100300 (wamid.…',
  delivered: 'delivered to 15550100300 (wamid.…',
  read: 'read by 15550100300 (wamid.…',
  failed: 'failed to 15550100300: 131047 Re-engagement message',
  'flows/status-change': 'flow 400000000000004: status from DRAFT to PUBLISHED',
  'calls/terminate': 'call from Ada Test: ended, completed, after 62 s',
} as const;

describe.skipIf(isTmuxMissing)(
  `listen in a real terminal${isTmuxMissing ? " (skipped: Debian's tmux is missing)" : ''}`,
  () => {
    it('says what to do first, then tells what comes', async () => {
      const listen = await openScreen();
      await eventually(() => {
        expect(listen.lines().slice(0, 10)).toEqual([
          'public  none, local only',
          `local   ${listen.url}`,
          `token   ${VERIFY_TOKEN} · signature check on`,
          expect.stringMatching(/^── 0 received · 0 again · 0 refused ─+$/),
          '',
          'No webhook yet. Without a public URL, Meta cannot reach this receiver.',
          '',
          'Send one without Meta, from this folder with the same app secret:',
          '  wa-webhook replay text',
          '',
        ]);
        expect(listen.lines().at(-2)).toBe('f fire · w why · ? help · q quit');
      });

      const query = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${VERIFY_TOKEN}`;
      expect(await (await fetch(`${listen.url}?${query}`)).text()).toBe('1158201444');
      await listen.shows(/^meta {4}handshake ok \d\d:\d\d:\d\d · signature check on · by node$/m);

      expect((await replay(listen, ...Object.keys(FIXTURES))).exitCode).toBe(0);
      await listen.shows('── 12 received · 0 again · 0 refused · ');
      const expected = Object.values(FIXTURES).map((what, index) => ({
        isSelected: index === 11,
        label: `#${index + 1}`,
        status: '200',
        what: expect.stringContaining(what.slice(0, 30)),
      }));
      await eventually(() => expect(rowsOf(listen)).toEqual(expected));

      expect((await replay(listen, 'messages/batch', '--duplicates', '2')).exitCode).toBe(0);
      expect((await replay(listen, 'text', '--bad-signature')).exitCode).toBe(1);
      await listen.shows('── 15 received · 2 again · 1 refused · ');
      const lastRows = [
        { isSelected: false, label: '#13', status: '200', what: 'text from Ada Test: "Guten Morgen!" [+11]' },
        {
          isSelected: false,
          label: '#14',
          status: '200',
          what: expect.stringMatching(/^text from Ada Test: .* \[\+11, again after \d/),
        },
        {
          isSelected: false,
          label: '#15',
          status: '200',
          what: expect.stringMatching(/^text from Ada Test: .* \[\+11, again after \d/),
        },
        {
          isSelected: true,
          label: '-',
          status: '401',
          what: expect.stringMatching(/^refused: X-Hub.* \[Most likely/),
        },
      ];
      await eventually(() => expect(rowsOf(listen).slice(-4)).toEqual(lastRows));
      await eventually(() =>
        expect(listen.lines().slice(-6).join('\n')).toMatch(
          /^─+\n401 refused: .*Cause: Most likely the\nsender has another app secret/,
        ),
      );
    });

    it('moves by arrows and letters, and nothing that comes moves a moved selection', async () => {
      const listen = await openScreen();
      await postTexts(listen, 1, 20);
      await selects(listen, '#20');

      const presses = [
        ['Up', '#19'],
        ['k', '#18'],
        ['Down', '#19'],
        ['j', '#20'],
        ['g', '#1'],
        ['j', '#2'],
        ['G', '#20'],
        ['k', '#19'],
      ] as const;
      for (const [key, label] of presses) {
        listen.press(key);
        await selects(listen, label);
      }

      const before = rowsOf(listen);
      await postTexts(listen, 21, 20);
      await listen.shows('40 received');
      await listen.shows(/ 19\/40 · G for newest$/m);
      expect(rowsOf(listen)).toEqual(before);

      listen.press('G');
      await selects(listen, '#40');
      await postTexts(listen, 41, 1);
      await selects(listen, '#41');
    });

    it('takes on every size, and looks the same when the old one is back', async () => {
      const listen = await openScreen();
      await postTexts(listen, 1, 30);
      await selects(listen, '#30');
      for (const _ of [1, 2, 3]) listen.press('k');
      await selects(listen, '#27');
      const before = listen.lines();

      for (const [columns, rows] of [
        [200, 50],
        [40, 20],
        [20, 6],
        [80, 24],
      ] as const) {
        listen.resize(columns, rows);
        await eventually(() => {
          const lines = listen.lines();
          expect(lines).toHaveLength(rows);
          expect(lines.filter((line) => line.startsWith('── 30 rec')).map((line) => stringWidth(line))).toEqual([
            columns,
          ]);
          expect(lines[rows - 2]).toContain('q quit');
          expect(lines.filter((line) => line.startsWith('›'))).toEqual([expect.stringContaining('#27')]);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        });
      }
      await eventually(() => expect(listen.lines()).toEqual(before));
    });

    it.each([
      ['q', (listen: Listen) => listen.press('q'), 'quit'],
      ['Ctrl-C', (listen: Listen) => listen.press('C-c'), 'quit'],
      ['TERM', ({ pid }: Listen) => void process.kill(pid, 'SIGTERM'), 'asked to stop'],
    ])('gives the terminal back on %s, with a summary', async (_, end, reason) => {
      const listen = await openScreen();
      await postTexts(listen, 1, 2);
      await listen.shows('2 received');
      expect(listen.modes()).toEqual({ isOnSecondScreen: true, hasCursor: false });

      end(listen);
      await listen.shows(/^exit 0$/m);
      expect(listen.lines().join('\n')).toContain(`Ended (${reason}): 2 webhooks received.\nexit 0\n`);
      await expectSaneTerminal(listen);
      expect(notesOfListen(listen.cwd)).toEqual([]);
    });

    it('leaves at once on a second Ctrl-C, whatever still runs', async () => {
      const app = await appAnswering(() => {});
      const listen = await openScreen(`${LISTEN} --forward-to ${app.url}`);
      const posted = post(listen.url, textMessage('wamid.1')).catch((error: unknown) => error);
      await listen.shows('#1');

      listen.press('C-c');
      await until(() => !listen.modes().isOnSecondScreen, 'the normal screen');
      listen.press('C-c');
      await listen.shows('exit 130');
      await expectSaneTerminal(listen);
      expect(await posted).toBeInstanceOf(Error);
    });

    it('ends in order when the window is closed, however often it hangs up', async () => {
      let answer = () => {};
      const app = await appAnswering((_, response) => {
        answer = () => void response.writeHead(200).end();
      });
      const listen = await openScreen(`${LISTEN} --forward-to ${app.url} 2>errors`);
      const posted = post(listen.url, textMessage('wamid.1'));
      await listen.shows('#1');
      await until(() => app.requests[0], 'the request at the app');

      listen.close();
      process.kill(listen.pid, 'SIGHUP');
      answer();
      expect((await posted).status).toBe(200);
      await until(() => !isRunning(listen.pid), 'the end of the program');
      expect(notesOfListen(listen.cwd)).toEqual([]);
      // Neither Node's own stack nor one of ours.
      const errors = stripVTControlCharacters(readFileSync(join(listen.cwd, 'errors'), 'utf8'));
      expect(errors.trim().split('\n').at(-1)).toBe('Ended (terminal closed): 1 webhook received.');
    });

    it.each([{ TERM: 'dumb' }, { CI: '1' }])('prints plain lines with %o', async (env) => {
      const [setting] = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const listen = await openListen(`${setting} ${LISTEN}`);
      await listen.shows(/^\d\d:\d\d:\d\d ready · local only, no public URL/m);
      await postTexts(listen, 1, 1);
      await listen.shows(/^\d\d:\d\d:\d\d #1 text from Ada: "Hallo, wann öffnet ihr\?" · signature valid$/m);
      expect(listen.modes()).toEqual({ isOnSecondScreen: false, hasCursor: true });

      listen.press('C-c');
      await listen.shows(/^exit 0$/m);
      expect(listen.lines().join('\n')).toContain('Ended (Ctrl-C): 1 webhook received.');
    });

    it('colours what it shows, but not with NO_COLOR', async () => {
      const color = new RegExp(`${ESC}\\[(?:\\d+;)*(?:3[0-8]|4[0-8]|9\\d|10\\d)(?:;\\d+)*m`);
      for (const [command, isColored] of [
        [LISTEN, true],
        [`NO_COLOR=1 ${LISTEN}`, false],
      ] as const) {
        const listen = await openScreen(command);
        await replay(listen, 'text', '--bad-signature');
        await listen.shows('1 refused');
        await eventually(() =>
          expect({ command, isColored: color.test(listen.styled()) }).toEqual({ command, isColored }),
        );
      }
    });

    it('shows what strangers wrote, and never obeys it', async () => {
      const hostile: readonly (readonly [name: string, text: string])[] = [
        ['\u001b]52;c;aGFja2Vk\u0007', '\u001b]0;hacked\u0007 \u001b]8;;http://evil.example\u0007link'],
        ['\u001b[2J\u001b[1;1HHACKED', '\u001b[10A\u001b[31mred \u009b2J \u001bc'],
        ['\u202eevil\u2066', 'a\u200fb\u2067c\u061c'],
        ['👩‍👩‍👧‍👦 👋🏽', '❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 한'],
        ['x'.repeat(10_000), 'y'.repeat(10_000)],
        ['你好世界'.repeat(20), `a${'\u0301'.repeat(500)}`],
        ['a\r\nb\tc', 'd\u2028e\u0000\u0007\b\u007f'],
      ];
      const listen = await openScreen();
      const { title } = listen.reached();
      const files = hostile.map(([name, text], index) => {
        const file = join(listen.cwd, `hostile-${index}.json`);
        writeFileSync(file, textMessage(`wamid.${index}`, text).replace('"Ada"', JSON.stringify(name)));
        return file;
      });
      expect((await replay(listen, ...files)).exitCode).toBe(0);
      await listen.shows('7 received');

      await eventually(() => expect(rowsOf(listen)).toHaveLength(7));
      for (const { label } of rowsOf(listen).toReversed()) {
        await selects(listen, label);
        await eventually(() => {
          const lines = listen.lines();
          expect(lines[0]).toBe('public  none, local only');
          expect(lines.at(-2)).toMatch(/^↑↓ move .* \d\/7/);
          expect(lines.filter((line) => /^─{80}$/.test(line))).toHaveLength(1);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
        });
        listen.press('k');
      }

      expect(listen.reached()).toEqual({ clipboard: '', title });
      // What we write ourselves: colours, cursor moves, modes. None of it is what the strangers sent.
      expect(listen.written()).not.toMatch(
        new RegExp(`${ESC}\\]|${ESC}c|${ESC}\\[31mred|[\\u009b\\u202a-\\u202e\\u2066-\\u2069\\u200f\\u061c]`),
      );
      listen.press('q');
      await listen.shows(/^exit 0$/m);
      await expectSaneTerminal(listen);
    });

    it('takes a burst of 300 without a broken screen', async () => {
      const listen = await openScreen();
      await postTexts(listen, 1, 3);
      await selects(listen, '#3');
      listen.press('g');
      await selects(listen, '#1');

      await Promise.all(Array.from({ length: 3 }, (_, part) => postTexts(listen, 4 + part * 100, 100)));
      await listen.shows('── 303 received · 0 again · 0 refused · ');
      await listen.shows('1/303 · G for newest');
      const firstRows = Array.from({ length: 14 }, (_, index) => `#${index + 1} 200`);
      await eventually(() =>
        expect(rowsOf(listen).map(({ label, status }) => `${label} ${status}`)).toEqual(firstRows),
      );
      listen.press('G');
      await selects(listen, '#303');
      await eventually(() => {
        expect(listen.lines()).toHaveLength(24);
        expect(listen.lines()[3]).toMatch(/^── 303 received/);
      });
    });
  },
);
