import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileLine, linesBackwards, linesForwards } from '../../../src/store/read/lines.ts';
import { temporaryFolder } from '../../support/fake-io.ts';

async function readBoth(text: string, from = 0, to = Buffer.byteLength(text)) {
  const path = join(temporaryFolder(), 'a');
  writeFileSync(path, text);
  const file = await open(path, 'r');
  try {
    const collect = async (read: typeof linesForwards) => {
      const lines: FileLine[] = [];
      for await (const some of read(file, { from, to })) lines.push(...some);
      return lines.map(({ bytes, ...rest }) => ({ text: bytes.toString(), ...rest }));
    };
    return { forwards: await collect(linesForwards), backwards: (await collect(linesBackwards)).reverse() };
  } finally {
    await file.close();
  }
}

function expected(text: string) {
  let offset = 0;
  const pieces = text.split('\n');
  return pieces.flatMap((piece, index) => {
    const line = { text: piece, offset, isEnded: index < pieces.length - 1 };
    offset += Buffer.byteLength(piece) + 1;
    return piece === '' ? [] : [line];
  });
}

describe('the lines of a file', () => {
  it('are the same in both directions, whatever their number and length', async () => {
    const line = fc.tuple(fc.constantFrom('a', 'ü', '', '{"x":1}'), fc.constantFrom(0, 1, 3, 40_000, 70_000));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (parts, isEnded) => {
        const text = parts.map(([word, times]) => word.repeat(times)).join('\n') + (isEnded ? '\n' : '');
        const { forwards, backwards } = await readBoth(text);
        expect(forwards).toEqual(expected(text));
        expect(backwards).toEqual(expected(text));
      }),
      { numRuns: 60 },
    );
  });

  it('are put together where they are longer than many reads', async () => {
    const text = `first\n${'x'.repeat(5 * 1024 * 1024)}\nlast\n`;
    const { forwards, backwards } = await readBoth(text);
    expect(forwards.map((each) => each.text.length)).toEqual([5, 5 * 1024 * 1024, 4]);
    expect(backwards).toEqual(forwards);
  });

  it('are those of the section alone', async () => {
    const { forwards, backwards } = await readBoth('one\ntwo\nthree\n', 4, 8);
    expect(forwards).toEqual([{ text: 'two', offset: 4, isEnded: true }]);
    expect(backwards).toEqual(forwards);
  });
});
