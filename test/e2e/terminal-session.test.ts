import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import {
  expectSaneTerminal,
  LISTEN,
  type Listen,
  openScreen,
  postTexts,
  replay,
  rowsOf,
  selectedLabel,
  selects,
  VERIFY_TOKEN,
} from '../support/listen-in-terminal.ts';
import { textMessage } from '../support/listening.ts';
import { isTmuxMissing } from '../support/terminal.ts';
import { until } from '../support/until.ts';

/** Twenty that are all of another kind. */
const KINDS = [
  ...['text', 'image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts', 'reaction', 'order'],
  ...['list-reply', 'edit', 'revoke', 'unsupported', 'sent', 'delivered', 'read', 'failed'],
  ...['account_update/account-verified', 'calls/terminate'],
].map((name) => (/^(?:sent|delivered|read|failed|.*\/.*)$/.test(name) ? name : `messages/${name}`));

/** An editor that a person steers: it waits for a line on the terminal, then writes it into the text. */
function scriptedEditor(): string {
  const editor = join(temporaryFolder(), 'editor.sh');
  const lines = [
    '#!/bin/sh',
    'stat -c "%a" "$1" > "$0.mode"',
    'echo "the editor has the terminal"',
    'read word',
    'sed -i "s/Hallo/$word/" "$1"',
  ];
  writeFileSync(editor, `${lines.join('\n')}\n`);
  chmodSync(editor, 0o755);
  return editor;
}

async function openWithApp(env: Readonly<Record<string, string>> = {}) {
  const app = await appAnswering(200);
  const listen = await openScreen(`${LISTEN} --forward-to ${app.url}`, env);
  return { app, listen };
}

async function opens(listen: Listen, label: string): Promise<void> {
  await selects(listen, label);
  listen.press('Enter');
  await listen.shows(`${label}  [explained]`);
  await listen.shows(/^Signature: /m);
}

