import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli.ts';
import { appAnswering } from './support/app-answering.ts';
import { fakeIo, temporaryFolder } from './support/fake-io.ts';

/** The secret that signed what arrived is the visible trace of where the setting came from. */
async function signatureBy(args: readonly string[], env: Record<string, string>, files: Record<string, string> = {}) {
  const app = await appAnswering(200);
  const cwd = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const { io, err } = fakeIo({ cwd, env });
  const exitCode = await run(['replay', 'dashboard-test', '--to', app.url, ...args], io);
  return { exitCode, err: err(), signature: app.requests[0]?.headers['x-hub-signature-256'] };
}

const config = JSON.stringify({ appSecret: 'from-config' });
const FILE = 'wa-webhook.config.json';

describe('a setting', () => {
  it('comes from the flag, else the environment, else the env file, else the config file', async () => {
    const bySecret = async (appSecret: string) => (await signatureBy(['--app-secret', appSecret], {})).signature;
    const env = { WA_WEBHOOK_APP_SECRET: 'from-env' };
    const files = { [FILE]: config, '.env': 'WA_WEBHOOK_APP_SECRET=from-env-file\n' };

    const flag = await signatureBy(['--app-secret', 'from-flag', '--env-file', '.env'], env, files);
    expect(flag.signature).toBe(await bySecret('from-flag'));
    const byEnv = await signatureBy(['--env-file', '.env'], env, files);
    expect(byEnv.signature).toBe(await bySecret('from-env'));
    const byEnvFile = await signatureBy(['--env-file', '.env'], {}, files);
    expect(byEnvFile.signature).toBe(await bySecret('from-env-file'));
    const byConfig = await signatureBy([], {}, files);
    expect(byConfig.signature).toBe(await bySecret('from-config'));
  });

  it('can stand in the section of its command', async () => {
    const files = { [FILE]: JSON.stringify({ appSecret: 'a', replay: { appSecret: 'b' } }) };
    const { signature } = await signatureBy([], {}, files);
    expect(signature).toBe((await signatureBy(['--app-secret', 'b'], {})).signature);
  });

  it('is read from a file, without the newline that an editor leaves', async () => {
    const { signature, err } = await signatureBy(['--app-secret-file', 'secret.txt'], {}, { 'secret.txt': 's\n' });
    expect(signature).toBe((await signatureBy(['--app-secret', 's'], {})).signature);
    expect(err).toContain('white space around it was cut off');
  });

  it.each([
    ['not JSON', { [FILE]: '{' }, [], {}, 'is not JSON'],
    ['no object', { [FILE]: '[]' }, [], {}, 'is not a JSON object'],
    ['an unknown key', { [FILE]: '{"appSecert":"x"}' }, [], {}, 'Did you mean "appSecret"?'],
    ['a section that is none', { [FILE]: '{"replay":5}' }, [], {}, 'is not an object'],
    ['a wrong value', { [FILE]: '{"duplicates":"many"}' }, [], {}, '"duplicates" in wa-webhook.config.json'],
    ['a wrong switch', { [FILE]: '{"retry":"maybe"}' }, [], {}, 'true or false'],
    ['a wrong value in the environment', {}, [], { WA_WEBHOOK_SPEED: 'fast' }, 'WA_WEBHOOK_SPEED'],
    ['an env file that is not there', {}, ['--env-file', 'none'], {}, 'Cannot read none'],
    ['a secret file that is not there', {}, ['--app-secret-file', 'none'], {}, 'Cannot read'],
    ['an empty secret', {}, ['--app-secret', ' '], {}, 'The app secret is empty'],
  ])('that is wrong (%s) is told with exit code 2', async (_, files, args, env, message) => {
    const { exitCode, err, signature } = await signatureBy(args, env, files as Record<string, string>);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    expect(signature).toBeUndefined();
  });

  it('that is no JSON is told without a word of it: a secret may stand there', async () => {
    for (const text of ['{"appSecret": 5f3b0c77}', '{"appSecret":"5f3b0c77" x}', '5f3b0c77']) {
      const { exitCode, err } = await signatureBy([], {}, { [FILE]: text });
      expect({ exitCode, leaks: /5f3b|0c77/.test(err) }).toEqual({ exitCode: 2, leaks: false });
    }
  });
});
