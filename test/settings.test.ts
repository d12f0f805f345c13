import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli.ts';
import { appAnswering } from './support/app-answering.ts';
import { fakeIo, temporaryFolder } from './support/fake-io.ts';
import { answer, refresh } from './support/refreshing.ts';

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

/** A folder in which `ips refresh` kept a list. */
async function withKeptList(): Promise<string> {
  const cwd = temporaryFolder();
  const { code } = await refresh(['--input', '-'], { cwd, stdin: answer });
  expect(code).toBe(0);
  return cwd;
}

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

  it('can stand in the section of a subcommand, over that of the command above it', async () => {
    const cwd = await withKeptList();
    const list = async (config: object, ...args: string[]) => {
      writeFileSync(join(cwd, FILE), JSON.stringify(config));
      const { io, out, err } = fakeIo({ cwd });
      return { code: await run(['ips', 'list', ...args], io), out: out(), err: err() };
    };
    expect((await list({ format: 'csv' })).out).toContain('prefix,');
    expect((await list({ format: 'csv', ips: { format: 'plain', list: { format: 'nginx' } } })).out).toContain(
      'allow ',
    );
    expect((await list({ ips: { format: 'nginx', refresh: { format: 'csv' } } })).out).toContain('allow ');
    // What ips check does not take is set for the others of its section.
    const { io } = fakeIo({ cwd });
    expect(await run(['ips', 'check', '157.240.2.7'], io)).toBe(0);
  });

  it('may be a list where the flag is repeatable, and false where there is a --no-…', async () => {
    const config = { $schema: 'x', header: ['X-A: 1', 'X-B: 2'], signature: false, listen: { tunnel: false } };
    const { exitCode, signature } = await signatureBy([], {}, { [FILE]: JSON.stringify(config) });
    expect({ exitCode, signature }).toEqual({ exitCode: 0, signature: undefined });
  });

  it('may be in an env file that the environment or the config file names', async () => {
    const bySecret = (await signatureBy(['--app-secret', 'from-env-file'], {})).signature;
    const files = { '.env': 'WA_WEBHOOK_APP_SECRET=from-env-file\n' };
    expect((await signatureBy([], { WA_WEBHOOK_ENV_FILE: '.env' }, files)).signature).toBe(bySecret);
    const named = { ...files, [FILE]: '{"envFile":".env"}' };
    expect((await signatureBy([], {}, named)).signature).toBe(bySecret);
  });

  it.each([
    ['{\n  "appSecert": "x"\n}', '"appSecert" in wa-webhook.config.json, line 2, column 16, is no setting.'],
    ['{\n  "listen": {"prot": 1}\n}', '"listen.prot" in wa-webhook.config.json, line 2, column 22, is no setting.'],
    ['{"ips":{"list":{"formt":1}}}', 'Did you mean "format"?'],
    ['{"ips":{"liszt":{}}}', 'Did you mean "list"?'],
    ['{"listen":{"$schema":"x"}}', '"listen.$schema"'],
    ['{\n"speed": "fast"}', '"speed" in wa-webhook.config.json, line 2, column 10 is not a value for --speed'],
    ['{"speed": [1, 2]}', 'It takes one value, and no list.'],
    ['{"speed": null}', 'It is neither text nor a number.'],
    ['{"speed": false}', 'It is neither text nor a number.'],
    ['{"replay": {"retry": "maybe"}}', '"replay.retry" in wa-webhook.config.json, line 1, column 22'],
    ['{\n  // a comment\n}', 'is not JSON at line 2, column 3.'],
  ])('of the config file that is wrong is told with its place: %s', async (text, message) => {
    const { exitCode, err } = await signatureBy([], {}, { [FILE]: text });
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining(message) });
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