describe.skipIf(isTmuxMissing)(
  `a session in a real terminal${isTmuxMissing ? " (skipped: Debian's tmux is missing)" : ''}`,
  () => {
    it('goes from the handshake to the end of the day', async () => {
      const editor = scriptedEditor();
      const { app, listen } = await openWithApp({ EDITOR: editor });

      const query = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${VERIFY_TOKEN}`;
      const headers = { 'user-agent': 'facebookplatform/1.0' };
      expect(await (await fetch(`${listen.url}?${query}`, { headers })).status).toBe(200);
      await listen.shows(/^meta {4}handshake ok [\d:]{8} · signature check on · by facebookplatform\/1\.0$/m);

      expect((await replay(listen, ...KINDS)).exitCode).toBe(0);
      await selects(listen, '#20');
      await listen.shows('── 20 received · 0 again · 0 refused · ');
      await listen.shows(/^local {3}.* · app up/m);

      listen.press('/');
      await listen.shows('filter: ');
      for (const letter of 'kind:image') listen.press(letter);
      listen.press('Enter');
      await listen.shows('── only kind:image · 20 received');
      await eventually(() => expect(rowsOf(listen).map(({ label }) => label)).toEqual(['#2']));
      listen.press('Escape');
      await selects(listen, '#20');

      listen.press('g');
      await opens(listen, '#1');
      await listen.shows('Signature: valid');
      await listen.shows(/^Answer: 200 in/m);
      listen.press('Tab');
      await listen.shows('"object": "whatsapp_business_account"');
      listen.press('/');
      for (const letter of 'hallo') listen.press(letter);
      listen.press('Enter');
      await listen.shows(/"body": "Hallo, wann/);
      listen.press('Tab');
      await listen.shows('{"object":"whatsapp_business_account"');
      listen.press('Tab');
      await listen.shows(/^x-hub-signature-256: sha256=/m);
      listen.press('Escape');
      await selects(listen, '#1');

      const sentOnce = app.requests.length;
      const first = app.requests.find(({ method }) => method === 'POST');
      listen.press('r');
      await listen.shows(/^Replayed: .* answered 200 in/m);
      expect(app.requests).toHaveLength(sentOnce + 1);
      expect(app.requests.at(-1)?.rawBody).toEqual(first?.rawBody);
      expect(app.requests.at(-1)?.headers['x-hub-signature-256']).toBe(first?.headers['x-hub-signature-256']);

      listen.press('d');
      await listen.shows(/^Sent again: .* answered 200 in/m);
      await listen.shows('── 21 received · 1 again · ');
      expect(app.requests.at(-1)?.rawBody).toEqual(first?.rawBody);
      expect(selectedLabel(listen)).toBe('#1');

      listen.press('e');
      await listen.shows('the editor has the terminal');
      expect(listen.modes()).toEqual({ isOnSecondScreen: false, hasCursor: true });
      await postTexts(listen, 1, 1);
      listen.type('Servus');
      await listen.shows(/^Edited and replayed: .* answered 200 in/m);
      expect(listen.modes()).toEqual({ isOnSecondScreen: true, hasCursor: false });
      expect(app.requests.at(-1)?.rawBody.toString()).toContain('Servus, wann \\u00f6ffnet ihr?');
      expect(readFileSync(`${editor}.mode`, 'utf8')).toBe('600\n');
      await listen.shows('── 22 received');

      listen.press('c');
      await listen.shows(/^Copied as curl/m);
      await eventually(() => expect(listen.reached().clipboard).toContain('curl -sS'));
      listen.press('s');
      await listen.shows('save as fixture: text-1');
      listen.press('Enter');
      await listen.shows(/^Saved as fixtures\/messages\/text-1\.json/m);
      expect(existsSync(join(listen.cwd, 'fixtures/messages/text-1.json'))).toBe(true);

      listen.press('2');
      await listen.shows('Faults on purpose: answers: 500');
      listen.press('f');
      await listen.shows('› ');
      for (const letter of 'sticker') listen.press(letter);
      await listen.shows('› messages/sticker');
      listen.press('Enter');
      await listen.shows(/^Fired messages\/sticker: .* answered 500 in/m);
      listen.press('1');
      await listen.shows('From the next webhook on: the usual answers.');

      listen.resize(40, 20);
      await eventually(() => {
        expect(listen.lines()).toHaveLength(20);
        for (const line of listen.lines()) expect(stringWidth(line)).toBeLessThanOrEqual(40);
        expect(selectedLine(listen)).toContain('#1');
      });
      listen.resize(200, 50);
      await listen.shows('→ http');
      listen.press('Tab');
      await listen.shows(/sent › delivered|sent › ·+ |···· › delivered/);
      listen.resize(80, 24);
      listen.press('Tab');
      await listen.shows(' 1/23 · G for newest');

      listen.press('?');
      await listen.shows('Keys, and the command or flag that does the same');
      listen.press('C-c');
      await listen.shows(/^exit 0$/m);
      expect(listen.lines().join('\n')).toContain('Ended (quit): 23 webhooks received, 1 of them again.');
      await expectSaneTerminal(listen);
    });

    it('reads from history what an earlier session received', async () => {
      const { listen } = await openWithApp();
      await postTexts(listen, 1, 120);
      await selects(listen, '#120');
      listen.press('q');
      await listen.shows(/^exit 0$/m);

      listen.type(`clear; ${LISTEN}`);
      await listen.shows('wa-webhook replay text');
      listen.press('Up');
      await listen.shows(' 100/100');
      expect(selectedLabel(listen)).toBe('#120');
      listen.press('g');
      await listen.shows(' 1/100 · ');
      listen.press('Up');
      await listen.shows(' 20/120');
      expect(selectedLabel(listen)).toBe('#20');
      listen.press('Enter');
      await listen.shows('#20  [explained]');
      await listen.shows('Signature: valid');
      listen.press('q');
    });

    it.each([
      ['TERM', 'SIGTERM', 0],
      ['a window that closes its side', 'SIGHUP', 0],
      ['a bug of ours', 'SIGUSR2', 70],
    ] as const)(
      'gives the terminal back on %s, with a webhook open and in the middle of editing',
      async (_, signal, code) => {
        // No flag of ours breaks us: Node itself is told to throw, outside of everything that could catch it.
        const crash = join(temporaryFolder(), 'crash.mjs');
        writeFileSync(crash, `process.on('SIGUSR2', () => { throw new Error('on purpose \\u001b[31m'); });\n`);
        const env = { EDITOR: scriptedEditor(), NODE_OPTIONS: `--import=${pathToFileURL(crash).href}` };

        const { listen } = await openWithApp(env);
        await postTexts(listen, 1, 3);
        await opens(listen, '#3');
        process.kill(listen.pid, signal);
        await listen.shows(new RegExp(`^exit ${code}$`, 'm'));
        if (code === 70) expect(listen.lines().join('\n')).toContain('error: This is a bug in wa-webhook');
        await expectSaneTerminal(listen);

        const editing = (await openWithApp(env)).listen;
        await postTexts(editing, 1, 3);
        await selects(editing, '#3');
        editing.press('e');
        await editing.shows('the editor has the terminal');
        process.kill(editing.pid, signal);
        await editing.shows(new RegExp(`^exit ${code}$`, 'm'));
        await expectSaneTerminal(editing);
      },
    );

    it('scrolls through 3 MB and searches in it', async () => {
      const { listen } = await openWithApp();
      expect((await replay(listen, 'history', '--size', '3mb')).exitCode).toBe(0);
      await selects(listen, '#1');
      listen.press('Enter');
      await listen.shows('Too large to be explained here');
      listen.press('Tab');
      await listen.shows('"object"');
      listen.press('End');
      await listen.shows(/ ([\d,]+)\/\1$/m);
      expect(listen.lines().slice(0, -2).at(-1)).toBe('}');
      listen.press('g', '/');
      for (const letter of 'messages"') listen.press(letter);
      listen.press('Enter');
      await listen.shows(/"messages": \[/);
      listen.press('q');
      await listen.shows(/^exit 0$/m);
    });

    it('draws with nothing but ASCII on demand', async () => {
      const listen = await openScreen(`${LISTEN} --ascii`);
      expect((await replay(listen, 'text', 'messages/text-right-to-left', 'messages/name-emoji')).exitCode).toBe(0);
      await listen.shows('-- 3 received . 0 again . 0 refused . ');
      await until(() => rowsInAscii(listen) === 3, 'three rows');
      listen.press('Enter');
      await listen.shows('[explained]');
      expect(listen.lines().join('\n')).toMatch(/^\p{ASCII}*$/u);
    });

    it('shows hostile text in an opened webhook, and never obeys it', async () => {
      const listen = await openScreen();
      const { title } = listen.reached();
      const hostile = `\u001b]52;c;aGFja2Vk\u0007\u001b]0;hacked\u0007\u001b[2J\u009b2J\u202eevil ${'x'.repeat(10_000)}👩‍👩‍👧‍👦`;
      const file = join(listen.cwd, 'hostile.json');
      writeFileSync(file, textMessage('wamid.1', hostile).replace('"Ada"', JSON.stringify(hostile)));
      expect((await replay(listen, file)).exitCode).toBe(0);
      await selects(listen, '#1');
      listen.press('Enter');
      await listen.shows('[explained]');
      for (const part of ['body', 'exact', 'headers']) {
        listen.press('Tab');
        await listen.shows(`[${part}]`);
        await eventually(() => {
          expect(listen.lines()[0]).toBe('public  none, local only');
          expect(listen.lines().at(-2)).toMatch(/^↑↓ move/);
          for (const line of listen.lines()) expect(stringWidth(line)).toBeLessThanOrEqual(80);
        });
      }
      expect(listen.reached()).toEqual({ clipboard: '', title });
      listen.press('q');
      await listen.shows(/^exit 0$/m);
      await expectSaneTerminal(listen);
    });
  },
);

function selectedLine({ lines }: Listen): string | undefined {
  return lines().find((line) => line.startsWith('›'));
}

function rowsInAscii({ lines }: Listen): number {
  return lines().filter((line) => /^[ >]\d\d:\d\d:\d\d [<>.] #\d /.test(line)).length;
}
