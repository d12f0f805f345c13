import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announceListener, findListener, withdrawListener } from '../../src/store/running-listener.ts';
import { openStateDir } from '../../src/store/state-dir.ts';
import { keptVerifyToken } from '../../src/store/verify-token.ts';
import { writeWhole } from '../../src/store/write-whole.ts';
import { temporaryFolder } from '../support/fake-io.ts';

const random = (size: number) => Uint8Array.from({ length: size }, (_, index) => index);

describe('openStateDir', () => {
  it('makes a private folder that git ignores', async () => {
    const path = await openStateDir(join(temporaryFolder(), 'a/.wa-webhook'));
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('says which folder cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(openStateDir(join(file, 'state'))).rejects.toMatchObject({ code: 'state-unwritable' });
  });
});

describe('writeWhole', () => {
  it('replaces the file, privately, and leaves no draft', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'list');
    writeFileSync(path, 'old', { mode: 0o644 });
    await writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['list']);
  });

  it('leaves the old one and no draft when it fails', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'list'));
    await expect(writeWhole(join(folder, 'list'), 'new')).rejects.toThrow('EISDIR');
    expect(readdirSync(folder)).toEqual(['list']);
  });
});

describe('keptVerifyToken', () => {
  it('is made once and the same from then on', async () => {
    const folder = temporaryFolder();
    const token = await keptVerifyToken(folder, random);
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(await keptVerifyToken(folder, (size) => random(size).fill(9))).toBe(token);
    expect(statSync(join(folder, 'verify-token')).mode & 0o777).toBe(0o600);
  });

  it('is made anew when the file is empty, and told when it is no file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'verify-token'), '\n');
    expect(await keptVerifyToken(folder, random)).toHaveLength(24);

    const other = temporaryFolder();
    mkdirSync(join(other, 'verify-token'));
    await expect(keptVerifyToken(other, random)).rejects.toMatchObject({ code: 'state-unwritable' });
    chmodSync(join(other, 'verify-token'), 0o700);
  });
});

describe('the running listener', () => {
  const listener = {
    pid: 7,
    startedAt: '2026-01-01T00:00:00.000Z',
    url: 'http://127.0.0.1:8090/webhook',
    forwardTo: [],
  };

  it('is found until it takes its note away', async () => {
    const folder = temporaryFolder();
    expect(await findListener(folder, () => true)).toBeUndefined();
    await announceListener(folder, listener, () => true);
    expect(await findListener(folder, () => true)).toEqual(listener);
    await withdrawListener(folder, 7);
    expect(await findListener(folder, () => true)).toBeUndefined();
  });

  it('is the newest of those that still run', async () => {
    const folder = temporaryFolder();
    await announceListener(folder, listener, () => true);
    await announceListener(folder, { ...listener, pid: 8, startedAt: '2026-01-03T00:00:00.000Z' }, () => true);
    await announceListener(folder, { ...listener, pid: 9, startedAt: '2026-01-02T00:00:00.000Z' }, () => true);
    expect(await findListener(folder, () => true)).toMatchObject({ pid: 8 });
    expect(await findListener(folder, (pid) => pid !== 8)).toMatchObject({ pid: 9 });
    await withdrawListener(folder, 9);
    expect(await findListener(folder, (pid) => pid !== 8)).toMatchObject({ pid: 7 });
  });

  it('takes away the notes of those that were killed', async () => {
    const folder = temporaryFolder();
    await announceListener(folder, listener, () => true);
    await announceListener(folder, { ...listener, pid: 8 }, (pid) => pid === 8);
    expect(readdirSync(join(folder, 'listening'))).toEqual(['8.json']);
  });

  it.each(['', 'null', '{}', '{"pid":"7","url":1,"forwardTo":[]}'])('is none where the note is %j', async (note) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'listening'));
    writeFileSync(join(folder, 'listening/7.json'), note);
    expect(await findListener(folder, () => true)).toBeUndefined();
  });
});
