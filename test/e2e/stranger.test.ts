import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { codeBlocks } from '../support/readme-blocks.ts';
import { until } from '../support/until.ts';
import { whoisAnswering } from '../support/whois-answering.ts';

const root = join(import.meta.dirname, '../..');
const MB = 1024 * 1024;

/** A stranger's shell, with the Node of this run: npm's settings are theirs, what belongs to the runner of these tests is not. */
const shell: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|WA_WEBHOOK_|NODE_ENV$|TEST$)/.test(name)),
  ),
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  CI: 'true',
  NO_COLOR: '1',
};

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the stranger to its end. */
function ran(cwd: string, command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...shell, ...env }, maxBuffer: 64 * MB }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

/** What the README's test for jest starts. */
const SERVER = `const app = require('./app.cjs')({ appSecret: 'a-secret' });
require('node:http').createServer(app).listen(process.env.PORT, '127.0.0.1');`;

let tarball = '';
let project = '';

beforeAll(async () => {
  const folder = temporaryFolder();
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' })) as [
    { filename: string },
  ];
  tarball = join(folder, filename);
  project = await projectWith();
});

/** A project of the stranger's, with the package installed as it is packed. */
async function projectWith(...packages: readonly string[]): Promise<string> {
  const folder = join(temporaryFolder(), 'bot');
  mkdirSync(folder);
  cpSync(join(import.meta.dirname, 'stranger'), folder, { recursive: true });
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel', 'error'];
  const { code, err } = await ran(folder, ['npm', 'install', tarball, ...packages, ...quietly]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return folder;
}

describe("a stranger's ten minutes", () => {
  it('install one package, small, with nothing that runs', () => {
    expect(statSync(tarball).size).toBeLessThan(MB);
    const modules = join(project, 'node_modules');
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['wa-webhook']);
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).map((path) =>
      statSync(join(modules, path)),
    );
    const sizeBytes = files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    expect(sizeBytes).toBeLessThan(5 * MB);
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object };
    expect(Object.keys(lock.packages)).toEqual(['node_modules/wa-webhook']);
    expect(JSON.stringify(lock)).not.toContain('hasInstallScript');
  });

  it('listen in one shell, and replay in another', async () => {
    const listener = spawn('npx', ['wa-webhook', 'listen', '--no-tunnel', '--port', '0', '--exit-after', '1'], {
      cwd: project,
      env: shell,
      detached: true,
    });
    let said = '';
    for (const stream of [listener.stdout, listener.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const isOver = () => listener.exitCode !== null || listener.signalCode !== null;
    onTestFinished(() => {
      if (!isOver() && listener.pid !== undefined) process.kill(-listener.pid, 'SIGKILL');
    });
    await until(() => said.includes('ready') || isOver(), 'ready');
    expect(said).toContain('http://127.0.0.1:');

    const sent = await ran(project, ['npx', 'wa-webhook', 'replay', 'text']);
    expect(sent).toMatchObject({ code: 0, out: expect.stringContaining('answered 200') });
    await until(isOver, 'the end of listen');
    expect(said).toContain('text from Ada Test');
    expect(listener.exitCode).toBe(0);
  });

  it("refresh Meta's addresses", async () => {
    const whois = await whoisAnswering(['157.240.2.0/25', '157.240.2.128/25', '2a03:2880::/32']);
    onTestFinished(whois.close);
    const refreshed = await ran(project, ['npx', 'wa-webhook', 'ips', 'refresh', '--server', whois.name]);
    expect(refreshed).toMatchObject({ code: 0, out: '157.240.2.0/24\n2a03:2880::/32\n' });
  });

  it('import it, and require it', async () => {
    const imported = await ran(project, ['node', 'library.mjs']);
    expect({ ...imported, out: JSON.parse(imported.out) }).toEqual({
      code: 0,
      out: { ok: true, signature: { ok: true }, says: ['text'] },
      err: '',
    });
    const required = await ran(project, ['node', 'library.cjs']);
    expect({ ...required, out: JSON.parse(required.out) }).toEqual({
      code: 0,
      out: { ok: true, received: 2 },
      err: '',
    });
  });

  it('compile it strictly, and run that', async () => {
    const typed = await projectWith();
    writeFileSync(join(typed, 'package.json'), '{"type":"module"}');
    const compilerOptions = {
      ...{ target: 'es2022', lib: ['es2022'], module: 'nodenext', outDir: 'built', strict: true },
      ...{ exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true, skipLibCheck: false },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
    };
    writeFileSync(join(typed, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['library.ts'] }));
    const compiled = await ran(typed, ['node', join(root, 'node_modules/typescript/bin/tsc')]);
    expect(compiled).toEqual({ code: 0, out: '', err: '' });
    const { out, code } = await ran(typed, ['node', 'built/library.js'], { APP_SECRET: 'a-secret' });
    expect({ code, out: JSON.parse(out) }).toEqual({ code: 0, out: { ok: true, kinds: ['status'] } });
  });

  it('test their app with vitest', async () => {
    symlinkSync(join(root, 'node_modules/vitest'), join(project, 'node_modules/vitest'));
    const config = 'export default { test: { include: ["*.vitest.mjs"], maxWorkers: 1 } };';
    writeFileSync(join(project, 'vitest.config.mjs'), config);
    const { code, out, err } = await ran(project, ['node', 'node_modules/vitest/vitest.mjs', 'run']);
    expect({ code, out: out + err }).toMatchObject({ code: 1, out: expect.stringContaining('1 failed | ') });
    expect(out + err).toContain(
      'Expected messages/text to be handled once in 2 deliveries, and it was handled 2 times.',
    );
    expect((out + err).match(/ FAIL /g)).toHaveLength(1);
  });

  it('test their app with node:test', async () => {
    const { code, out } = await ran(project, ['node', '--test', '--test-reporter', 'tap', 'webhook.node.test.mjs']);
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringMatching(/pass 2\n[\s\S]*fail 1\n/) });
    expect(out).toContain('Expected messages/text to be answered 200.');
    expect(out).toContain("operator: 'assertAnswered'");
  });

  it('test their app with jest', { timeout: 300_000 }, async () => {
    const jested = await projectWith('jest@30.5.2');
    const jest = ['node', 'node_modules/jest/bin/jest.js', '--runInBand'];
    writeFileSync(join(jested, 'server.js'), SERVER);
    writeFileSync(
      join(jested, 'readme.test.js'),
      codeBlocks.find((block) => block.code.includes('require('))?.code ?? '',
    );
    expect(await ran(jested, [...jest, 'readme'])).toMatchObject({ code: 0, err: expect.stringContaining('1 passed') });

    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const how = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      'node',
    ];
    expect(await ran(jested, ['node', compiler, ...how, 'matchers.jest.mts'])).toMatchObject({ code: 0, out: '' });

    const { code, err } = await ran(jested, [...jest, 'webhook.jest']);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/Tests: +1 failed, \d+ passed/) });
    expect(err).toContain('Expected messages/text to be accepted (answered 200).');
    expect(err).toMatch(/no answer after \d+ ms \(ECONNREFUSED\): nothing listens on 127\.0\.0\.1/);
  });
});
