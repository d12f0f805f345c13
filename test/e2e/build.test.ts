import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { run } from '../../src/cli.ts';
import { endpointRunning } from '../support/endpoint-running.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { loadedBy, loadedByFirstFrame } from '../support/loaded.ts';
import { isTmuxMissing } from '../support/terminal.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const chunks = readdirSync(dist)
  .filter((name) => /\.c?js$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(dist, name), 'utf8') }));

function runBuilt(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(root, 'bin/wa-webhook.js'), ...args], {
    encoding: 'utf8',
    cwd: temporaryFolder(),
  });
}

describe('the built program', () => {
  it('starts, and prints its version and help', () => {
    expect(runBuilt('--version')).toMatchObject({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
    const help = runBuilt('--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain('replay');
  });

  it('prints the help that its source prints', async () => {
    const { io, out } = fakeIo();
    await run(['--help'], io);
    expect(runBuilt('--help').stdout).toBe(out());
  });

  it('finds its fixtures from any folder', () => {
    const { status, stdout } = runBuilt('fixtures', 'list');
    expect(status).toBe(0);
    expect(stdout).toContain('messages/text');
  });

  it('needs nothing installed: every import is of Node or of itself', () => {
    let count = 0;
    for (const { name, text } of chunks) {
      const paths = [
        ...text.matchAll(/(?:^|[;}\s])(?:import|export)[\w\s{},*$]*?["']([\w@./#][^"'\s]*)["']/g),
        ...text.matchAll(/\brequire\(["']([^"']+)["']\)/g),
      ].map(([, path = '']) => path);
      const foreign = paths.filter((path) => !path.startsWith('./') && !isBuiltin(path));
      expect({ name, foreign }).toEqual({ name, foreign: [] });
      count += paths.length;
    }
    expect(count).toBeGreaterThan(100);
    expect(packageJson).not.toHaveProperty('dependencies');
  });

  it("carries no axios, no development React, and no tool's network call", () => {
    for (const { name, text } of chunks) {
      expect({ name, axios: /axios|0\.21\.4/.test(text), profiling: text.includes('performance.measure') }).toEqual({
        name,
        axios: false,
        profiling: false,
      });
    }
  });

  it.each([
    { args: ['--version'], files: 2, builtins: 12 },
    { args: ['--help'], files: 2, builtins: 12 },
    { args: ['ips', '--help'], files: 9, builtins: 12 },
    { args: ['fixtures', 'show', 'text'], files: 20 },
    { args: ['replay', 'text', '--dry-run'], files: 6, builtins: 3, script: 'require("crypto")' },
  ])('opens few files for $args, and of Node only what it needs', ({ args, files, builtins = 100, script }) => {
    const loaded = loadedBy(args, script);
    expect(loaded.files.length).toBeLessThanOrEqual(files);
    expect(loaded.builtins.length).toBeLessThanOrEqual(builtins);
    // Each takes longer to load than all else that these do.
    expect(loaded.builtins.filter((name) => /^(tty|net|http|tls|internal\/crypto\/webcrypto)$/.test(name))).toEqual([]);
    const texts = chunks.filter(({ name }) => loaded.files.includes(name)).map(({ text }) => text);
    expect(texts.length).toBe(loaded.files.length);
    // The tables of emoji, React, undici.
    for (const text of texts) expect(/RGI_Emoji|react\.element|llhttp/.exec(text)).toBeNull();
  });

  it('sends a webhook with what a socket and a signature bring of Node, and few files', async () => {
    const to = await endpointRunning('fastify.mjs');
    const { files, builtins } = loadedBy(['replay', 'text', '--to', to], 'require("net"); require("crypto")');
    expect(builtins.filter((name) => !/^internal\/(abort_controller|fs\/sync_write_stream)$/.test(name))).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(6);
    const texts = chunks.filter(({ name }) => files.includes(name)).map(({ text }) => text);
    expect(texts.join('').length).toBeLessThan(160_000);
  });

  it.skipIf(isTmuxMissing)(
    'draws the first frame of listen before it loads what listens, and without tables of letters',
    async () => {
      const { files, builtins, tables } = await loadedByFirstFrame('listen', '--no-tunnel', '--port', '0');
      expect(tables).toEqual([]);
      expect(
        builtins.filter((name) => /^(http|crypto|child_process|fs\/promises|dns|assert|perf_hooks|zlib)$/.test(name)),
      ).toEqual([]);
      const texts = chunks.filter(({ name }) => files.includes(name)).map(({ text }) => text);
      expect(texts.length).toBe(files.length);
      expect(texts.length).toBeLessThanOrEqual(27);
      expect(texts.join('').length).toBeLessThan(540_000);
      // The screen is what it takes.
      expect(texts.filter((text) => text.includes('react.element')).length).toBe(1);
    },
  );

  it('names the licences of what it carries', () => {
    const notices = readFileSync(join(dist, 'THIRD_PARTY_NOTICES'), 'utf8');
    for (const name of ['commander', 'ink', 'react', 'localtunnel'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});

describe('the package', () => {
  it('installs by itself and runs', { timeout: 120_000 }, () => {
    const folder = temporaryFolder();
    const [{ filename, files }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: root,
        encoding: 'utf8',
      }),
    ) as [{ filename: string; files: { path: string }[] }];
    const packed = files.map(({ path }) => path);
    expect(packed).toEqual(
      expect.arrayContaining([
        'bin/wa-webhook.js',
        'dist/start.cjs',
        'fixtures/messages/text.json',
        'README.md',
        'LICENSE',
      ]),
    );
    expect(packed.filter((path) => /^(src|test)\//.test(path))).toEqual([]);

    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], { cwd: project });
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['wa-webhook']);
    const printed = execFileSync(join(project, 'node_modules/.bin/wa-webhook'), ['replay', 'text', '--print', 'body'], {
      encoding: 'utf8',
    });
    expect(JSON.parse(printed)).toMatchObject({ object: 'whatsapp_business_account' });

    // What the engine made of the program is kept where the program is, and does the same.
    const kept = () => readdirSync(join(project, 'node_modules/wa-webhook/dist')).filter((name) => /\.code/.test(name));
    expect(packed.filter((path) => path.includes('.code'))).toEqual([]);
    expect(kept().length).toBeGreaterThan(2);
    expect(kept().filter((name) => !name.endsWith('.code'))).toEqual([]);
    const args = ['replay', 'text', '--seed', '7', '--print', 'body'];
    const again = execFileSync(join(project, 'node_modules/.bin/wa-webhook'), args, { encoding: 'utf8' });
    expect(again).toBe(runBuilt(...args).stdout);
  });
});
