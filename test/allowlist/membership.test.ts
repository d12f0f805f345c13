import { expect, it } from 'vitest';
import { createMembership } from '../../src/allowlist/membership.ts';

it('knows first and last address of each prefix, and nothing beside them', () => {
  const isMember = createMembership(['31.13.24.0/21', '157.240.0.0/17', '2a03:2880::/32']);

  for (const inside of ['31.13.24.0', '31.13.31.255', '157.240.127.255', '2a03:2880::', '2a03:2880:ffff::1']) {
    expect({ inside, is: isMember(inside) }).toEqual({ inside, is: true });
  }
  for (const outside of ['31.13.23.255', '31.13.32.0', '157.240.128.0', '2a03:2881::', '127.0.0.1', '::1']) {
    expect({ outside, is: isMember(outside) }).toEqual({ outside, is: false });
  }
  expect(createMembership([])('31.13.24.0')).toBe(false);
});
