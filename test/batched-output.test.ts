import { expect, it } from 'vitest';
import { batchedOutput } from '../src/batched-output.ts';

function recorded() {
  const writes: string[] = [];
  const output = batchedOutput({
    write: (chunk, written) => {
      writes.push(Buffer.from(chunk).toString());
      written?.();
      return true;
    },
  });
  return { output, writes };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('writes the lines of one turn at once, in their order', async () => {
  const { output, writes } = recorded();
  for (const line of ['a\n', 'b\n', 'c\n']) output.write(Buffer.from(line));
  expect(writes).toEqual([]);
  await turn();
  output.write(Buffer.from('d\n'));
  await turn();
  expect(writes).toEqual(['a\nb\nc\n', 'd\n']);
});

it('lets text, what is large and what is waited for go out at once, behind what came before', () => {
  const { output, writes } = recorded();
  output.write(Buffer.from('1'));
  output.write('text');
  output.write(Buffer.from('2'));
  output.write(Buffer.alloc(100_000, 'x'));
  output.write(Buffer.from('3'));
  let isWritten = false;
  output.write(Buffer.from('4'), () => {
    isWritten = true;
  });
  expect(writes.map((text) => text.slice(0, 4))).toEqual(['1', 'text', '2', 'xxxx', '3', '4']);
  expect(isWritten).toBe(true);
  output.write(Buffer.from('5'));
  output.flush();
  expect(writes.at(-1)).toBe('5');
});
