import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { runProgram } from '../support/program.ts';

it.each([
  ['{"prot": 1}', 'line 1, column 10, is no setting. Did you mean "port"?'],
  ['{"port": "x"}', 'line 1, column 10 is not a value for --port'],
  ['{"port": 1,}', 'is not JSON at line 1, column 12.'],
])('the built program tells what is wrong in the config file: %s', async (text, message) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'wa-webhook.config.json'), text);
  const { exitCode, err } = await runProgram(['listen', '--no-tunnel'], { cwd });
  expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining(message) });

  const examined = await runProgram(['doctor'], { cwd });
  expect({ exitCode: examined.exitCode, isTold: examined.out.includes('wa-webhook.config.json') }).toEqual({
    exitCode: 1,
    isTold: true,
  });
});
