import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/fake-io.ts';
import { loadedBy } from '../support/loaded.ts';

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

  it('finds its fixtures from any folder', () => {
    const { status, stdout } = runBuilt('fixtures', 'list');
    expect(status).toBe(0);
    expect(stdout).toContain('messages/text');
  });

  it('needs nothing installed: every import is of Node or of itself', () => {
    let count = 0;
    for (const { name, text } of chunks) {
      const paths = [
        ...text.matchAll(/(?:^|[;}\s])(?:import|export)[\w\s{},*$]*?["']([^"'\s]+)["']/g),
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

  it('loads Ink only for the screen, and what sends only to send', () => {
    expect(loadedBy(['--version']).files.filter((name) => /^(open|pool)-/.test(name))).toEqual([]);
    const dryRun = loadedBy(['replay', 'text', '--dry-run']).files;
    expect(dryRun.filter((name) => /^run-replay-/.test(name))).toHaveLength(1);
    expect(dryRun.filter((name) => /^(open|run-plan)-/.test(name))).toEqual([]);
    // The tables of emoji and their widths take longer to load than the whole plan to make.
    const loaded = chunks.filter(({ name }) => dryRun.includes(name));
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter(({ text }) => text.includes('RGI_Emoji'))).toEqual([]);
  });

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
        'dist/main.cjs',
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
  });
});
