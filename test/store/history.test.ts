import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHistory } from '../../src/store/history.ts';
import { keptWebhooks, rawBodyOf } from '../../src/store/kept-webhooks.ts';
import { readHistory } from '../../src/store/read-history.ts';
import { temporaryFolder } from '../support/fake-io.ts';

const lineOf = (n: number, text = '') => `${JSON.stringify({ n, text })}\n`;

async function readAll(stateDir: string, maxBytes = 1e9) {
  const sessions = [];
  for await (const session of readHistory(stateDir, maxBytes)) sessions.push(session);
  return sessions;
}

describe('history', () => {
  it('holds each appended line once, in order, readable by its owner alone', async () => {
    const stateDir = temporaryFolder();
    const history = await openHistory(stateDir, 'one');
    await Promise.all(Array.from({ length: 500 }, (_, n) => history.append(Buffer.from(lineOf(n)))));
    await history.close();

    expect(readFileSync(history.file, 'utf8')).toBe(Array.from({ length: 500 }, (_, n) => lineOf(n)).join(''));
    expect(statSync(history.file).mode & 0o777).toBe(0o600);
    expect(statSync(join(stateDir, 'history')).mode & 0o777).toBe(0o700);
  });

  it('is on disk when append settles', async () => {
    const history = await openHistory(temporaryFolder(), 'one');
    await history.append(Buffer.from(lineOf(1)));
    expect(readFileSync(history.file, 'utf8')).toBe(lineOf(1));
    await history.close();
  });

  it('writes what still waits when it is closed', async () => {
    const history = await openHistory(temporaryFolder(), 'one');
    const appended = history.append(Buffer.from(lineOf(1)));
    await history.close();
    await appended;
    expect(readFileSync(history.file, 'utf8')).toBe(lineOf(1));
  });

  it('never writes into the file of another session', async () => {
    const stateDir = temporaryFolder();
    await (await openHistory(stateDir, 'one')).close();
    await expect(openHistory(stateDir, 'one')).rejects.toMatchObject({ code: 'state-unwritable' });
  });

  it('says what is wrong with a folder that cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(openHistory(file, 'one')).rejects.toMatchObject({
      code: 'state-unwritable',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  const canMount =
    process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
  it.skipIf(!canMount)(
    'on a full disk refuses, keeps what it has whole, and goes on when there is room (needs root for a tmpfs)',
    async () => {
      const stateDir = temporaryFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', stateDir]);
      onTestFinished(() => void execFileSync('umount', ['-l', stateDir]));

      const history = await openHistory(stateDir, 'one');
      await history.append(Buffer.from(lineOf(1, 'x'.repeat(100_000))));
      await expect(history.append(Buffer.from(lineOf(2, 'x'.repeat(400_000))))).rejects.toMatchObject({
        code: 'ENOSPC',
      });
      await history.append(Buffer.from(lineOf(3)));
      await history.close();

      const [session] = await readAll(stateDir);
      expect(session?.skippedLines).toBe(0);
      expect(session?.lines).toMatchObject([{ n: 1 }, { n: 3 }]);
    },
  );
});

describe('readHistory', () => {
  it('gives the newest session first and skips a half-written last line', async () => {
    const stateDir = temporaryFolder();
    for (const [n, name] of ['2026-01-01', '2026-01-02'].entries()) {
      const history = await openHistory(stateDir, name);
      await history.append(Buffer.from(lineOf(n)));
      await history.close();
      appendFileSync(history.file, '{"type":"webhook.recei');
    }
    expect(await readAll(stateDir)).toMatchObject([
      { file: expect.stringContaining('2026-01-02'), lines: [{ n: 1 }], skippedLines: 1 },
      { file: expect.stringContaining('2026-01-01'), lines: [{ n: 0 }], skippedLines: 1 },
    ]);
  });

  it('reads no more than the end of what is asked', async () => {
    const stateDir = temporaryFolder();
    const history = await openHistory(stateDir, 'one');
    for (let n = 0; n < 100; n += 1) await history.append(Buffer.from(lineOf(n)));
    await history.close();
    const [session, ...others] = await readAll(stateDir, 100);
    expect(others).toEqual([]);
    expect(session?.skippedLines).toBe(0);
    expect(session?.lines.at(-1)).toMatchObject({ n: 99 });
    expect(session?.lines.length).toBeLessThan(10);
  });

  it('finds nothing where nothing is', async () => {
    expect(await readAll(temporaryFolder())).toEqual([]);
  });
});

describe('keptWebhooks', () => {
  it('takes received webhooks only, whatever else stands there', () => {
    const webhook = {
      type: 'webhook.received',
      id: 'a-1',
      at: '2026-01-01T00:00:00.000Z',
      notifications: [],
      body: '{}',
    };
    expect(keptWebhooks([null, 5, [], {}, { ...webhook, id: 5 }, { type: 'webhook.answered' }, webhook])).toEqual([
      webhook,
    ]);
  });

  it('gives back the exact bytes', () => {
    expect(Buffer.from(rawBodyOf({ body: '"ü"' }))).toEqual(Buffer.from('"ü"'));
    expect(Buffer.from(rawBodyOf({ bodyBase64: '/w==' }))).toEqual(Buffer.from([0xff]));
  });
});
