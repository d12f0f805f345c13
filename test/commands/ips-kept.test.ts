import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { answer, folderWithKeptList, refresh } from '../support/refreshing.ts';
import { routeObject, whoisAnswer } from '../support/whois-answering.ts';

const DAY_MS = 86_400_000;

/** Runs `ips …` in this folder, at another time where the test says so. */
async function ips(
  args: readonly string[],
  { cwd = temporaryFolder(), at, stdin }: { cwd?: string; at?: Date; stdin?: string } = {},
) {
  const fake = fakeIo({ cwd, ...(stdin !== undefined && { stdin }) });
  const io = at === undefined ? fake.io : { ...fake.io, now: () => at };
  const code = await run(['ips', ...args], io);
  return { code, out: fake.out(), err: fake.err() };
}

function day(n: number): Date {
  return new Date(Date.UTC(2026, 0, n, 12));
}

const FIRST = ['157.240.0.0/24', '157.240.1.0/24', '2a03:2880::/32'];

/** A folder in which a list was kept on each of these days of January 2026, each a /24 longer than the one before. */
async function folderWithLists(days: number): Promise<string> {
  const cwd = temporaryFolder();
  for (let n = 1; n <= days; n += 1) {
    const more = Array.from({ length: n - 1 }, (_, each) => `57.141.${each}.0/24`);
    const stdin = whoisAnswer([...FIRST, ...more].map((prefix) => routeObject(prefix)));
    const { code } = await ips(['refresh', '--input', '-', '--max-growth', '100'], { cwd, at: day(n), stdin });
    expect(code).toBe(0);
  }
  return cwd;
}

