import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyOf, splitFamilies } from '../../../src/allowlist/families.ts';
import type { AddressList } from '../../../src/allowlist/formats/format.ts';
import { type FormatName, formats } from '../../../src/allowlist/formats/index.ts';
import { writeList } from '../../../src/allowlist/formats/write-list.ts';
import { parsePrefix, sortPrefixes } from '../../../src/allowlist/prefixes.ts';
import { writtenPrefixes } from '../../support/written-prefixes.ts';

const registrations = [
  { prefix: '31.13.24.0/21', maintainers: ['MAINT-AS32934'], sources: ['RADB', 'RIPE'] },
  { prefix: '157.240.0.0/16', maintainers: ['MAINT-AS32934'], sources: ['RADB'] },
  { prefix: '157.240.2.0/24', maintainers: ['fb-neteng', 'MAINT-AS32934'], sources: ['RIPE'] },
  { prefix: '2a03:2880::/32', maintainers: [], sources: ['RPKI'] },
];

const list: AddressList = {
  asns: [32_934],
  source: 'whois.example:43',
  since: '2026-02-18T00:00:00.000Z',
  ipv4: ['31.13.24.0/21', '157.240.0.0/16'],
  ipv6: ['2a03:2880::/32'],
  registrations,
};

const names = Object.keys(formats) as FormatName[];
const commented = names.filter((name) => !/^(?:plain|csv|json|aws|cloudflare|azure)/.test(name));

