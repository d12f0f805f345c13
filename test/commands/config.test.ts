import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import type { SettingShown } from '../../src/events.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';

const SECRET = '5f3b0c77a1e94d2c8b6a0e1d2f3c4b5a';

interface Asked {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

async function shown(args: readonly string[], { env = {}, files = {} }: Asked = {}) {
  const cwd = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const { io, out, err } = fakeIo({ cwd, env });
  const exitCode = await run(['config', 'show', ...args], io);
  return { exitCode, out: out(), err: err() };
}

async function settings(args: readonly string[], asked: Asked = {}): Promise<SettingShown[]> {
  const { exitCode, out, err } = await shown([...args, '--json'], asked);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  const lines = out.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as SettingShown).filter(({ type }) => type === 'setting.shown');
}

const config = { 'wa-webhook.config.json': '{\n  "port": 1,\n  "listen": {\n    "host": "::1"\n  }\n}' };

describe('config show', () => {
  it('tells each setting of a command, and where it comes from', async () => {
    const all = await settings(['listen', '--forward-to', 'http://a/', '--forward-to', 'http://b/', '--no-history'], {
      env: { WA_WEBHOOK_PATH: '/hook' },
      files: { ...config, '.env': 'WA_WEBHOOK_DELAY=8s\n' },
    });
    const byName = Object.fromEntries(all.map((setting) => [setting.name, setting]));
    expect(all.length).toBe(new Set(all.map(({ name }) => name)).size);
    const file = 'wa-webhook.config.json';
    expect(byName).toMatchObject({
      forwardTo: { value: ['http://a/', 'http://b/'], origin: { from: 'flag', name: '--forward-to' } },
      history: { value: false, origin: { from: 'flag' } },
      path: { value: '/hook', origin: { from: 'env', name: 'WA_WEBHOOK_PATH' } },
      port: { value: 1, origin: { from: 'config', name: 'port', file, line: 2, column: 11 } },
      host: { value: '::1', origin: { from: 'config', name: 'listen.host', file, line: 4, column: 13 } },
      tunnel: { value: 'localtunnel', origin: { from: 'default' } },
      maxBody: { value: '3mb', origin: { from: 'default' } },
      subdomain: { value: null, origin: { from: 'none' } },
    });
    expect(byName['delay']).toMatchObject({ value: null });
  });

  it('reads the env file that it is given', async () => {
    const files = { '.env': 'WA_WEBHOOK_DELAY=8s\n' };
    const all = await settings(['--env-file', '.env', 'listen'], { files });
    expect(all.find(({ name }) => name === 'delay')).toMatchObject({
      value: '8s',
      origin: { from: 'env-file', name: 'WA_WEBHOOK_DELAY', file: '.env' },
    });
  });

  it('tells what is set for any command, with those that take it', async () => {
    const all = await settings([], { files: config, env: { WA_WEBHOOK_SPEED: '9x' } });
    expect(all.map(({ name, commands }) => [name, commands])).toEqual([
      ['port', ['listen', 'doctor']],
      ['host', ['listen']],
      ['speed', ['replay']],
    ]);
    expect((await shown([])).err).toContain('none is set');
  });

  it('prints no secret, from wherever it comes', async () => {
    const env = { WA_WEBHOOK_VERIFY_TOKEN: SECRET, WA_WEBHOOK_ACCESS_TOKEN: SECRET };
    const files = { 'wa-webhook.config.json': JSON.stringify({ appSecret: SECRET, header: [`X-Key: ${SECRET}`] }) };
    const url = `http://a/?token=${SECRET}`;
    const flags = ['--forward-to', url, '--tunnel-command', `x --token ${SECRET}`];
    for (const args of [['listen', ...flags], [], ['replay', '--to', url], ['listen', '--app-secret', SECRET]]) {
      for (const form of [['--json'], ['--origin']]) {
        const { exitCode, out, err } = await shown([...args, ...form], { env, files });
        expect({ exitCode, leaks: (out + err).includes(SECRET), err }).toEqual({ exitCode: 0, leaks: false, err: '' });
        expect(out).toContain('appSecret');
      }
    }
    expect((await shown([], { files })).out).toMatch(/^appSecret +set, 32 characters$/m);
  });

  it('tells the origin to people who ask', async () => {
    const { out } = await shown(['listen', '--port', '9', '--origin'], { files: config });
    expect(out).toMatch(/^port +9 +flag --port$/m);
    expect(out).toMatch(/^host +::1 +wa-webhook\.config\.json:4: listen\.host$/m);
    expect((await shown(['listen'], { files: config })).out).toMatch(/^host +::1$/m);
  });

  it.each([
    [['lisen'], 'There is no command "lisen". Did you mean listen?'],
    [['listen', '--prot', '9'], 'listen has no flag --prot. Did you mean --port?'],
    [['listen', '--port', 'x'], 'It takes a port number'],
    [['ips', '--format', 'x'], 'ips has no flag --format.'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, err } = await shown(args);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
  });
});
