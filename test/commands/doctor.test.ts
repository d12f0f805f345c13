import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli.ts';
import type { DoctorFound } from '../../src/events.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/refreshing.ts';

const SECRET = '5f3b0c77a1e94d2c8b6a0e1d2f3c4b5a';

interface Asked {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

async function examined(args: readonly string[], { cwd = temporaryFolder(), env = {} }: Asked = {}) {
  const { io, out, err } = fakeIo({ cwd, env });
  const exitCode = await run(['doctor', '--json', ...args], io);
  const lines = out().trim().split('\n');
  const events = lines.map(
    (line) => JSON.parse(line) as DoctorFound | { readonly type: 'doctor.finished'; readonly problems: number },
  );
  const found = events.filter((event): event is DoctorFound => event.type === 'doctor.found');
  const of = (id: string) => found.filter((each) => each.id === id).map(({ state, told }) => `${state}: ${told}`);
  return { exitCode, found, of, finished: events.at(-1), out: out(), err: err() };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('doctor', () => {
  it('looks at everything, and finds nothing wrong in an empty folder', async () => {
    const { exitCode, found, finished, err } = await examined(['--port', `${await freePort()}`]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(found.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'node',
        'settings',
        'app-secret',
        'state-folder',
        'listeners',
        'port',
        'tunnel',
        'clock',
      ]),
    );
    expect(finished).toMatchObject({ type: 'doctor.finished', problems: 0 });
  });

  it('ends with 1 on a problem, and says what to change', async () => {
    const port = await portOf(createTcpServer());
    const { exitCode, found } = await examined(['--port', `${port}`]);
    expect(exitCode).toBe(1);
    expect(found.find(({ id }) => id === 'port')).toMatchObject({
      state: 'problem',
      told: `${port} on 127.0.0.1 is taken.`,
      remedy: expect.stringContaining('--port'),
    });
  });

  it('knows the port of the listen that runs here', async () => {
    const cwd = temporaryFolder();
    const port = await portOf(createTcpServer());
    mkdirSync(join(cwd, '.wa-webhook/listening'), { recursive: true });
    const url = `http://127.0.0.1:${port}/webhook`;
    const note = { pid: process.pid, startedAt: '', url, forwardTo: ['http://app/'] };
    writeFileSync(join(cwd, '.wa-webhook/listening/1.json'), JSON.stringify(note));
    const { of } = await examined(['--port', `${port}`], { cwd });
    expect(of('port')).toEqual([`ok: ${port} is that of the running listen`]);
    expect(of('listeners')[0]).toContain(`${url} (process ${process.pid}), forwards to http://app/`);
  });

  it('takes what listen is set to, by file and environment, and prints no secret of it', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'secret.txt'), `${SECRET}\n`, { mode: 0o644 });
    chmodSync(join(cwd, 'secret.txt'), 0o644);
    const config = { appSecretFile: 'secret.txt', listen: { tunnel: 'cloudflared', onlyMetaIps: true } };
    writeFileSync(join(cwd, 'wa-webhook.config.json'), JSON.stringify(config));
    const env = { WA_WEBHOOK_VERIFY_TOKEN: SECRET, PATH: '' };
    const { exitCode, of, out } = await examined([], { cwd, env });
    expect(exitCode).toBe(1);
    expect(of('settings')[0]).toContain('tunnel from wa-webhook.config.json');
    expect(of('app-secret')[0]).toMatch(/^problem: It is the verify token/);
    expect(of('tunnel')).toEqual(['problem: cloudflared is not on PATH.']);
    expect(of('addresses')[0]).toMatch(/^problem/);
    expect(out).not.toContain(SECRET.slice(0, 8));
  });

  it('tells of a config file that is wrong, and of a variable that sets nothing, and goes on', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'wa-webhook.config.json'), '{ "listen": { "prot": 1 } }');
    const { exitCode, of } = await examined([], { cwd, env: { WA_WEBHOOK_APP_SECERT: 'x' } });
    expect(exitCode).toBe(1);
    expect(of('settings')[0]).toMatch(/^problem: "listen\.prot" .*line 1, column 23.*Did you mean "port"/);
    expect(of('environment')).toEqual(['problem: WA_WEBHOOK_APP_SECERT sets nothing.']);
    expect(of('state-folder')).toHaveLength(1);
  });

  it('finds a folder that cannot be written, and a secret file that cannot be read', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'file'), '');
    const { exitCode, of } = await examined(['--state-dir', 'file/state', '--app-secret-file', 'none'], { cwd });
    expect(exitCode).toBe(1);
    expect(of('state-folder')).toEqual(['problem: file/state cannot be written (ENOTDIR).']);
    expect(of('app-secret')).toEqual(['problem: Cannot read none (ENOENT).']);
  });

  it('finds the tunnel programs, and asks each for its version', async () => {
    const bin = temporaryFolder();
    for (const [name, script] of [
      ['cloudflared', 'echo "cloudflared version 2026.1.0"'],
      ['ngrok', 'exit 1'],
    ] as const)
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { of } = await examined([], { env: { PATH: bin } });
    expect(of('tunnel-programs')[0]).toMatch(
      /cloudflared \(cloudflared version 2026\.1\.0\), ngrok \(which does not tell/,
    );
  });

  it('finds an override that nobody puts back', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, '.wa-webhook/overrides'), { recursive: true });
    writeFileSync(join(cwd, '.wa-webhook/overrides/broken.json'), '{');
    const { of } = await examined([], { cwd });
    expect(of('overrides')[0]).toMatch(/^problem: .*broken\.json cannot be read/);
  });

  it('asks nobody unless it is told to, and then the whois server and the clock of the Graph API', async () => {
    const whois = await startServer();
    const asked: (string | undefined)[] = [];
    const graph = createServer((request, response) => {
      asked.push(`${request.method} ${request.headers.authorization ?? 'without a token'}`);
      response.setHeader('Date', new Date(Date.now() - 3_600_000).toUTCString()).end();
    });
    const graphUrl = `http://127.0.0.1:${await portOf(graph)}`;
    const places = ['--server', whois.name, '--graph-url', graphUrl];
    const env = { WA_WEBHOOK_ACCESS_TOKEN: 'EAAxxxxxxxxxxxxxxxxxxxxxxxxxxx' };

    const offline = await examined(places, { env });
    expect({ asked, whois: offline.of('whois') }).toEqual({ asked: [], whois: [] });

    const online = await examined(['--online', ...places], { env });
    expect(asked).toEqual(['HEAD without a token']);
    expect(online.of('whois')).toEqual([`ok: ${whois.name} takes connections`]);
    expect(online.of('clock')[0]).toMatch(/^problem: It is 36\d\d s ahead of 127\.0\.0\.1/);

    const nobody = `127.0.0.1:${await freePort()}`;
    const down = await examined(['--online', '--server', nobody, '--graph-url', `http://${nobody}`]);
    expect(down.of('whois')).toEqual([`problem: ${nobody} is not reached (ECONNREFUSED).`]);
    expect(down.of('clock')[0]).toMatch(/^ok: nothing speaks against it/);
  });

  it('stays within 80 columns, with its remedies below', async () => {
    const { io, out } = fakeIo({ env: { WA_WEBHOOK_APP_SECERT: 'x' } });
    expect(await run(['doctor'], io)).toBe(1);
    expect(out()).toMatch(
      /^problem +environment +WA_WEBHOOK_APP_SECERT sets nothing\.\n +→ Did you mean WA_WEBHOOK_APP_SECRET\?$/m,
    );
    expect(out()).toMatch(/^1 problem, \d+ notes?, \d+ ok$/m);
    for (const line of out().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
