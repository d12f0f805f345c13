import { expect, it } from 'vitest';
import { joinBytes } from '../src/join-bytes.ts';

const memory = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

it('joins what stands one behind the other without a copy', () => {
  const joined = joinBytes([memory.subarray(2, 4), memory.subarray(4, 4), memory.subarray(4, 7)]);
  expect([...joined]).toEqual([2, 3, 4, 5, 6]);
  expect(joined.buffer).toBe(memory.buffer);
});

it.each([
  ['a gap', [memory.subarray(0, 2), memory.subarray(3, 5)], [0, 1, 3, 4]],
  ['another order', [memory.subarray(3, 5), memory.subarray(1, 3)], [3, 4, 1, 2]],
  ['other memory', [memory.subarray(0, 2), Uint8Array.from([7])], [0, 1, 7]],
  ['nothing', [], []],
])('joins pieces with %s', (_, pieces, expected) => {
  expect([...joinBytes(pieces)]).toEqual(expected);
});