describe('ips list', () => {
  it('prints the kept list, and says nothing where nothing is to be said', async () => {
    const cwd = await folderWithKeptList();
    expect(await ips(['list'], { cwd })).toEqual({
      code: 0,
      out: '157.240.2.0/24\n157.240.100.0/24\n2a03:2880::/32\n',
      err: '',
    });
    expect((await ips(['list', '--no-aggregate', '--family', '4'], { cwd })).out).toBe(
      '157.240.2.0/25\n157.240.2.128/25\n157.240.100.0/24\n',
    );
  });

  it('is the same bytes after every refresh that changed nothing', async () => {
    const cwd = temporaryFolder();
    await ips(['refresh', '--input', '-'], { cwd, at: day(1), stdin: answer });
    const first = await ips(['list', '--format', 'nginx'], { cwd, at: day(1) });
    await ips(['refresh', '--input', '-'], { cwd, at: day(9), stdin: answer });
    const second = await ips(['list', '--format', 'nginx'], { cwd, at: day(9) });

    expect(first.out).toContain('the same since 2026-01-01.');
    expect(second).toEqual(first);
  });

  it('prints the list that was in force on a day, of the last ten', async () => {
    const cwd = await folderWithLists(12);
    const at = async (date: string) =>
      (await ips(['list', '--at', date, '--no-aggregate'], { cwd })).out.match(/^57\./gm);

    expect(await readdir(join(cwd, '.wa-webhook/ips/as32934'))).toHaveLength(9);
    expect(await at('2026-01-12')).toHaveLength(11);
    expect(await at('2026-02-28')).toHaveLength(11);
    expect(await at('2026-01-04')).toHaveLength(3);
    expect(await at('2026-01-04T12:00Z')).toHaveLength(3);
    expect(await at('2026-01-04T11:59:59Z')).toHaveLength(2);
    const { code, err } = await ips(['list', '--at', '2026-01-02'], { cwd });
    expect(code).toBe(3);
    expect(err).toContain('No list of AS32934 is kept that was in force at 2026-01-02T23:59:59.999Z.');
  });

  it('says so when nobody asked for a month', async () => {
    const cwd = temporaryFolder();
    await ips(['refresh', '--input', '-'], { cwd, at: day(1), stdin: answer });
    const later = (days: number) => new Date(day(1).getTime() + days * DAY_MS);
    expect((await ips(['list'], { cwd, at: later(30) })).err).toBe('');
    expect((await ips(['list'], { cwd, at: later(31) })).err).toBe(
      "the list is 31 days old, and Meta's addresses change: wa-webhook ips refresh\n",
    );
    expect((await ips(['list', '--json'], { cwd, at: later(31) })).out).toContain('"oldByDays":31');
  });

  it('writes a file that a server may read, keeps the mode of one that is there, and leaves no draft', async () => {
    const cwd = await folderWithKeptList();
    const write = () => ips(['list', '--format', 'haproxy', '--output', 'meta.acl'], { cwd });
    const mode = async () => (await stat(join(cwd, 'meta.acl'))).mode & 0o777;

    expect((await write()).err).toBe('3 prefixes (2 IPv4, 1 IPv6) written to meta.acl\n');
    expect(await mode()).toBe(0o644);
    await chmod(join(cwd, 'meta.acl'), 0o640);
    await write();
    expect(await mode()).toBe(0o640);
    expect((await readdir(cwd)).sort()).toEqual(['.wa-webhook', 'meta.acl']);
  });

  it('leaves the file as it is when the format cannot hold the list', async () => {
    const cwd = await folderWithKeptList();
    await writeFile(join(cwd, 'meta.json'), 'the last good list\n');
    const { code, err } = await ips(['list', '--format', 'aws-waf', '--output', 'meta.json'], { cwd });
    expect(code).toBe(2);
    expect(err).toBe('error: aws-waf holds one family.\n  Choose it with --family 4 or --family 6, one file each.\n');
    expect(await readFile(join(cwd, 'meta.json'), 'utf8')).toBe('the last good list\n');
  });

  it('names who is in it besides Meta, and leaves them out on demand', async () => {
    const stdin = whoisAnswer([routeObject('157.240.2.0/24'), routeObject('198.52.0.0/24', { maintainer: 'ONE-MNT' })]);
    const cwd = temporaryFolder();
    await ips(['refresh', '--input', '-'], { cwd, stdin });
    expect((await ips(['list'], { cwd })).err).toBe(
      'in the list, but not maintained by Meta (--meta-only leaves it out): 198.52.0.0/24 by ONE-MNT\n',
    );
    expect(await ips(['list', '--meta-only'], { cwd })).toEqual({ code: 0, out: '157.240.2.0/24\n', err: '' });
    expect((await ips(['list', '--maintainer', 'one-mnt'], { cwd })).out).toBe('198.52.0.0/24\n');
    expect((await ips(['list', '--maintainer', 'NOBODY'], { cwd })).err).toContain('Nothing in the list is of these');
  });

  it('says what to do where no list is kept, and where it is damaged', async () => {
    expect(await ips(['list'])).toEqual({
      code: 3,
      out: '',
      err: 'error: No list of AS32934 is kept here.\n  Run `wa-webhook ips refresh` first.\n',
    });
    const cwd = await folderWithKeptList();
    await writeFile(join(cwd, '.wa-webhook/ips/as32934.json'), '{"v":1');
    const { code, err } = await ips(['list'], { cwd });
    expect(code).toBe(3);
    expect(err).toBe(
      'error: The kept list (.wa-webhook/ips/as32934.json) cannot be used: it is not a list of ours.\n' +
        '  The next `wa-webhook ips refresh` mends it.\n',
    );
  });
});

