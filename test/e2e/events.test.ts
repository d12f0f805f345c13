import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWithHistory, storedWebhook } from '../support/history-of.ts';
import {
  APP_SECRET,
  historyFiles,
  historyText,
  listening,
  post,
  signatureOf,
  textMessage,
} from '../support/listening.ts';
import { parseLine, runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

describe('events', () => {
  it('tells what a listen received, and gives it back to replay', async () => {
    const first = await listening();
    for (const n of [1, 2, 1]) await post(first.url, textMessage(`wamid.${n}`, `Nachricht ${n}`));
    const cwd = first.cwd;
    const listed = await runProgram(['events', 'list'], { cwd });
    expect({ exitCode: listed.exitCode, err: listed.err }).toEqual({ exitCode: 0, err: '' });
    expect(listed.out).toMatch(/ 200 {2}text from Ada: "Nachricht 1" \[again\]\n.* 2"\n.* 1"\n$/);

    const json = await runProgram(['events', 'list', '--json'], { cwd });
    const stored = historyText(cwd)
      .split('\n')
      .filter((line) => line.startsWith('{"type":"webhook.received"'));
    expect(json.out.trimEnd().split('\n').reverse()).toEqual(stored);

    const shown = await runProgram(['events', 'show', '2'], { cwd });
    expect(shown.out).toMatch(/signature valid\nanswered 200 by listen in /);

    const exported = await runProgram(['events', 'export', '--output', 'capture.ndjson'], { cwd });
    expect(exported).toMatchObject({ exitCode: 0, out: '' });
    const replayed = await runProgram(['replay', 'capture.ndjson', '--to', first.url], { cwd });
    expect(replayed.exitCode).toBe(0);
  });

  it('has no torn line while a listen writes', { timeout: 300_000 }, async () => {
    const listen = await listening();
    const cwd = listen.cwd;
    let isOver = false;
    const sending = async (lane: number) => {
      for (let n = 0; !isOver; n += 1) {
        const body = textMessage(`wamid.${lane}.${n}`, 'ü'.repeat((n * 997) % 30_000));
        expect((await post(listen.url, body)).status).toBe(200);
      }
    };
    const lanes = Promise.all([1, 2, 3, 4].map(sending));
    try {
      for (let round = 0; round < 8; round += 1) {
        const [listed, all, exported] = await Promise.all([
          runProgram(['events', 'list', '--last', '50'], { cwd }),
          runProgram(['events', 'list', '--all', '--json'], { cwd }),
          runProgram(['events', 'export'], { cwd }),
        ]);
        for (const { exitCode, err } of [all, exported]) {
          expect({
            exitCode,
            err: err.replace('There is no history here yet: wa-webhook listen keeps what it receives.\n', ''),
          }).toEqual({ exitCode: 0, err: '' });
        }
        expect(listed.err).not.toContain('damaged');
        for (const { out } of [all, exported]) {
          for (const line of out.split('\n').filter((each) => each !== '')) {
            const { headers, body } = parseLine(line);
            expect((headers as Record<string, string>)['x-hub-signature-256']).toBe(signatureOf(String(body)));
          }
        }
      }
    } finally {
      isOver = true;
      await lanes;
    }
    expect((await runProgram(['events', 'export'], { cwd })).out.split('\n').length).toBeGreaterThan(20);
  });

  it('ends quietly when its reader has enough', async () => {
    const listen = await listening();
    const flags = ['--to', listen.url, '--app-secret', APP_SECRET];
    await runProgram(['replay', 'text', '--count', '500', ...flags]);
    const list = startProgram(['events', 'list', '--all', '--json'], { cwd: listen.cwd });
    list.closeStdout();
    expect(await list.ended).toEqual({ exitCode: 0, signal: null });
    expect(list.err()).toBe('');
  });

  it('says in one sentence what is wrong with a history that it cannot read', async () => {
    const { cwd } = await runProgram(['--version']);
    writeFileSync(join(cwd, '.wa-webhook'), 'a file');
    const { exitCode, err } = await runProgram(['events', 'list'], { cwd });
    expect(exitCode).toBe(0);
    expect(err).toContain('There is no history here yet');
  });
});

describe('a listen', () => {
  it('keeps history within its bound at the start, and says so', async () => {
    const old = '2026-11-01T08:00:00.000Z';
    const cwd = folderWithHistory({ startedAt: old, lines: [1, 2, 3].map((n) => storedWebhook(old, n, old)) });
    const bound = await listening(['--max-history', '700'], { cwd });
    const [pruned] = bound.events();
    expect(pruned).toMatchObject({ type: 'history.pruned', removed: [], heldBack: [] });
    expect(historyFiles(cwd).map((file) => readFileSync(file, 'utf8').split('\n').length - 1)).toEqual([1, 0]);
    await post(bound.url, textMessage('wamid.1'));

    // Nothing that a running one writes is ever removed.
    const pruning = await runProgram(['events', 'prune', '--max-size', '0'], { cwd });
    expect(pruning.exitCode).toBe(0);
    expect(pruning.err).toContain('removed 1 old session');
    expect(pruning.err).toContain('1 session stay: in use');
    await post(bound.url, textMessage('wamid.2'));
    await bound.stop();
    expect(historyText(cwd).match(/"webhook\.received"/g)).toHaveLength(2);
  });

  it('keeps history within its bound while it runs, its own too, and says so once', async () => {
    const old = '2026-11-01T08:00:00.000Z';
    const cwd = folderWithHistory({ startedAt: old, lines: [1, 2, 3].map((n) => storedWebhook(old, n, old)) });
    const bound = await listening(['--max-history', '200kb'], { cwd });
    const boundBytes = 200 * 1024;
    const sizeBytes = () => historyFiles(cwd).reduce((sum, file) => sum + statSync(file).size, 0);
    for (let n = 0; n < 120; n += 1) await post(bound.url, textMessage(`wamid.${n}`, 'long '.repeat(2_000)));
    // It looks each time that another 64 KB came.
    await until(() => sizeBytes() <= boundBytes + 64 * 1024, 'history to be within its bound');
    await bound.stop();
    const pruned = bound.events().filter(({ type }) => type === 'history.pruned');
    expect(pruned).toHaveLength(1);
    expect(pruned[0]).toMatchObject({ isDryRun: false, removed: [expect.stringContaining('2026-11-01')] });
    for (const line of historyText(cwd).trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    expect(historyText(cwd)).toContain('wamid.119');
    expect(historyText(cwd)).not.toContain('"wamid.1"');
  });

  it.each([
    ['the same message', textMessage('wamid.1'), textMessage('wamid.1', 'in other words')],
    ['the same status of a message', statusOf('read'), `${statusOf('read')} `],
    ['the same bytes', '{"of":"another product"}', '{"of":"another product"}'],
  ])('knows %s again after a restart, even a hard one, and behind megabytes of others', async (_, body, again) => {
    const first = await listening();
    await post(first.url, body);
    const original = await first.next('webhook.received');
    await post(first.url, statusOf('delivered'));
    for (let n = 0; n < 8; n += 1) await post(first.url, textMessage(`wamid.large.${n}`, 'x'.repeat(2_500_000)));
    await first.stop('SIGKILL');

    const second = await listening([], { cwd: first.cwd });
    await post(second.url, again);
    expect(await second.next('webhook.received')).toMatchObject({ duplicateOf: original['id'] });
    await post(second.url, statusOf('sent'));
    expect(await second.next('webhook.received')).not.toHaveProperty('duplicateOf');
  });
});

function statusOf(status: string): string {
  const statuses = [{ id: 'wamid.sent.by.us', status, timestamp: '1767225600', recipient_id: '16505551234' }];
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: '106540352242922' }, statuses };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ value, field: 'messages' }] }],
  });
}
