import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeptList, keptListPath, readKeptList } from '../../src/store/kept-list.ts';
import { writeKeptList } from '../../src/store/write-kept-list.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';

const list: KeptList = {
  asns: [32_934],
  source: 'whois.example:43',
  server: 'whois.example:43',
  at: '2026-02-18T00:00:00.000Z',
  since: '2026-02-18T00:00:00.000Z',
  isComplete: true,
  knowsMaintainers: true,
  routeObjects: 3,
  prefixes: [
    { prefix: '192.0.2.0/24', maintainers: ['MAINT-AS32934'], sources: ['RADB', 'RIPE'] },
    { prefix: '2001:db8::/32', maintainers: [], sources: ['RPKI'] },
  ],
  collapsed: ['192.0.2.0/24', '2001:db8::/32'],
};

const NO_MATCH = 'its prefixes do not match their checksum';

let stateDir: string;

beforeEach(async () => {
  stateDir = join(await mkdtemp(join(tmpdir(), 'wa-webhook-')), 'state');
});

afterEach(async () => {
  await rm(join(stateDir, '..'), { recursive: true, force: true });
});

describe('the kept list', () => {
  it('comes back as it was written', async () => {
    await writeKeptList(stateDir, list);
    expect(await readKeptList(stateDir, list.asns)).toEqual({ state: 'kept', list });
  });

  it('holds what a person or another program wants to know', async () => {
    await writeKeptList(stateDir, list);
    expect(JSON.parse(await readFile(keptListPath(stateDir, list.asns), 'utf8'))).toMatchObject({
      v: 1,
      asns: [32_934],
      server: 'whois.example:43',
      counts: { ipv4: 1, ipv6: 1 },
      sha256: '2869f46ecda9c71c548bfd15408876ac4337d51ac42a093d67736fcd038bc777',
    });
  });

  it('is read as an earlier version wrote it', async () => {
    await writeKeptList(stateDir, list);
    const path = keptListPath(stateDir, list.asns);
    await writeFile(path, withoutSum(await readFile(path, 'utf8')));
    expect(await readFile(path, 'utf8')).not.toContain('"sum"');
    expect(await readKeptList(stateDir, list.asns)).toEqual({ state: 'kept', list });
  });

  it('is private, ignored by git and leaves no draft behind', async () => {
    await writeKeptList(stateDir, list);
    await writeKeptList(stateDir, list);
    expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
    expect((await stat(keptListPath(stateDir, list.asns))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(stateDir, '.gitignore'), 'utf8')).toBe('*\n');
    expect(await readdir(join(stateDir, 'ips'))).toEqual(['as32934.json']);
  });

  it('is one file for each AS', async () => {
    await writeKeptList(stateDir, list);
    expect(await readKeptList(stateDir, [64_500])).toEqual({ state: 'none' });
  });

  it('is none before the first refresh', async () => {
    expect(await readKeptList(stateDir, list.asns)).toEqual({ state: 'none' });
    await expect(stat(stateDir)).rejects.toThrow('ENOENT');
  });

  it.each<[string, (text: string) => string, string]>([
    ['cut', (text) => text.slice(0, -20), 'it is not a list of ours'],
    ['empty', () => '', 'it is not a list of ours'],
    ['null', () => 'null', 'it is not a list of ours'],
    ['another shape', (text) => text.replace('"prefix":', '"cidr":'), 'it is not a list of ours'],
    ['another version', (text) => text.replace('"v": 1', '"v": 2'), 'it is not a list of ours'],
    ['edited', (text) => text.replace('192.0.2.0/24', '0.0.0.0/0'), NO_MATCH],
    ['edited where the registrations are', (text) => editLast(text, '2001:db8::/32', '2000::/3'), NO_MATCH],
    ['with another checksum', (text) => text.replace('"sha256": "2869', '"sha256": "2868'), NO_MATCH],
    ['edited, of an earlier version', (text) => editLast(withoutSum(text), '2001:db8::/32', '2000::/3'), NO_MATCH],
    ['renamed', (text) => text.replace('32934', '64500'), 'it is the list of AS64500'],
  ])('is told, not fatal, when the file is %s', async (_, damage, reason) => {
    await writeKeptList(stateDir, list);
    const path = keptListPath(stateDir, list.asns);
    await writeFile(path, damage(await readFile(path, 'utf8')));

    expect(await readKeptList(stateDir, list.asns)).toEqual({ state: 'damaged', reason });
    await writeKeptList(stateDir, list);
    expect(await readKeptList(stateDir, list.asns)).toEqual({ state: 'kept', list });
  });

  it('is told, not fatal, when the file cannot be read', async () => {
    await mkdir(keptListPath(stateDir, list.asns), { recursive: true });
    expect(await readKeptList(stateDir, list.asns)).toEqual({
      state: 'damaged',
      reason: 'it cannot be read (EISDIR)',
    });
  });

  it('says which folder cannot be written', async () => {
    await writeFile(stateDir, 'a file where the folder should be');
    await expect(writeKeptList(stateDir, list)).rejects.toMatchObject({ code: 'state-unwritable' });
  });

  it('leaves the old one and no draft when the write fails', async () => {
    const path = keptListPath(stateDir, list.asns);
    await mkdir(join(path, 'in the way'), { recursive: true });
    await expect(writeKeptList(stateDir, list)).rejects.toMatchObject({ code: 'state-unwritable' });
    expect(await readdir(join(stateDir, 'ips'))).toEqual(['as32934.json']);
  });
});

describe.skipIf(!hasRealLists)(`the list of 2026${NEEDS_REAL_LISTS}`, () => {
  it('has the checksum that its plain text has', async () => {
    const prefixes = realPrefixes('radb-2026-02-18.prefixes.txt').map((prefix) => ({
      prefix,
      maintainers: [],
      sources: [],
    }));
    await writeKeptList(stateDir, { ...list, prefixes });
    expect(await readFile(keptListPath(stateDir, list.asns), 'utf8')).toContain(
      '1ecdbdbd8cce8d2d651eed2597781ed755cc64cf6c4bb0d531fc0aded6e0e01e',
    );
  });
});

function editLast(text: string, from: string, to: string): string {
  const at = text.lastIndexOf(from);
  return `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
}

function withoutSum(text: string): string {
  return text.replace(/^ {2}"sum": .*\n/m, '');
}
