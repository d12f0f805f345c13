import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { answer, keptPrefixes, refresh, startServer } from '../support/refreshing.ts';
import { routeObject, whoisAnswer } from '../support/whois-answering.ts';

describe('ips refresh', () => {
  it('prints the collapsed list on stdout, talks on stderr and keeps what was registered', async () => {
    const { name: server } = await startServer();
    const { code, out, err, cwd } = await refresh(['--server', server]);

    expect(code).toBe(0);
    expect(out).toBe('157.240.2.0/24\n157.240.100.0/24\n2a03:2880::/32\n');
    expect(err).toBe(
      `asking ${server} for "-i origin AS32934" …\n` +
        '3 prefixes (2 IPv4, 1 IPv6) from 4 route objects, kept in .wa-webhook/ips/as32934.json\n',
    );
    expect(await keptPrefixes(cwd)).toEqual([
      '157.240.2.0/25',
      '157.240.2.128/25',
      '157.240.100.0/24',
      '2a03:2880::/32',
    ]);
  });

  it('prints each prefix as it is registered with --no-aggregate', async () => {
    const { out } = await refresh(['--no-aggregate', '--input', '-'], { stdin: answer });
    expect(out).toBe('157.240.2.0/25\n157.240.2.128/25\n157.240.100.0/24\n2a03:2880::/32\n');
  });

  it('prints one family and keeps both', async () => {
    const { out, cwd } = await refresh(['--family', '6', '--input', '-'], { stdin: answer });
    expect(out).toBe('2a03:2880::/32\n');
    expect(await keptPrefixes(cwd)).toHaveLength(4);
  });

  it('prints one JSON object with --format json', async () => {
    const { out } = await refresh(['--format', 'json', '--input', '-'], { stdin: answer });
    expect(JSON.parse(out)).toEqual({
      asn: 32_934,
      source: 'stdin',
      generated_at: expect.any(String),
      ipv4: ['157.240.2.0/24', '157.240.100.0/24'],
      ipv6: ['2a03:2880::/32'],
    });
  });

  it('prints JSON lines alone with --json', async () => {
    const { name: server } = await startServer();
    const { out, err } = await refresh(['--json', '--server', server]);
    const [asked, refreshed, ...more] = out.trimEnd().split('\n').map(parseLine);

    expect(err).toBe('');
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ type: 'allowlist.asked', at: expect.any(String), v: 1, server });
    expect(refreshed).toMatchObject({
      type: 'allowlist.refreshed',
      asns: [32_934],
      source: server,
      isComplete: true,
      isAggregated: true,
      routeObjects: 4,
      ipv4: ['157.240.2.0/24', '157.240.100.0/24'],
      ipv6: ['2a03:2880::/32'],
      foreign: [],
      leftOut: [],
      keptIn: join('.wa-webhook', 'ips', 'as32934.json'),
    });
  });

  it('asks for another AS and keeps its list apart', async () => {
    const stdin = whoisAnswer([routeObject('157.240.2.0/24', { origin: 'AS64500' })]);
    const { out, cwd } = await refresh(['--asn', '64500', '--input', '-', '--state-dir', 'state'], { stdin });
    expect(out).toBe('157.240.2.0/24\n');
    expect(await readdir(join(cwd, 'state', 'ips'))).toEqual(['as64500.json']);
  });

  it('asks for several networks one after the other, and keeps them as one list', async () => {
    const objects = [routeObject('157.240.2.0/24'), routeObject('57.141.0.0/24', { origin: 'AS64500' })];
    const args = ['--asn', '64500', '--asn', 'AS32934', '--asn', '64500', '--input', '-', '--format', 'json'];
    const { out, cwd } = await refresh(args, { stdin: whoisAnswer(objects) });
    expect(JSON.parse(out)).toMatchObject({ asn: [32_934, 64_500], ipv4: ['57.141.0.0/24', '157.240.2.0/24'] });
    expect(await readdir(join(cwd, '.wa-webhook', 'ips'))).toEqual(['as32934-as64500.json']);

    const server = await startServer();
    const { code, err } = await refresh(['--asn', '32934', '--asn', '64500', '--server', server.name]);
    expect(server.questions).toEqual(['-i origin AS32934\r\n', '-i origin AS64500\r\n']);
    expect(server.mostAtOnce()).toBe(1);
    expect(code).toBe(5);
    expect(err).toContain('it said "%  No entries found for the selected source(s)."');
  });

  it('asks some registries of the server alone', async () => {
    const server = await startServer();
    expect((await refresh(['--source', 'radb,ripe', '--server', server.name])).code).toBe(0);
    expect(server.questions).toEqual(['-s RADB,RIPE -i origin AS32934\r\n']);
    expect((await refresh(['--source', 'NOWHERE', '--server', server.name])).err).toContain('sources are unavailable');
  });

  it('asks a server by its IPv6 address', async () => {
    const { code } = await refresh(['--server', (await startServer({ host: '::1' })).name]);
    expect(code).toBe(0);
  });

  it('reports what Meta does not maintain, and lists it', async () => {
    const stdin = whoisAnswer([
      routeObject('157.240.2.0/24'),
      routeObject('157.240.100.0/24', { maintainer: 'SOMEONE-MNT' }),
    ]);
    const { out, err } = await refresh(['--input', '-'], { stdin });
    expect(out).toContain('157.240.100.0/24');
    expect(err).toContain('in the list, but not maintained by Meta: 157.240.100.0/24 by SOMEONE-MNT\n');
  });

  it('ends at once with 130 on Ctrl-C while the server is silent', async () => {
    const fake = fakeIo();
    const server = await startServer({ fault: 'hang' });
    const ended = run(['ips', 'refresh', '--server', server.name], fake.io);
    await expect.poll(() => server.questions.length).toBe(1);
    fake.stop('SIGINT');

    expect(await ended).toBe(130);
    expect(fake.out()).toBe('');
    expect(await readdir(fake.io.cwd)).toEqual([]);
  });
});

