import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/allowlist/families.ts';
import { collapse, countAddresses } from '../../src/allowlist/prefixes.ts';

describe('collapse, beside a model that counts every address', () => {
  it.each([4, 6] as const)('covers exactly the same IPv%i addresses with the fewest prefixes', (family) => {
    fc.assert(
      fc.property(fc.array(smallBlock()), (blocks) => {
        const prefixes = blocks.map((block) => toPrefix(block, family));
        const collapsed = collapse(prefixes);
        const before = addressesOf(blocks);

        expect(addressesOf(collapsed.map(toBlock))).toEqual(before);
        expect(collapsed.length).toBe(fewestBlocks(before, 0, SPACE_BITS));
        expect(collapse(collapsed)).toEqual(collapsed);
        expect(countAddresses(prefixes)).toBe(BigInt(before.size));
      }),
    );
  });
});

/** A block in a space of 256 addresses, small enough to count by hand: the model that the library is held against. */
interface Block {
  readonly start: number;
  readonly bits: number;
}

const SPACE_BITS = 8;

function smallBlock(): fc.Arbitrary<Block> {
  return fc
    .record({ address: fc.nat(255), bits: fc.nat(SPACE_BITS) })
    .map(({ address, bits }) => ({ start: address - (address % 2 ** bits), bits }));
}

function toPrefix({ start, bits }: Block, family: Family): string {
  return family === 4 ? `157.240.2.${start}/${32 - bits}` : `2a03:2880::${start.toString(16)}/${128 - bits}`;
}

function toBlock(prefix: string): Block {
  const [address = '', length = ''] = prefix.split('/');
  return prefix.includes(':')
    ? { start: Number.parseInt(address.split('::')[1] || '0', 16), bits: 128 - Number(length) }
    : { start: Number(address.split('.')[3]), bits: 32 - Number(length) };
}

function addressesOf(blocks: readonly Block[]): Set<number> {
  const all = blocks.flatMap(({ start, bits }) => Array.from({ length: 2 ** bits }, (_, n) => start + n));
  return new Set(all.sort((a, b) => a - b));
}

function fewestBlocks(addresses: ReadonlySet<number>, start: number, bits: number): number {
  const inside = [...addresses].filter((address) => address >= start && address < start + 2 ** bits).length;
  if (inside === 0) return 0;
  if (inside === 2 ** bits) return 1;
  return fewestBlocks(addresses, start, bits - 1) + fewestBlocks(addresses, start + 2 ** (bits - 1), bits - 1);
}
