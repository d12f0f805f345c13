import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo } from '../support/fake-io.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../support/real-lists.ts';
import { type WhoisAnswering, whoisAnswering } from '../support/whois-answering.ts';

const execute = promisify(execFile);

/** Some peers exit with 1 when asked for their version, so only their absence counts. */
const isMissing = (program: string) => spawnSync(program, ['--version']).error !== undefined;

function needs(program: string): { skip: boolean; note: string } {
  const missing = [isMissing(program) && `Debian's ${program} is missing`, !hasRealLists && NEEDS_REAL_LISTS.trim()];
  const reasons = missing.filter((reason) => reason !== false);
  return { skip: reasons.length > 0, note: reasons.length > 0 ? ` (skipped: ${reasons.join(', ')})` : '' };
}

const whois = needs('whois');
const bgpq4 = needs('bgpq4');

const raw = hasRealLists ? realPrefixes('radb-2026-02-18.prefixes.txt') : [];
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

describe.skipIf(!hasRealLists)(`the newest real list${NEEDS_REAL_LISTS}`, () => {
  it('is 24 IPv4 and 8 IPv6 prefixes, those that other tools collapse it to', async () => {
    const collapsed = await ours();
    expect(collapsed).toEqual(realPrefixes('radb-2026-02-18.collapsed.txt'));
    expect(collapsed.filter(isIpv6)).toHaveLength(8);
  });
});

async function ours(...flags: readonly string[]): Promise<string[]> {
  const { io, out } = fakeIo();
  expect(await run(['ips', 'refresh', '--server', server.name, ...flags], io)).toBe(0);
  return out().trimEnd().split('\n');
}