describe('ips refresh --output', () => {
  it('writes the list into the file and nothing on stdout', async () => {
    const { code, out, err, cwd } = await refresh(['--output', 'meta.txt', '--input', '-'], { stdin: answer });
    expect(code).toBe(0);
    expect(out).toBe('');
    expect(err).toContain('written to meta.txt\n');
    expect(await readFile(join(cwd, 'meta.txt'), 'utf8')).toBe('157.240.2.0/24\n157.240.100.0/24\n2a03:2880::/32\n');
    expect((await readdir(cwd)).sort()).toEqual(['.wa-webhook', 'meta.txt']);
  });

  it('leaves the file as it is when the answer is refused', async () => {
    const cwd = temporaryFolder();
    await writeFile(join(cwd, 'meta.txt'), 'the last good list\n');
    const { code } = await refresh(['--output', 'meta.txt', '--input', '-'], { cwd, stdin: answer.slice(0, 100) });
    expect(code).toBe(5);
    expect(await readFile(join(cwd, 'meta.txt'), 'utf8')).toBe('the last good list\n');
  });

  it('never replaces a link or a device, and says so before it asks anyone', async () => {
    const cwd = temporaryFolder();
    await symlink('elsewhere', join(cwd, 'meta.txt'));
    const { code, err } = await refresh(['--output', 'meta.txt', '--input', '-'], { cwd, stdin: answer });
    expect(code).toBe(2);
    expect(err).toContain('it is not a regular file.');
    expect(await readdir(cwd)).toEqual(['meta.txt']);
  });

  it('says which file cannot be written', async () => {
    const { code, err } = await refresh(['--output', 'no/such/meta.txt', '--input', '-'], { stdin: answer });
    expect(code).toBe(2);
    expect(err).toMatch(/error: Cannot write .*meta\.txt \(ENOENT\)\.\n {2}Check the path after --output\./);
  });
});

describe('called wrongly', () => {
  it.each([
    [['--family', '5'], 'Give 4 or 6.'],
    [['--format', 'xml'], 'Allowed choices are plain, csv, json, nginx,'],
    [['--server', '::1'], 'an IPv6 address in brackets'],
    [['--server', 'whois.example:0'], 'Give HOST or HOST:PORT'],
    [['--server', 'whois.example:65536'], 'Give HOST or HOST:PORT'],
    [['--server', 'whois.example/x y'], 'Give HOST or HOST:PORT'],
    [['--asn', 'meta'], 'Give the number of an autonomous system'],
    [['--asn', '4294967296'], 'Give the number of an autonomous system'],
    [['--input', '-', '--server', 'whois.example'], "cannot be used with option '--server"],
    [['--agregate'], 'unknown option'],
  ])('%j exits 2', async (args, sentence) => {
    const { code, out, err } = await refresh(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(sentence);
  });
});

function parseLine(line: string): unknown {
  return JSON.parse(line);
}
