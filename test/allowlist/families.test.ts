import { describe, expect, it } from 'vitest';
import { splitFamilies } from '../../src/allowlist/families.ts';

describe('splitFamilies', () => {
  const prefixes = ['157.240.2.0/24', '2a03:2880::/32'];

  it('parts the families, or leaves one out', () => {
    expect(splitFamilies(prefixes, undefined)).toEqual({ ipv4: ['157.240.2.0/24'], ipv6: ['2a03:2880::/32'] });
    expect(splitFamilies(prefixes, 4)).toEqual({ ipv4: ['157.240.2.0/24'], ipv6: [] });
  });
});
