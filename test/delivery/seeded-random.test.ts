import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandom, shuffle } from '../../src/delivery/seeded-random.ts';

describe('createSeededRandom', () => {
  it('gives the same bytes for the same seed, and others further on and for another seed', () => {
    const [one, same, other] = [createSeededRandom(7), createSeededRandom(7), createSeededRandom(8)];
    const first = one(40);
    expect(first).toHaveLength(40);
    expect(Buffer.from(same(40)).equals(first)).toBe(true);
    expect(Buffer.from(one(40)).equals(first)).toBe(false);
    expect(Buffer.from(other(40)).equals(first)).toBe(false);
  });

  it('is the same on every machine', () => {
    // sha256("7/0"), as `printf 7/0 | sha256sum` prints it.
    expect(Buffer.from(createSeededRandom(7)(4)).toString('hex')).toBe('19b6554d');
  });
});

describe('shuffle', () => {
  it('loses nothing, adds nothing, and leaves the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), (members, seed) => {
        const before = [...members];
        const shuffled = shuffle(members, createSeededRandom(seed));
        expect([...shuffled].sort()).toEqual([...members].sort());
        expect(members).toEqual(before);
      }),
    );
  });

  it('gives each of the orders its turn', () => {
    const random = createSeededRandom(1);
    const orders = new Map<string, number>();
    for (let round = 0; round < 6_000; round += 1) {
      const order = shuffle(['a', 'b', 'c'], random).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const times of orders.values()) expect(Math.abs(times - 1_000)).toBeLessThan(150);
  });
});
