import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beginSession, openHistory } from '../../src/store/history.ts';
import { keptWebhooks, rawBodyOf } from '../../src/store/kept-webhooks.ts';
import { sessionName } from '../../src/store/read/session-files.ts';
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

  it('gives each of those that start at the same moment a file of its own', async () => {
    const stateDir = temporaryFolder();
    const now = new Date('2026-11-01T08:00:00.999Z');
    const starts = await Promise.all([1, 2, 3].map(() => beginSession(stateDir, now)));
    expect(starts.map((start) => start.getTime() - now.getTime()).sort()).toEqual([0, 1, 2]);
    expect(readdirSync(join(stateDir, 'history')).sort()).toEqual(
      starts.map((start) => `${sessionName(start).name}.ndjson`).sort(),
    );
  });

  it('says what keeps a session from beginning', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(beginSession(file, new Date())).rejects.toMatchObject({ code: 'state-unwritable' });
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

  it('drops its beginning while lines of all sizes go on to come', async () => {
    const stateDir = temporaryFolder();
    const history = await openHistory(stateDir, 'one');
    const lines = Array.from({ length: 300 }, (_, n) => lineOf(n, 'x'.repeat((n * 7_919) % 40_000)));
    const appended: Promise<void>[] = [];
    for (const line of lines.slice(0, 150)) appended.push(history.append(Buffer.from(line)));
    await Promise.all(appended);

    const offset = lines.slice(0, 100).join('').length;
    const dropped = history.dropBefore(offset);
    for (const line of lines.slice(150)) {
      await history.append(Buffer.from(line));
      // Whoever reads it meanwhile reads a whole file, the old one or the new one, with the line that was just written.
      expect(readFileSync(history.file, 'utf8').endsWith(line)).toBe(true);
    }
    await dropped;
    await history.append(Buffer.from(lineOf(300)));
    expect(readFileSync(history.file, 'utf8')).toBe(`${lines.slice(100).join('')}${lineOf(300)}`);
    expect(history.writtenBytes()).toBe(lines.join('').length + lineOf(300).length);
    expect(statSync(history.file).mode & 0o777).toBe(0o600);
    await history.close();
    expect(readdirSync(join(stateDir, 'history'))).toEqual(['one.ndjson']);
  });

  it('keeps all of it when it is closed before its beginning is dropped', async () => {
    const stateDir = temporaryFolder();
    const history = await openHistory(stateDir, 'one');
    await history.append(Buffer.from(lineOf(1)));
    await history.append(Buffer.from(lineOf(2)));
    const dropped = history.dropBefore(lineOf(1).length);
    await history.close();
    await dropped;
    expect(readFileSync(history.file, 'utf8')).toBe(lineOf(1) + lineOf(2));
    expect(readdirSync(join(stateDir, 'history'))).toEqual(['one.ndjson']);
  });
});