describe('ips diff', () => {
  it('tells what the last refresh changed, by addresses, and exits 1 when asked', async () => {
    const cwd = await folderWithLists(3);
    const { code, out } = await ips(['diff', '--exit-code'], { cwd });
    expect(code).toBe(1);
    expect(out).toBe(
      'from stdin of 2026-01-02 12:00 UTC (4 registered)\n' +
        'to   stdin of 2026-01-03 12:00 UTC (5 registered)\n' +
        'gained: 256 IPv4 addresses\n' +
        '+ 57.141.1.0/24\n' +
        'registered prefixes: 1 added, 0 removed\n',
    );
    expect((await ips(['diff'], { cwd })).code).toBe(0);
    expect((await ips(['diff', '--since', '2026-01-01'], { cwd })).out).toContain(
      'gained: 512 IPv4 addresses\n+ 57.141.0.0/23\n',
    );
  });

  it('compares with a list in a file', async () => {
    const cwd = await folderWithLists(1);
    const stdin = '157.240.0.0/24\n157.241.0.0/24\n2a03:2880::/31\n';
    const { code, out } = await ips(['diff', '--against', '-', '--exit-code'], { cwd, stdin });
    expect(code).toBe(1);
    expect(out).toContain(
      'gained: 256 IPv4 addresses\n+ 157.240.1.0/24\nlost: 256 IPv4 addresses and 65,536 IPv6 /48\n- 157.241.0.0/24\n- 2a03:2881::/32\n',
    );
    const same = await ips(['diff', '--against', '-', '--exit-code'], {
      cwd,
      stdin: '157.240.0.0/23\n2a03:2880::/32\n',
    });
    expect(same).toMatchObject({ code: 0, out: expect.stringContaining('the same addresses\n') });
  });

  it('is one JSON line, or Markdown', async () => {
    const cwd = await folderWithLists(2);
    const { out } = await ips(['diff', '--json'], { cwd });
    expect(JSON.parse(out)).toMatchObject({
      type: 'allowlist.compared',
      isSame: false,
      gained: { prefixes: ['57.141.0.0/24'], ipv4Addresses: '256', ipv6Addresses: '0' },
    });
    const markdown = (await ips(['diff', '--markdown'], { cwd })).out;
    expect(markdown).toContain("## Meta's addresses (AS32934)\n");
    expect(markdown).toContain('| gained | 256 IPv4 addresses |\n');
    expect(markdown).toContain('### Gained\n\n```diff\n+ 57.141.0.0/24\n```\n');
  });

  it('has nothing to compare with after the first refresh', async () => {
    const cwd = await folderWithLists(1);
    expect(await ips(['diff', '--exit-code'], { cwd })).toEqual({
      code: 0,
      out: '',
      err: 'one list is kept so far: there is none before it to compare with\n',
    });
    expect((await ips(['diff'])).code).toBe(3);
    expect((await ips(['diff', '--against', 'missing'], { cwd })).err).toContain('Check the path after --against.');
  });
});

describe('ips refresh', () => {
  it('exits 1 for a change when asked, and 0 without one', async () => {
    const cwd = temporaryFolder();
    const once = () => refresh(['--input', '-', '--exit-code'], { cwd, stdin: answer });
    expect((await once()).code).toBe(1);
    const again = await once();
    expect(again.code).toBe(0);
    expect(again.err).toContain('the same addresses as before (0 registered prefixes added and 0 removed)\n');
  });

  it('leaves out what Meta does not maintain, tells it, and keeps the list without it', async () => {
    const stdin = whoisAnswer([routeObject('157.240.2.0/24'), routeObject('198.52.0.0/24', { maintainer: 'ONE-MNT' })]);
    const { out, err, cwd } = await refresh(['--meta-only', '--input', '-'], { stdin });
    expect(out).toBe('157.240.2.0/24\n');
    expect(err).toContain('left out: 198.52.0.0/24 by ONE-MNT\n');
    expect((await ips(['list'], { cwd })).out).toBe('157.240.2.0/24\n');
  });

  it('refuses to choose by maintainers that a list does not name', async () => {
    const { code, err } = await refresh(['--meta-only', '--input', '-'], { stdin: '157.240.2.0/24\n' });
    expect(code).toBe(2);
    expect(err).toContain('Whose the prefixes are cannot be told: stdin names no maintainers.');
  });

  it('refuses growth, and takes it with --max-growth or --force', async () => {
    const cwd = await folderWithKeptList();
    const stdin = whoisAnswer([...['157.240.0.0/16', '2a03:2880::/32'].map((prefix) => routeObject(prefix))]);
    const refused = await refresh(['--input', '-'], { cwd, stdin });
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('error: The answer adds 12700 % to the kept IPv4 coverage.\n');
    expect((await refresh(['--input', '-', '--max-growth', '12700%'], { cwd, stdin })).code).toBe(0);
  });

  it('keeps nothing when the format cannot hold the list', async () => {
    const { code, out, cwd } = await refresh(['--input', '-', '--format', 'aws-prefix-list'], { stdin: answer });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(await readdir(cwd)).toEqual([]);
  });

  it('tells what it took a file for', async () => {
    const { err } = await refresh(['--input', '-'], { stdin: '157.240.2.0/24,US,,,\n' });
    expect(err).toContain('stdin is a geofeed\n');
    expect(err).toContain('whose the prefixes are is not known: the answer names no maintainers\n');
    expect(err).toContain('1 prefix (1 IPv4, 0 IPv6) from 1 entry, kept in');
  });
});

