import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { overrideRequest } from '../../src/webhook/override-request.ts';
import { temporaryFolder } from '../support/fake-io.ts';

it('is a command that a shell hands to curl as it is meant, whatever the token holds', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'curl'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(join(folder, 'curl'), 0o755);
  const command = overrideRequest('https://otter.example/webhook', `it's "$HOME" \`id\` \\`);

  const env = { PATH: `${folder}:/usr/bin:/bin`, WA_WEBHOOK_ACCESS_TOKEN: 'a-token', HOME: '/home/ada' };
  const args = execFileSync('sh', ['-c', command], { env, encoding: 'utf8' }).split('\n');

  expect(args.slice(0, -2)).toEqual([
    '-X',
    'POST',
    'https://graph.facebook.com/v26.0/<PHONE_NUMBER_ID>',
    '-H',
    'Authorization: Bearer a-token',
    '-H',
    'Content-Type: application/json',
    '-d',
  ]);
  expect(JSON.parse(args.at(-2) ?? '')).toEqual({
    webhook_configuration: {
      override_callback_uri: 'https://otter.example/webhook',
      verify_token: `it's "$HOME" \`id\` \\`,
    },
  });
  expect(command).not.toContain('\n');
});
