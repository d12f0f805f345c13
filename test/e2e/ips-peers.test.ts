import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { collapse } from '../../src/allowlist/prefixes.ts';
import { run } from '../../src/cli.ts';
import { fakeIo } from '../support/fake-io.ts';
import { needsPrograms, runPeer } from '../support/peers.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';
import { type WhoisAnswering, whoisAnswering } from '../support/whois-answering.ts';

const execute = promisify(execFile);

/** The real lists, as they were registered; bgpq4 and whois are asked for each. */
const LISTS = [
  'radb-2018-05-01.prefixes.txt',
  'radb-2025-09-25.prefixes.txt',
  'radb-2025-10-19.prefixes.txt',
  'radb-2025-11-21_2026-02-17.prefixes.txt',
  'radb-2026-02-18.prefixes.txt',
  'radb-2026-02-18.collapsed-without-third-party.txt',
  'radb-2026-02-18.collapsed.txt',
  'radb-2026-10-04.collapsed-meta-maintained.txt',
  'announced-ripestat-2025-11-21_2026-02-17.prefixes.txt',
  'meta-faq-2024-12-11.collapsed-ipv4.txt',
  'third-party-registrations.prefixes.txt',
  'union4as-2022-11-11.prefixes.txt',
  'union4as-2023-12-20.prefixes.txt',
  'union4as-2024-12-04.prefixes.txt',
  'union4as-2025-11-21.prefixes.txt',
  'union4as-2026-08-20.prefixes.txt',
];

function needs(program: string): { skip: boolean; note: string } {
  const missing = needsPrograms(program);
  return hasRealLists ? missing : { skip: true, note: NEEDS_REAL_LISTS };
}

const whois = needs('whois');
const bgpq4 = needs('bgpq4');

const raw = hasRealLists ? realPrefixes('radb-2026-02-18.prefixes.txt') : [];
const isIpv4 = (prefix: string) => !prefix.includes(':');
const isIpv6 = (prefix: string) => prefix.includes(':');

let server: WhoisAnswering;

beforeAll(async () => {
  server = await whoisAnswering(raw);
});

afterAll(() => server.close());

describe.skipIf(whois.skip)(`beside whois and Meta's documented pipe${whois.note}`, () => {
  it('gives the same 1,020 prefixes', async () => {
    const { stdout } = await execute('whois', ['-h', '127.0.0.1', '-p', `${server.port}`, '--', '-i origin AS32934']);
    const piped = stdout.split('\n').flatMap((line) => /^route6?:\s+(\S+)$/.exec(line)?.[1] ?? []);

    expect(piped).toHaveLength(1_020);
    expect(new Set(await ours('--no-aggregate'))).toEqual(new Set(piped));
  });

  it('reads what whois saved, and sees that it is whole', async () => {
    const { stdout } = await execute('whois', ['-h', '127.0.0.1', '-p', `${server.port}`, '--', '-i origin AS32934']);
    const { io, out, err } = fakeIo({ stdin: stdout });
    expect(await run(['ips', 'refresh', '--input', '-'], io)).toBe(0);
    expect(out().trimEnd().split('\n')).toHaveLength(32);
    expect(err()).not.toContain('completeness');
  });
});

describe.skipIf(bgpq4.skip)(`beside bgpq4${bgpq4.note}`, () => {
  it.each([
    ['IPv4', '4', [], ['--no-aggregate'], 403],
    ['IPv6', '6', [], ['--no-aggregate'], 617],
    ['collapsed IPv4', '4', ['-A', '-R', '32'], [], 24],
    ['collapsed IPv6', '6', ['-A', '-R', '128'], [], 8],
  ] as const)('gives the same %s prefixes', async (_, family, theirFlags, ourFlags, count) => {
    const args = ['-h', server.name, `-${family}`, ...theirFlags, '-F', '%n/%l\n', 'AS32934'];
    const { stdout } = await execute('bgpq4', args);
    const theirs = stdout.trimEnd().split('\n');

    expect(theirs).toHaveLength(count);
    expect(new Set(await ours('--family', family, ...ourFlags))).toEqual(new Set(theirs));
  });
});

const aggregate = needs('aggregate');
const all = [whois, bgpq4, aggregate].find(({ skip }) => skip) ?? whois;

describe.skipIf(all.skip)(`every real list${all.note}`, () => {
  it.each(LISTS)('%s is the same by whois, bgpq4, aggregate and us, raw and collapsed', async (file) => {
    const listed = realPrefixes(file);
    const each = await whoisAnswering(listed);
    onTestFinished(each.close);

    const { stdout } = await execute('whois', ['-h', '127.0.0.1', '-p', `${each.port}`, '--', '-i origin AS32934']);
    const piped = stdout.split('\n').flatMap((line) => /^route6?:\s+(\S+)$/.exec(line)?.[1] ?? []);
    const byBgpq4 = async (...flags: readonly string[]) => {
      const answers = [4, 6].map(async (family) => {
        const length = flags.includes('-A') ? ['-R', family === 4 ? '32' : '128'] : [];
        const args = ['-h', each.name, `-${family}`, ...flags, ...length, '-F', '%n/%l\n', 'AS32934'];
        return (await execute('bgpq4', args)).stdout.split('\n').filter((line) => line !== '');
      });
      return (await Promise.all(answers)).flat();
    };

    const raw = await oursFrom(each, '--no-aggregate');
    expect(new Set(raw)).toEqual(new Set(listed));
    expect(new Set(piped)).toEqual(new Set(raw));
    expect(new Set(await byBgpq4())).toEqual(new Set(raw));

    const collapsed = await oursFrom(each);
    const theirs = await byBgpq4('-A');
    // bgpq4 1.9 leaves some siblings apart (102.132.96.0/20 and 102.132.112.0/20): the same addresses, not the fewest prefixes.
    expect(collapse(theirs)).toEqual(collapsed);
    expect(collapsed.length).toBeLessThanOrEqual(theirs.length);
    if (file.startsWith('radb-')) expect(new Set(theirs)).toEqual(new Set(collapsed));
    const { out } = await runPeer(['aggregate', '-q'], {
      cwd: tmpdir(),
      stdin: `${listed.filter(isIpv4).join('\n')}\n`,
    });
    expect(out.split('\n').filter((line) => line !== '')).toEqual(collapsed.filter(isIpv4));
  });
});

describe.skipIf(!hasRealLists)(`the newest real list${NEEDS_REAL_LISTS}`, () => {
  it('is 24 IPv4 and 8 IPv6 prefixes, those that other tools collapse it to', async () => {
    const collapsed = await ours();
    expect(collapsed).toEqual(realPrefixes('radb-2026-02-18.collapsed.txt'));
    expect(collapsed.filter(isIpv6)).toHaveLength(8);
  });
});

function ours(...flags: readonly string[]): Promise<string[]> {
  return oursFrom(server, ...flags);
}

async function oursFrom({ name }: WhoisAnswering, ...flags: readonly string[]): Promise<string[]> {
  const { io, out } = fakeIo();
  expect(await run(['ips', 'refresh', '--server', name, ...flags], io)).toBe(0);
  return out().trimEnd().split('\n');
}