describe('ips check', () => {
  it('tells of each address whether it is inside, and exits 1 when one is outside', async () => {
    const cwd = await folderWithKeptList();
    const { code, out } = await ips(['check', '157.240.2.7', '::ffff:157.240.100.9', '2a03:2880:f::1', '8.8.8.8'], {
      cwd,
    });
    expect(code).toBe(1);
    expect(out).toBe(
      '157.240.2.7 inside 157.240.2.0/25 of MAINT-AS32934\n' +
        '157.240.100.9 inside 157.240.100.0/24 of MAINT-AS32934\n' +
        '2a03:2880:f::1 inside 2a03:2880::/32 of MAINT-AS32934\n' +
        '8.8.8.8 outside\n',
    );
    expect((await ips(['check', '157.240.2.7'], { cwd })).code).toBe(0);
  });

  it('reads the first column of a file, and of stdin', async () => {
    const cwd = await folderWithKeptList();
    await writeFile(join(cwd, 'senders.csv'), '# senders\r\n\r\n157.240.2.7,POST\r\n157.240.2.8 - - "GET"\r\n');
    expect((await ips(['check', 'senders.csv'], { cwd })).out.match(/inside/g)).toHaveLength(2);
    expect((await ips(['check', '-'], { cwd, stdin: '8.8.8.8' })).out).toBe('8.8.8.8 outside\n');
    const { code, err } = await ips(['check', '-'], { cwd, stdin: '157.240.2.7\nhost.example - -\n' });
    expect(code).toBe(3);
    expect(err).toContain('error: Line 2 of stdin does not begin with an address.');
  });

  it('counts the senders of an access log', async () => {
    const cwd = await folderWithKeptList();
    const line = (address: string) => `${address} - - [22/Nov/2026:20:00:00 +0000] "POST /webhook HTTP/1.1" 200 0\n`;
    const log = [...Array(3).fill('157.240.2.7'), '8.8.8.8', '9.9.9.9', '9.9.9.9', '-'].map(line).join('');
    await writeFile(join(cwd, 'access.log'), log);
    const { code, out } = await ips(['check', '--log', 'access.log'], { cwd });
    expect(code).toBe(1);
    expect(out).toBe(
      'access.log: 3 inside, 3 outside, 1 line without an address first\noutside most often: 9.9.9.9 (2), 8.8.8.8 (1)\n',
    );
  });

  it('warns of an address that only a stranger registered', async () => {
    const cwd = temporaryFolder();
    const stdin = whoisAnswer([routeObject('198.52.0.0/24', { maintainer: 'ONE-MNT' })]);
    await ips(['refresh', '--input', '-'], { cwd, stdin });
    expect((await ips(['check', '198.52.0.1'], { cwd })).out).toBe(
      '198.52.0.1 inside 198.52.0.0/24 of ONE-MNT, not maintained by Meta\n',
    );
  });

  it('says what it takes', async () => {
    const cwd = await folderWithKeptList();
    expect((await ips(['check'], { cwd })).code).toBe(2);
    const missing = await ips(['check', '157.240.2.256'], { cwd });
    expect(missing.code).toBe(3);
    expect(missing.err).toContain('Cannot read 157.240.2.256 (ENOENT).\n  Give addresses like');
    expect((await ips(['check', '--log', 'missing'], { cwd })).err).toContain('Check the path after --log.');
    expect((await ips(['check', '157.240.2.7'])).code).toBe(3);
  });
});

describe('called wrongly', () => {
  it.each([
    [['list', '--at', '18.2.2026'], 'Give a day or a time in UTC'],
    [['list', '--at', '2026-02-31x'], 'Give a day or a time in UTC'],
    [['refresh', '--max-loss', 'all'], 'Give a percentage, like 20.'],
    [['refresh', '--source', 'RADB;RIPE'], 'Give registries with commas between them'],
    [['refresh', '--input', '-', '--source', 'RADB'], "cannot be used with option '--source"],
    [['list', '--maintainer', 'a b'], 'Give the name of a maintainer'],
    [['diff', '--against', 'x', '--since', '2026-01-01'], 'cannot be used with option'],
  ])('%j exits 2', async (args, sentence) => {
    const { code, out, err } = await ips(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});
