import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { type FakeIoOptions, fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { folderWithHistory, sessionIdOf, storedAnswer, storedWebhook, writeSession } from '../support/history-of.ts';

async function events(args: readonly string[], options: FakeIoOptions = {}) {
  const { io, out, err } = fakeIo(options);
  const exitCode = await run(['events', ...args], io);
  return { exitCode, out: out(), err: err() };
}

const fixture = (name: string) =>
  JSON.stringify(JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')));

const told = (type: string, from: string, field = 'messages') => ({
  notifications: [{ field, kind: 'message', type, summary: `${type} from ${from}`, from }],
});

const MON = '2026-11-02T08:00:00.000Z';
const TUE = '2026-11-03T08:00:00.000Z';
const on = (day: string, minute: number) => new Date(Date.parse(day) + minute * 60_000).toISOString();

const monday = [
  storedWebhook(MON, 1, on(MON, 1), { ...told('text', '15550100300'), body: fixture('messages/text') }),
  storedAnswer(MON, 1, on(MON, 1), 502),
  storedWebhook(MON, 2, on(MON, 2), told('interactive/button_reply', '15550100400')),
  storedWebhook(MON, 3, on(MON, 3), {
    ...told('PARTNER_ADDED', 'x', 'account_update'),
    signature: { state: 'unchecked' },
  }),
];
const tuesday = [
  storedWebhook(TUE, 1, on(TUE, 1), { ...told('text', '15550100300'), duplicateOf: `${sessionIdOf(MON)}-1` }),
  storedAnswer(TUE, 1, on(TUE, 1)),
];
const twoDays = () => folderWithHistory({ startedAt: MON, lines: monday }, { startedAt: TUE, lines: tuesday });

const idsIn = (out: string) => [...out.matchAll(/ ([a-z0-9]{8}-\d+) /g)].map(([, id]) => id);
const mon = (n: number) => `${sessionIdOf(MON)}-${n}`;
const tue = (n: number) => `${sessionIdOf(TUE)}-${n}`;

describe('events list', () => {
  it('tells the newest first, with the answers, within 80 columns', async () => {
    const { exitCode, out, err } = await events(['list'], { cwd: twoDays() });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(idsIn(out)).toEqual([tue(1), mon(3), mon(2), mon(1)]);
    expect(out).toMatch(/-1 {3}200 {2}text from 15550100300 \[again\]\n/);
    expect(out).toMatch(/502 {2}text from 15550100300\n$/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    [
      ['--type', 'text'],
      [tue(1), mon(1)],
    ],
    [['--type', 'interactive'], [mon(2)]],
    [
      ['--type', 'interactive/button_reply', '--type', 'PARTNER_ADDED'],
      [mon(3), mon(2)],
    ],
    [['--type', 'tex'], []],
    [['--field', 'account_update'], [mon(3)]],
    [
      ['--from', '+1 555-010-0300'],
      [tue(1), mon(1)],
    ],
    [
      ['--from', '15550100300', '--from', '15550100400', '--until', '2026-11-03'],
      [mon(2), mon(1)],
    ],
    [['--signature', 'unchecked'], [mon(3)]],
    [
      ['--since', on(MON, 2)],
      [tue(1), mon(3), mon(2)],
    ],
    [['--since', on(MON, 2), '--until', on(MON, 3)], [mon(2)]],
    [
      ['--last', '2'],
      [tue(1), mon(3)],
    ],
    [
      ['--last', '1', '--type', 'text', '--all'],
      [tue(1), mon(1)],
    ],
  ])('finds with %j', async (flags, ids) => {
    const { exitCode, out } = await events(['list', ...flags], { cwd: twoDays() });
    expect(exitCode).toBe(0);
    expect(idsIn(out)).toEqual(ids);
  });

  it('counts an age from now', async () => {
    const now = new Date().toISOString();
    const cwd = folderWithHistory(
      { startedAt: MON, lines: monday },
      { startedAt: now, lines: [storedWebhook(now, 1, now)] },
    );
    expect(idsIn((await events(['list', '--since', '1h'], { cwd })).out)).toEqual([`${sessionIdOf(now)}-1`]);
    expect(idsIn((await events(['list', '--until', '1h'], { cwd })).out)).toHaveLength(3);
  });

  it('prints the stored lines byte for byte with --json', async () => {
    const { out } = await events(['list', '--json', '--field', 'messages'], { cwd: twoDays() });
    expect(out).toBe([tuesday[0], monday[2], monday[0]].map((line) => `${JSON.stringify(line)}\n`).join(''));
  });

  it('says what it skipped, and that there is more', async () => {
    const cwd = twoDays();
    const file = writeSession(cwd, { startedAt: TUE, text: `${JSON.stringify(tuesday[0])}\n{"type":"webhook.recei` });
    const { exitCode, out, err } = await events(['list', '--last', '2'], { cwd });
    expect({ exitCode, ids: idsIn(out) }).toEqual({ exitCode: 0, ids: [tue(1), mon(3)] });
    expect(err).toContain(`History: skipped 1 damaged line in ${file}.`);
    expect(err).toContain('The newest 2; --last or --all shows more.');
  });

  it('skips a line whose body is damaged', async () => {
    const line = JSON.stringify(monday[0]);
    const cwd = folderWithHistory({ startedAt: MON, text: `${line.slice(0, 150)}${line}\n${line}\n` });
    const { out, err } = await events(['list'], { cwd });
    expect(idsIn(out)).toEqual([mon(1)]);
    expect(err).toContain('1 damaged line');
  });

  it.each([
    [[], 'There is no history here yet'],
    [['--type', 'video'], 'No webhook of history is like that.'],
  ])('with nothing to list says so on stderr, with %j', async (flags, sentence) => {
    const cwd = flags.length === 0 ? temporaryFolder() : twoDays();
    const { exitCode, out, err } = await events(['list', ...flags], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(err).toContain(sentence);
  });

  it.each([
    [['list', '--since', 'yesterday'], '--since', 'It takes an age like 2h or 7d'],
    [['list', '--since', '2026-13-45'], '--since', 'It takes an age'],
    [['list', '--signature', 'good'], '--signature', 'Allowed choices are valid, unchecked, missing, invalid.'],
    [['list', '--last', '0'], '--last', 'from 1'],
    [['show', 'last', '--as', 'xml'], '--as', 'Allowed choices are json, body, http, curl, markdown.'],
  ])('refuses %j with exit code 2', async (args, flag, remedy) => {
    const { exitCode, out, err } = await events(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(flag);
    expect(err).toContain(remedy);
  });

  it('reads a history that an edited line or a stranger wrote', async () => {
    const odd = [
      { type: 'webhook.received', at: on(MON, 1), id: 7 },
      {
        type: 'webhook.received',
        at: on(MON, 2),
        v: 1,
        id: '\u001b[2J',
        notifications: [null, { summary: 5 }],
        body: 5,
      },
      { type: 'webhook.answered', at: on(MON, 3), v: 1 },
      { at: on(MON, 4) },
    ];
    const cwd = folderWithHistory({ startedAt: MON, lines: odd });
    const { exitCode, out } = await events(['list'], { cwd });
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('events show', () => {
  it('explains a webhook, and tells what became of it', async () => {
    const { exitCode, out, err } = await events(['show', mon(1)], { cwd: twoDays() });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(new RegExp(`^${mon(1)} · received 11-0`));
    expect(out).toContain('answered 502 by listen in 12 ms\n');
    expect(out).toContain(`came again as ${tue(1)}, 24 h later\n`);
    expect(out).toContain('text from Ada Test');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    ['last', tue(1)],
    ['#1', tue(1)],
    ['2', mon(2)],
    [mon(3), mon(3)],
  ])('finds %s', async (what, id) => {
    const { out } = await events(['show', what, '--json'], { cwd: twoDays() });
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ id });
  });

  it('prints the stored lines with --json, and its body in other forms', async () => {
    const cwd = twoDays();
    const show = async (...flags: string[]) => (await events(['show', mon(1), ...flags], { cwd })).out;
    const lines = [monday[0], monday[1], tuesday[0]].map((line) => `${JSON.stringify(line)}\n`);
    expect(await show('--json')).toBe(lines.join(''));
    const body = fixture('messages/text');
    expect(await show('--as', 'body')).toBe(body);
    expect(await show('--as', 'json')).toBe(`${JSON.stringify(JSON.parse(body), null, 2)}\n`);
    expect(await show('--as', 'http')).toBe(`POST /webhook HTTP/1.1\r\ncontent-type: application/json\r\n\r\n${body}`);
    expect(await show('--as', 'curl')).toMatch(
      /^curl -sS --globoff -X POST 'http:\/\/127\.0\.0\.1:8090\/webhook' \\\n/,
    );
    expect(await show('--as', 'markdown')).toContain('### What it says');
  });

  it('lets no control character reach a terminal in any form', async () => {
    const cwd = folderWithHistory({
      startedAt: MON,
      lines: [
        storedWebhook(MON, 1, on(MON, 1), {
          path: '/\u001b[2J',
          body: '{"a":"\u009b2J\u202e"}',
          ...told('\u001b]0;x\u0007', 'x'),
        }),
      ],
    });
    for (const form of [[], ['--as', 'json'], ['--as', 'body'], ['--as', 'http'], ['--as', 'markdown']]) {
      const { io, out } = fakeIo({ cwd });
      expect(
        await run(['events', 'show', 'last', '--no-color', ...form], { ...io, stdout: { ...io.stdout, isTTY: true } }),
      ).toBe(0);
      expect(out().replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    }
  });

  it.each(['last', '#99', mon(99), 'text', 'no such thing'])('refuses %s with exit code 3', async (what) => {
    const cwd = what === 'last' ? temporaryFolder() : twoDays();
    const { exitCode, out, err } = await events(['show', what], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toContain('in the history of');
    expect(err).toContain('events list');
  });

  it('shows what somebody edited', async () => {
    const edited = {
      type: 'webhook.received',
      at: on(MON, 1),
      v: 1,
      id: 'mhz3k2p1-1',
      notifications: [null, {}],
      body: 'x',
    };
    const cwd = folderWithHistory({ startedAt: MON, lines: [edited] });
    for (const form of [[], ['--as', 'json'], ['--as', 'http'], ['--as', 'markdown'], ['--as', 'curl']]) {
      expect((await events(['show', 'last', ...form], { cwd })).exitCode).toBe(0);
    }
  });
});

describe('events export', () => {
  it('writes the stored lines of webhooks in the order in which they came', async () => {
    const { exitCode, out, err } = await events(['export', '--field', 'messages'], { cwd: twoDays() });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toBe([monday[0], monday[2], tuesday[0]].map((line) => `${JSON.stringify(line)}\n`).join(''));
  });

  it('writes a file, which replay takes', async () => {
    const cwd = twoDays();
    const { exitCode, out, err } = await events(['export', '--output', 'capture.ndjson'], { cwd });
    expect({ exitCode, out, err }).toEqual({ exitCode: 0, out: '', err: '4 webhooks written to capture.ndjson\n' });
    const { io, out: planned } = fakeIo({ cwd });
    expect(await run(['replay', 'capture.ndjson', '--dry-run'], io)).toBe(0);
    expect(planned().trimEnd().split('\n')).toHaveLength(4);
  });

  it('leaves out what replay could not send', async () => {
    const cwd = folderWithHistory({
      startedAt: MON,
      lines: [...monday, { type: 'webhook.received', at: on(MON, 9), id: 'x' }],
    });
    const { out, err } = await events(['export'], { cwd });
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    expect(err).toContain('1 damaged line');
  });

  it('scrubs with --scrub, for replay to sign anew', async () => {
    const signed = { headers: { 'x-hub-signature-256': `sha256=${'ab'.repeat(32)}`, host: 'otter.example' } };
    const lines = ['messages/text', 'statuses/read'].map((name, n) =>
      storedWebhook(MON, n + 1, on(MON, n + 1), { body: fixture(name), ...signed }),
    );
    const deep = storedWebhook(MON, 3, on(MON, 3), { body: 'no JSON of Ada Test' });
    const cwd = folderWithHistory({ startedAt: MON, lines: [...lines, deep] });
    const { exitCode, out, err } = await events(['export', '--scrub', '--output', 'a.ndjson'], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(err).toMatch(
      /^1 webhook left out: .*\n\d+ personal parts replaced\. .*\n2 webhooks written to a\.ndjson\n$/,
    );
    const text = readFileSync(join(cwd, 'a.ndjson'), 'utf8');
    expect(text).not.toMatch(/Ada|15550100300|abab|otter/);
    const { io, out: printed } = fakeIo({ cwd });
    expect(await run(['replay', 'a.ndjson', '--app-secret', 's', '--print', 'http'], io)).toBe(0);
    expect(printed().match(/X-Hub-Signature-256: sha256=[0-9a-f]{64}/g)).toHaveLength(2);
    expect((await events(['export', '--scrub', '--until', on(MON, 3)], { cwd })).out).toBe(text);
  });

  it('ends whole or not at all', async () => {
    const cwd = twoDays();
    writeFileSync(join(cwd, 'old.ndjson'), 'old');
    const { io, stop } = fakeIo({ cwd });
    stop('SIGINT');
    expect(await run(['events', 'export', '--output', 'old.ndjson'], io)).toBe(130);
    expect(readFileSync(join(cwd, 'old.ndjson'), 'utf8')).toBe('old');
    expect(readdirSync(cwd).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('replaces neither folders nor links, and says when it cannot write', async () => {
    const cwd = twoDays();
    mkdirSync(join(cwd, 'folder'));
    symlinkSync('/dev/null', join(cwd, 'link'));
    for (const output of ['folder', 'link', 'no/such/folder.ndjson']) {
      const { exitCode, err } = await events(['export', '--output', output], { cwd });
      expect(exitCode).toBe(2);
      expect(err).toContain(output);
    }
    expect(existsSync(join(cwd, 'folder'))).toBe(true);
  });
});

describe('events prune', () => {
  it('removes what is older, and says what', async () => {
    const cwd = twoDays();
    const dry = await events(['prune', '--older-than', '1h', '--dry-run'], { cwd });
    expect(dry).toMatchObject({ exitCode: 0, out: '' });
    expect(dry.err).toMatch(/^History: would remove 2 old sessions, [\d.]+ KB; 0 bytes would be left\.\n$/);
    expect(idsIn((await events(['list'], { cwd })).out)).toHaveLength(4);

    const { out } = await events(['prune', '--max-size', '0', '--json'], { cwd });
    expect(JSON.parse(out)).toMatchObject({
      type: 'history.pruned',
      v: 1,
      isDryRun: false,
      leftBytes: 0,
      heldBack: [],
    });
    expect(JSON.parse(out).removed).toHaveLength(2);
    expect((await events(['list'], { cwd })).out).toBe('');
    expect((await events(['prune', '--older-than', '1h'], { cwd })).err).toBe(
      'History: nothing to remove; 0 bytes left.\n',
    );
  });

  it.each([
    [['prune'], 'Nothing says what to remove.', '--older-than 30d'],
    [['prune', '--older-than', 'old'], '--older-than', 'It takes an age like 12h, 30d or 8w.'],
    [['prune', '--max-size', 'big'], '--max-size', 'It takes a size'],
  ])('refuses %j with exit code 2', async (args, sentence, remedy) => {
    const { exitCode, err } = await events(args);
    expect(exitCode).toBe(2);
    expect(err).toContain(sentence);
    expect(err).toContain(remedy);
  });
});
