import { parseCidr } from 'cidr-tools';
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

describe('collapse, over the whole Internet', () => {
  it.each([4, 6] as const)(
    'keeps the edges and everything else of IPv%i as it was, minimal and idempotent',
    (family) => {
      fc.assert(
        fc.property(
          fc.array(anyPrefix(family), { maxLength: 25 }),
          fc.array(fc.bigInt(0n, LAST[family])),
          (prefixes, any) => {
            const collapsed = collapse(prefixes);
            const ranges = prefixes.map(parseCidr);
            const edges = ranges.flatMap(({ start, end }) => [start - 1n, start, end, end + 1n]);
            const [before, after] = [memberOf(ranges), memberOf(collapsed.map(parseCidr))];
            for (const address of [...edges, ...any]) expect(after(address)).toBe(before(address));

            // Disjoint, apart from each other's sibling, and in order: nothing more can be merged.
            const sorted = collapsed.map(parseCidr);
            for (const [n, { start, end }] of sorted.slice(0, -1).entries()) {
              const next = sorted[n + 1];
              if (next === undefined) continue;
              expect(next.start).toBeGreaterThan(end);
              const isSibling =
                next.start === end + 1n && next.end - next.start === end - start && (start & (end - start + 1n)) === 0n;
              expect(isSibling).toBe(false);
            }
            expect(collapse(collapsed)).toEqual(collapsed);
          },
        ),
        { numRuns: 200 },
      );
    },
  );
});

const LAST: Readonly<Record<Family, bigint>> = { 4: 2n ** 32n - 1n, 6: 2n ** 128n - 1n };

/** Half of them close together, so that they meet. */
function anyPrefix(family: Family): fc.Arbitrary<string> {
  const width = family === 4 ? 32 : 128;
  const near = fc.bigInt(0n, 2n ** 12n).map((offset) => (family === 4 ? 0x9df00000n : 0x2a032880n << 96n) + offset);
  return fc
    .tuple(fc.oneof(near, fc.bigInt(0n, LAST[family])), fc.integer({ min: width - 14, max: width }))
    .map(([number, length]) => {
      const bits = BigInt(width - length);
      return `${textOf((number >> bits) << bits, family)}/${length}`;
    });
}

function textOf(number: bigint, family: Family): string {
  const [groups, bits, base] = family === 4 ? [4, 8n, 10] : [8, 16n, 16];
  const parts = Array.from(
    { length: groups },
    (_, n) => (number >> (BigInt(groups - 1 - n) * bits)) & ((1n << bits) - 1n),
  );
  return parts.map((part) => part.toString(base)).join(family === 4 ? '.' : ':');
}

function memberOf(ranges: readonly { readonly start: bigint; readonly end: bigint }[]): (address: bigint) => boolean {
  return (address) => ranges.some(({ start, end }) => start <= address && address <= end);
}
