import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { cloneTracked } from '../support/clone-tracked.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { startFakeTunnel } from '../support/fake-tunnel.ts';
import { type GraphAnswering, graphAnswering, PHONE_ID } from '../support/graph-answering.ts';
import { received } from '../support/happened.ts';
import { storedWebhook, writeSession } from '../support/history-of.ts';
import { textMessage } from '../support/listening.ts';
import { graphEnv } from '../support/overriding.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { answer, refresh, startServer } from '../support/refreshing.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Every line of every `sh` block. */
const commandLines = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

const ours = commandLines
  .filter((line) => /^(?:npx )?wa-webhook /.test(line))
  .map((line) => ({ line, args: line.replace(/^(?:npx )?wa-webhook /, '').split(' ') }));

/** A folder as a user's project: the files that the README speaks of. */
async function projectFolder(): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'secret.txt'), 'a-secret\n');
  copyFileSync(join(root, 'fixtures/messages/image.json'), join(cwd, 'payload.json'));
  writeFileSync(join(cwd, 'capture.ndjson'), `${JSON.stringify({ ...received(1), v: 1 })}\n`);
  const now = new Date().toISOString();
  writeSession(cwd, { startedAt: now, lines: [storedWebhook(now, 1, now)] });
  const { code } = await refresh(['--input', '-'], { cwd, stdin: answer });
  expect(code).toBe(0);
  writeFileSync(join(cwd, 'meta.txt'), '157.240.2.0/24\n');
  writeFileSync(join(cwd, 'access.log'), '157.240.2.7 - - "POST /webhook HTTP/1.1" 200\n');
  return cwd;
}

/** Stands in for what lies beyond this machine, and for the port 3000 that may be taken on it. */
async function surroundings() {
  const tunnel = await startFakeTunnel();
  onTestFinished(tunnel.close);
  const whois = await startServer();
  const app = await appAnswering(200);
  const graph = await graphAnswering();
  await meetsOnce(graph, app.url);
  return {
    env: { WA_WEBHOOK_TUNNEL_HOST: tunnel.url.href, WA_WEBHOOK_SERVER: whois.name, ...graphEnv(graph) },
    adapt: (args: readonly string[]) =>
      args.map((arg) => arg.replace('http://127.0.0.1:3000/webhook', app.url).replace('106540352242922', PHONE_ID)),
  };
}

/** A Meta that has a callback, and has delivered a webhook to it. */
async function meetsOnce(graph: GraphAnswering, callbackUrl: string): Promise<void> {
  for (const each of graph.world.apps.values()) each.callbackUrl = callbackUrl;
  await graph.deliver(textMessage('wamid.ONE'));
}

/** What a command finds: this `listen` has no public URL, so Meta sends elsewhere. */
const FINDINGS: Readonly<Record<string, number>> = { subscription: 1 };

describe('a command line of the README', () => {
  it('is one of those that are run here', () => {
    const others = commandLines.filter((line) => !/^(?:npx )?wa-webhook /.test(line));
    expect(others).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    expect(ours.length).toBeGreaterThan(12);
  });

  it.each(ours.filter(({ args }) => args[0] === 'listen'))('runs: $line', async ({ args }) => {
    const cwd = await projectFolder();
    const { env, adapt } = await surroundings();
    const program = startProgram(adapt(args), { cwd, env });
    await until(() => /receiver\.ready|ready · /.test(program.out()), 'ready');
    if (!args.includes('--no-tunnel'))
      expect(program.out()).toMatch(/ready · public URL http:\/\/[a-z0-9-]+\.localhost:\d+\/webhook/);

    const secret = args.includes('--app-secret-file') ? ['--app-secret', 'a-secret'] : [];
    const sent = await runProgram(['replay', 'text', ...secret], { cwd });
    expect(sent).toMatchObject({ exitCode: args.includes('--respond') ? 1 : 0 });
    const { exitCode } = await (args.includes('--exit-after') ? program.ended : program.stop());
    expect(exitCode).toBe(0);
  });

  it.each(ours.filter(({ args }) => args[0] !== 'listen'))('runs: $line', async ({ args }) => {
    const cwd = await projectFolder();
    const { env, adapt } = await surroundings();
    const listener = startProgram(['listen', '--no-tunnel', '--port', '0', '--json'], { cwd });
    await listener.next('receiver.ready');

    const { exitCode, out, err } = await runProgram(adapt(args), { cwd, env });
    expect({ exitCode, err: err.includes('error:') }).toEqual({
      exitCode: FINDINGS[args[0] ?? ''] ?? 0,
      err: false,
    });
    expect(out + (args.includes('--output') || args[0] === 'events' ? err : '')).not.toBe('');
  });
});

describe('a checkout', () => {
  it('starts with the one command that the README gives', { timeout: 300_000 }, async () => {
    expect(commandLines).toContain('npm ci && npm start');
    const checkout = cloneTracked();
    const { NODE_ENV: _, ...env } = process.env;
    const program = spawn('sh', ['-c', 'npm ci --prefer-offline --no-audit --no-fund && exec npm start'], {
      cwd: checkout,
      env: { ...env, WA_WEBHOOK_TUNNEL: 'none', WA_WEBHOOK_PORT: '0' },
      detached: true,
    });
    const { pid } = program;
    if (pid === undefined) throw new Error('The shell did not start.');
    // npm passes a signal on by dying of it.
    const isOver = () => program.exitCode !== null || program.signalCode !== null;
    onTestFinished(() => {
      if (!isOver()) process.kill(-pid, 'SIGKILL');
    });
    let out = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk) => (out += String(chunk)));
    await until(() => /listening on http:\/\/127\.0\.0\.1:\d+\/webhook/.test(out) || isOver(), 'the start', 280_000);
    expect(out).toContain('listening on');
    process.kill(-pid, 'SIGINT');
    await until(isOver, 'the end');
  });

  it('is tested with the one command that the README gives', () => {
    expect(commandLines).toContain('npm ci && npm test');
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain("'npm ci && npm test' README.md");
  });
});
