import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../../src/tunnel/find-program.ts';
import { temporaryFolder } from '../support/fake-io.ts';

it('takes the first that can be run, of absolute folders only', async () => {
  const [empty, first, second] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  mkdirSync(join(empty, 'tool'));
  writeFileSync(join(first, 'tool'), '');
  writeFileSync(join(second, 'tool'), '');
  chmodSync(join(second, 'tool'), 0o755);

  expect(await findProgram('tool', [empty, first, second].join(':'))).toBe(join(second, 'tool'));
  expect(await findProgram('tool', `:.:${empty}:${first}`)).toBeUndefined();
  expect(await findProgram('tool', undefined)).toBeUndefined();
  expect(await findProgram(join(second, 'tool'), '')).toBe(join(second, 'tool'));
  expect(await findProgram(join(first, 'tool'), second)).toBeUndefined();
});
