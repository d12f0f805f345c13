import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from '../../src/tunnel/read-lines.ts';

async function linesOf(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  return lines;
}

it('hands on whole lines, however they come, without colours', async () => {
  expect(await linesOf('a', 'b\n\n', '\u001b[31mred\u001b[0m \r\nlast')).toEqual(['ab', 'red', 'last']);
  const umlaut = Buffer.from('ü\n');
  expect(await linesOf(umlaut.subarray(0, 1), umlaut.subarray(1))).toEqual(['ü']);
  expect(await linesOf('10 %\r20 %\rdone\n')).toEqual(['10 %', '20 %', 'done']);
});

it('cuts an endless line, and reads the next one', async () => {
  const [long, next] = await linesOf(...Array(50).fill('x'.repeat(1_000)), '\nnext\n');
  expect(long).toHaveLength(16 * 1024);
  expect(next).toBe('next');
});
