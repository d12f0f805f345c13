import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import { needsPrograms } from '../support/peers.ts';
import { runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { type Foreign, foreigners, type Proof, type Signed } from './receivers/findings.ts';

const folder = join(import.meta.dirname, 'receivers');
const TOKEN = 'green-light';
const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

/** Installs what package-lock.json says, where that did not happen yet. Nothing that comes with it is run. */
function install(): void {
  const mark = join(folder, 'node_modules/.package-lock.json');
  const isFresh = existsSync(mark) && statSync(mark).mtimeMs > statSync(join(folder, 'package-lock.json')).mtimeMs;
  if (isFresh) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'], {
    cwd: folder,
  });
}

/** The receiver on a free port, started again whenever it dies, until the test ends. */
async function running({ name, command, path = '/webhook' }: Foreign): Promise<{ url: string; deaths: () => number }> {
  const port = await freePort();
  const [program = process.execPath, ...args] =
    command === undefined ? [process.execPath, `${name}.mjs`] : [...command, String(port)];
  const env = { PATH: process.env['PATH'], PORT: String(port), VERIFY_TOKEN: TOKEN, APP_SECRET: SECRET };
  let isOver = false;
  let deaths = 0;
  let child: ChildProcess | undefined;
  const start = () => {
    child = spawn(program, args, { cwd: folder, env, stdio: 'ignore' });
    child.once('exit', () => {
      if (isOver) return;
      deaths += 1;
      start();
    });
  };
  start();
  onTestFinished(() => {
    isOver = true;
    child?.kill('SIGKILL');
  });
  const url = `http://127.0.0.1:${port}${path}`;
  await until(() => curl([url]).status !== 0, `${name} on ${url}`);
  return { url, deaths: () => deaths };
}

function curl(args: readonly string[]): { status: number; headers: string } {
  const { stdout } = spawnSync('curl', ['-s', '-i', '-g', '--max-time', '20', '-o', '-', ...args], {
    encoding: 'utf8',
  });
  const status = /^HTTP\/\S+ (\d+)/gm.exec(stdout)?.[1];
  return { status: status === undefined ? 0 : Number(status), headers: stdout.split('\r\n\r\n')[0] ?? '' };
}

function openssl(digest: 'sha256' | 'sha1', file: string, key = SECRET): string {
  const out = execFileSync('openssl', ['dgst', `-${digest}`, '-hmac', key, file], { encoding: 'utf8' });
  return `${digest}=${/([0-9a-f]+)\s*$/.exec(out)?.[1] ?? ''}`;
}

/** The signature headers, as curl's arguments. */
function signatures(file: string, signed: Signed): string[] {
  const right = { 'X-Hub-Signature-256': openssl('sha256', file), 'X-Hub-Signature': openssl('sha1', file) };
  const wrong = {
    'X-Hub-Signature-256': openssl('sha256', file, 'other'),
    'X-Hub-Signature': openssl('sha1', file, 'other'),
  };
  const headers: Record<Signed, Record<string, string>> = {
    rightly: right,
    wrongly: wrong,
    not: {},
    'by sha1 alone': { 'X-Hub-Signature': right['X-Hub-Signature'] },
    'by sha1, sha256 wrong': { ...wrong, 'X-Hub-Signature': right['X-Hub-Signature'] },
    'by sha256, sha1 wrong': { ...right, 'X-Hub-Signature': wrong['X-Hub-Signature'] },
    'in upper case': { 'X-Hub-Signature-256': `sha256=${right['X-Hub-Signature-256'].slice(7).toUpperCase()}` },
  };
  return Object.entries(headers[signed]).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
}

function prove(url: string, proof: Proof): { status: number; headers: string } {
  if ('get' in proof) return curl([`${url}?${proof.get}`]);
  const file = join(temporaryFolder(), 'body');
  writeFileSync(file, proof.post);
  const chunked = proof.chunked === true ? ['-H', 'Transfer-Encoding: chunked'] : [];
  const type = ['-H', `Content-Type: ${proof.type ?? 'application/json'}`, '-H', 'Expect:'];
  return curl(['-X', 'POST', ...type, ...chunked, ...signatures(file, proof.signed), '--data-binary', `@${file}`, url]);
}

const need = needsPrograms('curl', 'openssl', 'webhook');

describe.skipIf(need.skip)(`receivers that nobody here wrote${need.note}`, () => {
  beforeAll(install, 300_000);

  it('are at least eight, each version pinned, and no registry is named', () => {
    expect(foreigners.length).toBeGreaterThanOrEqual(8);
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  it.each(foreigners)(
    '$name: what is found is what is true of it, and nothing else',
    { timeout: 600_000 },
    async (foreign) => {
      const { url, deaths } = await running(foreign);
      for (const { proof, because } of foreign.findings) {
        const before = deaths();
        const { status, headers } = prove(url, proof);
        expect({ because, status }).toEqual({ because, status: proof.answers === 'nothing' ? 0 : proof.answers });
        if ('header' in proof && proof.header !== undefined) expect(headers).toMatch(proof.header);
        if (proof.answers !== 'nothing') continue;
        await until(() => deaths() > before, 'its end');
        await until(() => curl([url]).status !== 0, 'its return');
      }

      const secrets = ['--verify-token', TOKEN, '--app-secret', SECRET];
      // Speed is another machine's matter.
      const budget = ['--budget', '15s', '--skip', 'burst'];
      const { exitCode, events } = await runProgram(['check', url, ...secrets, ...budget, '--json']);
      const failed = events().flatMap((line) =>
        line.type === 'case.finished' && line['verdict'] === 'failed' ? [String(line['id'])] : [],
      );
      expect(failed.toSorted()).toEqual([...new Set(foreign.findings.flatMap(({ cases }) => cases))].toSorted());
      expect(exitCode).toBe(1);
    },
  );
});
