import { describe, expect, it } from 'vitest';
import { formats } from '../../../src/allowlist/formats/index.ts';

const list = {
  asn: 32_934,
  source: 'whois.example:43',
  generatedAt: '2026-02-18T00:00:00.000Z',
  ipv4: ['31.13.24.0/21', '157.240.0.0/16'],
  ipv6: ['2a03:2880::/32'],
};

describe.each(Object.entries(formats))('%s', (_, format) => {
  it('keeps every prefix and ends with a newline', () => {
    const text = format(list);
    for (const prefix of [...list.ipv4, ...list.ipv6]) expect(text).toContain(prefix);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('can write one family alone', () => {
    const text = format({ ...list, ipv4: [] });
    expect(text).toContain('2a03:2880::/32');
    expect(text).not.toContain('31.13.24.0');
  });
});

it('plain is one prefix a line, IPv4 first', () => {
  expect(formats.plain(list)).toBe('31.13.24.0/21\n157.240.0.0/16\n2a03:2880::/32\n');
});

it('json is one object with the names that other lists use', () => {
  expect(JSON.parse(formats.json(list))).toEqual({
    asn: 32_934,
    source: 'whois.example:43',
    generated_at: '2026-02-18T00:00:00.000Z',
    ipv4: ['31.13.24.0/21', '157.240.0.0/16'],
    ipv6: ['2a03:2880::/32'],
  });
});
