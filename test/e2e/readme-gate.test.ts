import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import { SECRET, TOKEN } from '../support/reference-receiver.ts';

const root = join(import.meta.dirname, '../..');

/** The README's gates, read as each service reads them: the commands in their order, and the environment. */
const [github, gitlab] = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
  ([, block = '']) => parse(block).jobs?.webhook ?? parse(block).webhook,
);
const gates = {
  'GitHub Actions': {
    scripts: (github.steps as readonly { run?: string }[]).flatMap(({ run }) => run ?? []),
    env: github.env as Record<string, string>,
  },
  'GitLab CI': {
    scripts: [(gitlab.script as readonly string[]).join('\n')],
    env: gitlab.variables as Record<string, string>,
  },
};

/** An app as a user's own: `npm start` runs it on a port, and what npm installs is nothing. */
async function project(app: string): Promise<{ folder: string; port: number }> {
  const folder = temporaryFolder();
  const manifest = { name: 'app', version: '1.0.0', private: true };
  const scripts = { start: 'exec node app.mjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, scripts }));
  const lock = { ...manifest, lockfileVersion: 3, packages: { '': manifest } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  writeFileSync(join(folder, 'app.mjs'), app);

  mkdirSync(join(folder, 'bin'));
  const npx = `#!/bin/sh\n[ "$1" = wa-webhook ] && shift && exec '${process.execPath}' '${root}/bin/wa-webhook.js' "$@"\n`;
  writeFileSync(join(folder, 'bin/npx'), npx);
  chmodSync(join(folder, 'bin/npx'), 0o755);
  return { folder, port: await freePort() };
}

/** Runs one step as the services do, until it ends; what it started in the background lives on to the end of the test. */
async function runStep(script: string, { folder, port }: { folder: string; port: number }, given: object) {
  const child = spawn('bash', ['-e', '-c', script.replaceAll(':3000/', `:${port}/`)], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      HOME: folder,
      PORT: String(port),
      CI: 'true',
      ...given,
    },
    detached: true,
    stdio: 'ignore',
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('bash did not start.');
  onTestFinished(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  });
  const [exitCode] = await once(child, 'exit');
  return exitCode;
}

async function appThat(behaviour: string): Promise<string> {
  const contents = `
    import { createReceiver } from './test/support/reference-receiver.ts';
    createReceiver({ behaviour: ${behaviour} }).listen(Number(process.env.PORT), '127.0.0.1');
  `;
  const options = { bundle: true, write: false, format: 'esm', platform: 'node' } as const;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: root, loader: 'ts' } });
  return outputFiles[0]?.text ?? '';
}

describe.each(Object.entries(gates))('the gate for %s', (_, { scripts, env }) => {
  /** Theirs are the same as ours; the app of this test knows its own. */
  const given = Object.fromEntries(
    Object.keys(env).map((name) => [name, name.endsWith('SECRET') ? SECRET : name.endsWith('TOKEN') ? TOKEN : '']),
  );
  let good: string;
  let forgetful: string;
  beforeAll(async () => {
    good = await appThat('{}');
    forgetful = await appThat('{ isSigned: () => true }');
  });

  it('lets a good app through, and leaves a report', async () => {
    const { folder, port } = await project(good);
    for (const script of scripts) expect(await runStep(script, { folder, port }, given)).toBe(0);
    const report = readFileSync(join(folder, 'reports/webhook.xml'), 'utf8');
    expect(report.match(/<testcase /g)?.length).toBeGreaterThan(100);
  });

  it('stops an app that checks no signature', async () => {
    const { folder, port } = await project(forgetful);
    const codes = [];
    for (const script of scripts) codes.push(await runStep(script, { folder, port }, given));
    expect(codes).toContain(1);
    expect(existsSync(join(folder, 'reports/webhook.xml'))).toBe(true);
  });

  it('says the same secret and token to the app and to wa-webhook', () => {
    expect(env).toMatchObject({
      APP_SECRET: env['WA_WEBHOOK_APP_SECRET'],
      VERIFY_TOKEN: env['WA_WEBHOOK_VERIFY_TOKEN'],
    });
  });
});
