import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLines } from '../../src/store/line-cursor.ts';
import { temporaryFolder } from '../support/fake-io.ts';

async function cursorOn(text: string, from?: number) {
  const path = join(temporaryFolder(), 'lines.ndjson');
  writeFileSync(path, text);
  const cursor = await openLines(path, from);
  onTestFinished(cursor.close);
  const next = async () => {
    const found = await cursor.next();
    return found === undefined ? undefined : { ...found, line: found.line.toString() };
  };
  return { path, next };
}

it('gives each line with its place, and the half one only when it is whole', async () => {
  const { path, next } = await cursorOn('ab\nüc\nhal');
  expect(await next()).toEqual({ line: 'ab', offset: 0 });
  expect(await next()).toEqual({ line: 'üc', offset: 3 });
  expect(await next()).toBeUndefined();
  appendFileSync(path, 'f\nlast\n');
  expect(await next()).toEqual({ line: 'half', offset: 7 });
  expect(await next()).toEqual({ line: 'last', offset: 12 });
  expect(await next()).toBeUndefined();
});

it('can begin in the middle, and takes lines of many chunks', async () => {
  const long = 'x'.repeat(3_000_000);
  const { next } = await cursorOn(`first\n${long}\n\nend\n`, 6);
  expect(await next()).toEqual({ line: long, offset: 6 });
  expect(await next()).toEqual({ line: '', offset: 3_000_007 });
  expect(await next()).toEqual({ line: 'end', offset: 3_000_008 });
});
