import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RefreshFlags } from '../../src/commands/ips/flags.ts';
import { runIpsRefresh } from '../../src/commands/ips/run-refresh.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPath, realPrefixes } from '../support/real-lists.ts';
import { answer, folderWithKeptList, keptPrefixes, keptText, refresh, startServer } from '../support/refreshing.ts';
import { routeObject, whoisAnswer } from '../support/whois-answering.ts';
import type { WhoisFault } from '../support/whois-faults.ts';

describe('ips refresh --input', () => {
  it('tells that completeness could not be proved when the end mark is missing', async () => {
    const cwd = temporaryFolder();
    await writeFile(join(cwd, 'saved.txt'), `${answer.trimEnd()}\n`);
    const { code, out, err } = await refresh(['--input', 'saved.txt'], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('2a03:2880::/32\n');
    expect(err).toContain('completeness could not be proved: the saved answer has no end mark\n');
  });

  it('does not tell it when the end mark is there', async () => {
    const { err } = await refresh(['--input', '-'], { stdin: answer });
    expect(err).not.toContain('completeness');
  });

  it('reads what Windows PowerShell redirects into a file', async () => {
    const stdin = Buffer.from(`\ufeff${answer.replaceAll('\n', '\r\n')}`, 'utf16le');
    const { out } = await refresh(['--input', '-'], { stdin });
    expect(out).toBe('157.240.2.0/24\n157.240.100.0/24\n2a03:2880::/32\n');
  });

  it.each([
    ['in the middle of a line', answer.slice(0, answer.lastIndexOf('origin:') + 9)],
    ['in the middle of an object', answer.slice(0, answer.lastIndexOf('source:'))],
    ['down to its route lines', 'route: 157.240.2.0/24\nroute: 157.240.100.0/24\n'],
    ['down to nothing', ''],
  ])('refuses an answer that is cut %s', async (_, stdin) => {
    const { code, out, err, cwd } = await refresh(['--input', '-'], { stdin });
    expect(code).toBe(5);
    expect(out).toBe('');
    expect(err).toMatch(/^error: .*\.\n {2}The last good list is unchanged\./);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('exits 3 when the file is missing, a folder or too large', async () => {
    const cwd = temporaryFolder();
    await writeFile(join(cwd, 'large.txt'), Buffer.alloc(8 * 1024 * 1024 + 1));

    const missing = await refresh(['--input', 'missing.txt'], { cwd });
    expect(missing.code).toBe(3);
    expect(missing.err).toBe('error: Cannot read missing.txt (ENOENT).\n  Check the path after --input.\n');
    expect((await refresh(['--input', '.'], { cwd })).code).toBe(3);
    expect((await refresh(['--input', 'large.txt'], { cwd })).code).toBe(3);
  });
});

describe('a bad answer', () => {
  it.each<WhoisFault>([
    'access-list',
    'control-bytes',
    'cut-between-objects',
    'cut-in-line',
    'cut-in-object',
    'denied',
    'empty',
    'error',
    'everyone',
    'flood',
    'host-bits',
    'no-entries',
    'private',
  ])('exits 5, prints no list, leaves the last good one and harms no terminal: %s', async (fault) => {
    const cwd = await folderWithKeptList();
    const before = await keptText(cwd);
    const { code, out, err } = await refresh(['--server', (await startServer({ fault })).name], { cwd });

    expect(code).toBe(5);
    expect(out).toBe('');
    expect(err.split('\n')[1]).toMatch(/^error: .*\.$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point.
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(await keptText(cwd)).toBe(before);
  });

  it.each<[WhoisFault, string]>([
    ['reset', 'ECONNRESET'],
    ['reset-midway', 'ECONNRESET'],
    ['hang', 'silent for 0.5 s'],
  ])('tells each retry, then fails: %s', async (fault, reason) => {
    const { io, out, err } = fakeIo();
    const { port } = await startServer({ fault });
    const flags = { server: { host: '127.0.0.1', port }, format: 'plain', aggregate: true } as const;
    const limits = { comment: true, maxLoss: 20, maxGrowth: 50, stateDir: '.wa-webhook' };
    const idleMs = fault === 'hang' ? 500 : 60_000;
    const patience = { connectMs: 60_000, idleMs, totalMs: 60_000, retryDelaysMs: [1, 1] };
    const refreshing = runIpsRefresh({ ...flags, ...limits } satisfies RefreshFlags, io, patience);

    await expect(refreshing).rejects.toMatchObject({ code: 'whois-failed', exitCode: 5 });
    expect(out()).toBe('');
    expect(err().split(`no answer from 127.0.0.1:${port} (${reason}), asking again in`)).toHaveLength(3);
  });
});

describe('the list kept before', () => {
  it('stays when the answer loses too much of it, unless --force is given', async () => {
    const cwd = await folderWithKeptList();
    const before = await keptText(cwd);
    const stdin = whoisAnswer([routeObject('157.240.2.0/25'), routeObject('2a03:2880::/32')]);

    const refused = await refresh(['--input', '-'], { cwd, stdin });
    expect(refused.code).toBe(5);
    expect(refused.out).toBe('');
    expect(refused.err).toBe(
      'stdin is a whois answer\n' +
        'error: The answer loses 75 % of the kept IPv4 coverage.\n' +
        '  The last good list is unchanged (.wa-webhook/ips/as32934.json). If the change is real, run again with --force.\n',
    );
    expect(await keptText(cwd)).toBe(before);

    const forced = await refresh(['--input', '-', '--force'], { cwd, stdin });
    expect(forced.code).toBe(0);
    expect(forced.err).toContain('accepted because of --force: The answer loses 75 % of the kept IPv4 coverage.\n');
    expect(await keptPrefixes(cwd)).toEqual(['157.240.2.0/25', '2a03:2880::/32']);
  });

  it('is told, not fatal, when it is damaged', async () => {
    const cwd = await folderWithKeptList();
    await writeFile(join(cwd, '.wa-webhook', 'ips', 'as32934.json'), '{"v":1');
    const { code, err } = await refresh(['--input', '-'], { cwd, stdin: answer });
    expect(code).toBe(0);
    expect(err).toContain('not compared with the list kept before: it is not a list of ours\n');
    expect(await keptPrefixes(cwd)).toHaveLength(4);
  });

  it('says which folder cannot be written, and prints no list', async () => {
    const cwd = temporaryFolder();
    await mkdir(join(cwd, '.wa-webhook'));
    await writeFile(join(cwd, '.wa-webhook', 'ips'), 'a file where the folder should be');
    const { code, out, err } = await refresh(['--input', '-'], { cwd, stdin: answer });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Cannot write to');
  });
});

describe.skipIf(!hasRealLists)(`the real answer of 2018${NEEDS_REAL_LISTS}`, () => {
  const input = hasRealLists ? realPath('radb-2018-05-01.answer-masked.txt') : '';

  it('is 14 IPv4 and 4 IPv6 prefixes', async () => {
    const { out, err } = await refresh(['--input', input]);
    expect(lines(out).filter((prefix) => !prefix.includes(':'))).toHaveLength(14);
    expect(lines(out).filter((prefix) => prefix.includes(':'))).toHaveLength(4);
    expect(err).toBe(
      `${input} is a whois answer\n` +
        'completeness could not be proved: the saved answer has no end mark\n' +
        'in the list, but not maintained by Meta: 69.63.178.0/24 by MAINT-AS32787\n' +
        '18 prefixes (14 IPv4, 4 IPv6) from 308 route objects, kept in .wa-webhook/ips/as32934.json\n',
    );
  });

  it('is 302 unique prefixes with --no-aggregate', async () => {
    const { out } = await refresh(['--input', input, '--no-aggregate']);
    expect(lines(out)).toHaveLength(302);
    expect(new Set(lines(out))).toEqual(new Set(realPrefixes('radb-2018-05-01.prefixes.txt')));
  });
});

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}
