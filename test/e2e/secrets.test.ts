import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { post, signatureOf, textMessage } from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Hex as Meta's, and unlike anything else in the output. */
const SECRETS = {
  app: 'c0ffee00d15ea5e0badc0de0deadbeef',
  other: 'feedface0ddba11ca5cade0b5e55ed00',
  access: 'EAABsbCS1iHgBO7Xk0not-a-real-token',
  verify: 'the-verify-token-that-is-mine',
};

/** Everything that lies in the folder, but for the file that the secret was given in. */
function textsIn(folder: string, secretFile: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== secretFile)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'));
}

function expectNone(texts: readonly string[], secrets: readonly string[]): void {
  for (const text of texts) {
    for (const secret of secrets) expect(text.includes(secret) ? text : '').toBe('');
  }
}

describe('a secret', () => {
  it.each(['--json', '--no-color'])('never comes into the output of listen %s or onto the disk', async (screen) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'secret.txt'), `${SECRETS.app}\n`);
    const env = { WA_WEBHOOK_ACCESS_TOKEN: SECRETS.access, WA_WEBHOOK_VERIFY_TOKEN: SECRETS.verify };
    const flags = ['--no-tunnel', '--port', '0', '--app-secret-file', 'secret.txt', '--keep-refused', screen];
    const listen = startProgram(['listen', ...flags], { cwd, env });
    const [url = ''] = await until(() => /http:[\w.:/]+/.exec(listen.out()) ?? undefined, 'the URL');

    const body = textMessage('wamid.1');
    const keys = [SECRETS.app, SECRETS.other, SECRETS.access, SECRETS.verify, `${SECRETS.app}\n`];
    const statuses = [];
    for (const key of keys) {
      statuses.push((await post(url, body, { 'x-hub-signature-256': signatureOf(body, key) })).status);
    }
    expect(statuses).toEqual([200, 401, 401, 401, 401]);
    const wrongTokens = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${SECRETS.other}`;
    expect((await fetch(`${url}?${wrongTokens}`)).status).toBe(403);
    await listen.stop();

    const told = listen.out() + listen.err();
    expect(told).toContain('the access token instead of the app secret');
    expect(told).toContain('white space');
    expectNone([told, ...textsIn(cwd, 'secret.txt')], [SECRETS.app, SECRETS.other, SECRETS.access]);
    // The verify token is told once, to be pasted into the dashboard, and kept nowhere when it was given.
    expect(told.split(SECRETS.verify)).toHaveLength(2);
    expectNone(textsIn(cwd, 'secret.txt'), [SECRETS.verify]);
  });

  it.each([
    ['--dry-run'],
    ['--dry-run', '--json'],
    ['--print', 'http'],
    ['--print', 'curl'],
    ['--bad-signature', '--print', 'http'],
    ['--to', 'http://127.0.0.1:9/', '--json'],
    ['--to', 'http://127.0.0.1:9/', '--speed', 'fast'],
  ])('never comes into the output of replay %s %s', async (...flags) => {
    const env = { WA_WEBHOOK_APP_SECRET: SECRETS.app, WA_WEBHOOK_ACCESS_TOKEN: SECRETS.access };
    const { out, err } = await runProgram(['replay', 'text', ...flags], { env });
    expect(out + err).not.toBe('');
    expectNone([out, err], [SECRETS.app, SECRETS.access]);
  });

  it.each([
    ['replay', 'text', '--to'],
    ['listen', '--no-tunnel', '--port', '0', '--forward-to'],
  ])('in a URL is refused by %s before it can be shown or kept', async (...flags) => {
    const { exitCode, out, err, cwd } = await runProgram([...flags, `http://me:${SECRETS.other}@127.0.0.1:9/`]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^error: A URL takes no user and password here.*\n {2}.*--header/);
    expectNone([err, ...textsIn(cwd, '')], [SECRETS.other]);
  });

  it.each([
    ['{"appSecret": "c0ffee00d15ea5e0badc0de0deadbeef" x}'],
    ['{"appSecret": c0ffee00d15ea5e0badc0de0deadbeef}'],
    ['{"appSecret": {"is": "c0ffee00d15ea5e0badc0de0deadbeef"}}'],
  ])('in a broken config file is not quoted: %s', async (config) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'wa-webhook.config.json'), config);
    const { exitCode, out, err } = await runProgram(['listen', '--no-tunnel'], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).not.toMatch(/c0ffee|deadbeef|d15ea5e0/);
  });
});