describe.each(names)('%s', (name) => {
  it('is written as it always was', async () => {
    const text = `${await write(name, { ...list, ipv6: [] })}${await write(name, { ...list, ipv4: [] })}`;
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('keeps every prefix, adds none, and ends with a newline', async () => {
    const format = await formats[name]();
    fc.assert(
      fc.property(prefixes(), (some) => {
        const { ipv4, ipv6 } = splitFamilies(sortPrefixes(some), undefined);
        for (const shown of [
          { ipv4, ipv6: [] },
          { ipv4: [], ipv6 },
        ]) {
          const both = [...shown.ipv4, ...shown.ipv6];
          const written = writeList(name, format, { ...list, ...shown }, { wantsComment: true });
          if (written.ok) expect(writtenPrefixes(written.text)).toEqual(sortPrefixes(both));
          else expect(written.reason).toMatch(/^There is no |cannot hold this list: /);
          if (written.ok) expect(written.text.endsWith('\n')).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same bytes for the same list', async () => {
    expect(await write(name, { ...list, ipv6: [] })).toBe(await write(name, { ...list, ipv6: [] }));
  });

  it('has a comment where it can, and none when none is wanted', async () => {
    const withComment = await write(name, { ...list, ipv6: [] });
    const without = await write(name, { ...list, ipv6: [] }, false);
    if (!commented.includes(name)) expect(withComment).toBe(without);
    else {
      expect(withComment).toContain('whois.example:43, the same since 2026-02-18.');
      expect(without).not.toMatch(/^#/m);
      expect(withComment.endsWith(without)).toBe(true);
    }
  });

  it('cannot be broken by the name of the source', async () => {
    const text = await write(name, { ...list, ipv6: [], source: 'a\nallow all;\r\u001b[2J' });
    expect(text).not.toMatch(/^allow all/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: its absence is the point.
    expect(text).not.toMatch(/[\u001b\r]/);
  });
});

describe('limits', () => {
  it.each<[FormatName, number, string]>([
    ['aws-sg', 61, 'a security group takes 60 inbound rules a family, and here are 61'],
    ['aws-prefix-list', 101, 'created with 100 entries at most, and here are 101'],
    ['aws-waf', 10_001, 'an IP set takes 10000 prefixes, and here are 10001'],
    ['azure-nsg', 4_001, 'names 4000 source addresses, and here are 4001'],
    ['cloud-armor', 1_991, 'it takes 201 rules of 10 prefixes, and a policy has 200'],
    ['ingress-nginx', 20_000, 'annotations take 262144 bytes together'],
    ['ipset', 65_537, 'a set holds 65536 prefixes, and here are 65537'],
    ['ufw', 201, '201 rules are more than it carries'],
  ])('%s refuses %i prefixes, and takes one fewer than its limit', async (name, amount, reason) => {
    await expect(write(name, { ...list, ipv4: some(amount), ipv6: [] })).rejects.toThrow(reason);
    if (name !== 'ingress-nginx')
      expect(await write(name, { ...list, ipv4: some(amount - 1), ipv6: [] })).toContain('57.0.0.0/24');
  });

  it('counts the two families of a security group apart', async () => {
    const text = await write('aws-sg', { ...list, ipv4: some(60), ipv6: ['2a03:2880::/32'] });
    expect(JSON.parse(text).IpPermissions[0].IpRanges).toHaveLength(60);
  });

  it.each<[FormatName, string, string]>([
    ['aws-waf', '0.0.0.0/0', 'takes every length but /0'],
    ['cloudflare', '2a03:2880::1/128', 'IPv6 /12 to /64, and here is 2a03:2880::1/128'],
  ])('%s refuses the length of %s', async (name, prefix, reason) => {
    const both = familyOf(prefix) === 4 ? { ipv4: [prefix], ipv6: [] } : { ipv4: [], ipv6: [prefix] };
    await expect(write(name, { ...list, ...both })).rejects.toThrow(reason);
  });

  it.each<FormatName>(['aws-prefix-list', 'aws-waf'])('%s wants one family chosen', async (name) => {
    await expect(write(name, list)).rejects.toThrow(`${name} holds one family.`);
  });

  it.each<[FormatName, string, string]>([
    ['iptables', '2a03', 'iptables takes IPv4 alone: 1 IPv6 prefixes are left out, for --format ip6tables'],
    ['ip6tables', '31.13', 'ip6tables takes IPv6 alone: 2 IPv4 prefixes are left out, for --format iptables'],
  ])('%s leaves the other family out, and says so', async (name, other, note) => {
    const written = writeList(name, await formats[name](), list, { wantsComment: true });
    expect(written).toMatchObject({ ok: true, note });
    expect(written.ok && written.text).not.toContain(other);
  });

  it.each(names)('%s refuses a list without prefixes', async (name) => {
    await expect(write(name, { ...list, ipv4: [], ipv6: [] })).rejects.toThrow(/There is no (?:IPv[46] )?prefix/);
  });
});

describe('csv', () => {
  it('names who registered a part of what was merged', async () => {
    expect(await write('csv', list)).toBe(
      'prefix,family,maintainer,source\n' +
        '31.13.24.0/21,4,MAINT-AS32934,RADB RIPE\n' +
        '157.240.0.0/16,4,MAINT-AS32934 fb-neteng,RADB RIPE\n' +
        '2a03:2880::/32,6,,RPKI\n',
    );
  });
});

it('json is one object with the names that other lists use', async () => {
  expect(JSON.parse(await write('json', list))).toEqual({
    asn: 32_934,
    source: 'whois.example:43',
    generated_at: '2026-02-18T00:00:00.000Z',
    ipv4: ['31.13.24.0/21', '157.240.0.0/16'],
    ipv6: ['2a03:2880::/32'],
  });
  expect(JSON.parse(await write('json', { ...list, asns: [32_934, 63_293] }))).toMatchObject({ asn: [32_934, 63_293] });
});

/** The text, or a failure that holds what the format says instead. Of the other family nothing is asked. */
async function write(name: FormatName, shown: AddressList, wantsComment = true): Promise<string> {
  const format = await formats[name]();
  const isOther = format.family === 4 ? shown.ipv4.length === 0 : format.family === 6 && shown.ipv6.length === 0;
  const fitting =
    isOther && shown.ipv4.length + shown.ipv6.length > 0 ? { ...shown, ipv4: list.ipv4, ipv6: list.ipv6 } : shown;
  const written = writeList(name, format, fitting, { wantsComment });
  if (!written.ok) throw new Error(written.reason);
  return written.text;
}

function some(amount: number): string[] {
  return Array.from({ length: amount }, (_, n) => `${57 + (n >> 16)}.${(n >> 8) & 0xff}.${n & 0xff}.0/24`);
}

/** Prefixes that may stand in a list. */
function prefixes(): fc.Arbitrary<string[]> {
  const ipv4 = fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 12, max: 32 })).map(([number, length]) => {
    const start = length === 32 ? number : Math.floor(number / 2 ** (32 - length)) * 2 ** (32 - length);
    return `${[24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256).join('.')}/${length}`;
  });
  const ipv6 = fc
    .tuple(fc.nat(0x0fff), fc.nat(0xffff), fc.nat(0xffff), fc.constantFrom(32, 48))
    .map(
      ([a, b, c, length]) =>
        `2${a.toString(16).padStart(3, '0')}:${b.toString(16)}:${length === 48 ? c.toString(16) : '0'}::/${length}`,
    );
  const canonical = (text: string) => {
    const check = parsePrefix(text, familyOf(text));
    return check.ok ? [check.prefix] : [];
  };
  return fc.array(fc.oneof(ipv4, ipv6), { maxLength: 30 }).map((texts) => texts.flatMap(canonical));
}
