import { expect, it } from 'vitest';
import { createTurns } from '../../src/receiver/turns.ts';

it('lets one go on in each turn of the event loop, in order, and others in between', async () => {
  const turn = createTurns();
  const happened: string[] = [];
  const all = ['a', 'b', 'c'].map(async (name) => {
    await turn();
    happened.push(name);
  });
  const other = setInterval(() => {}, 1);
  const count = () => new Promise<void>((resolve) => setImmediate(() => resolve(void happened.push('other'))));
  await count();
  await count();
  await count();
  await Promise.all(all);
  clearInterval(other);
  expect(happened.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c']);
  expect(happened.indexOf('b') - happened.indexOf('a')).toBeGreaterThan(1);
});
