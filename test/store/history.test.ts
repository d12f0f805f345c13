import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHistory } from '../../src/store/history.ts';
import { keptWebhooks, rawBodyOf } from '../../src/store/kept-webhooks.ts';
import { temporaryFolder } from '../support/fake-io.ts';

const lineOf = (n: number, text = '') => `${JSON.stringify({ n, text })}\n`;

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

      expect(readFileSync(history.file, 'utf8')).toBe(lineOf(1, 'x'.repeat(100_000)) + lineOf(3));
    },
  );
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
