import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { cloneTracked } from '../support/clone-tracked.ts';
import { temporaryFolder } from '../support/fake-io.ts';

const root = join(import.meta.dirname, '../..');

const MB = 1024 * 1024;

/** What may be in the package, and must. */
const PARTS = {
  'package.json': /^package\.json$/,
  'README.md': /^README\.md$/,
  'CHANGELOG.md': /^CHANGELOG\.md$/,
  'our licence': /^LICENSE$/,
  'their licences': /^dist\/THIRD_PARTY_NOTICES$/,
  'the command': /^bin\/(wa-webhook\.js|package\.json)$/,
  'the program': /^dist\/[\w.-]+\.c?js$/,
  'the library': /^dist\/library\/[\w-]+\.c?js$/,
  'its types': /^dist\/library\/[\w-]+\.d\.c?ts$/,
  'its help': /^dist\/help\.txt$/,
  schemas: /^dist\/[\w-]+\.schema\.json$/,
  fixtures: /^fixtures\/[\w-]+\/[\w-]+\.json$/,
};

/** All that the program names: where it asks, what it tells people to read, and what its libraries say of themselves. */
const HOSTS =
  /^(127\.0\.0\.1|localhost|localtunnel\.me|[\w.-]*\.example(\.com)?\.?|(developers|graph)\.facebook\.com)$/;
const TOLD_HOSTS = new Set([
  'github.com',
  'metastatus.com',
  'ngrok.com',
  'termux.com',
  'react.dev',
  'npms.io',
  'json-schema.org',
  'developers.cloudflare.com',
]);

const LICENCES = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

interface Packed {
  readonly filename: string;
  readonly integrity: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

function pack(cwd: string): Packed {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', temporaryFolder()];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd, encoding: 'utf8' })) as [Packed];
  return packed;
}

describe('the package', () => {
  let packed: Packed;
  beforeAll(() => {
    packed = pack(root);
  });

  it('holds each of its parts, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const [name, shape] of Object.entries(PARTS))
      expect({ name, isThere: paths.some((path) => shape.test(path)) }).toEqual({ name, isThere: true });
    const others = paths.filter((path) => Object.values(PARTS).every((shape) => !shape.test(path)));
    expect(others).toEqual([]);
  });

  it('is below 1 MB packed and below 5 MB installed', () => {
    expect(packed.size).toBeLessThan(MB);
    expect(packed.unpackedSize).toBeLessThan(5 * MB);
  });

  it('runs nothing and brings nothing along when it is installed', () => {
    const scripts = Object.keys(packageJson.scripts);
    expect(scripts.filter((name) => /^(pre|post)?(install|prepare)$|^(pre|post)uninstall$/.test(name))).toEqual([]);
    expect(Object.keys(packageJson).filter((key) => /^(optional|peer|bundled?)?dependencies$/i.test(key))).toEqual([]);
    expect(packed.files.some(({ path }) => path.endsWith('binding.gyp'))).toBe(false);
  });

  it('may be started, and nothing in it is written for others', () => {
    const started = packed.files.filter(({ mode }) => (mode & 0o111) !== 0);
    expect(started.map(({ path }) => path)).toEqual(['bin/wa-webhook.js']);
    expect(packed.files.filter(({ mode }) => (mode & 0o022) !== 0)).toEqual([]);
  });

  it('makes no code of text, and names no host but those that a reader expects', () => {
    for (const { path } of packed.files.filter(({ path }) => /\.c?js$/.test(path))) {
      const text = readFileSync(join(root, path), 'utf8');
      const made = text.match(/new Function\b|[^.\w]eval\(|[^.\w]Function\(["'`]/g) ?? [];
      const hosts = [...text.matchAll(/https?:\/\/([a-z0-9.-]+\.[a-z0-9.-]+)/gi)].map(([, host = '']) => host);
      const odd = hosts.filter((host) => !HOSTS.test(host) && !TOLD_HOSTS.has(host));
      expect({ path, made, odd }).toEqual({ path, made: [], odd: [] });
    }
  });

  it('tells nothing of the machine that built it', () => {
    const told = [root, hostname(), process.env['HOME']].filter((name) => name !== undefined && name.length > 5);
    for (const { path } of packed.files) {
      const text = readFileSync(join(root, path), 'utf8');
      expect({ path, told: told.filter((name) => text.includes(String(name))) }).toEqual({ path, told: [] });
    }
  });
});

describe('the build', () => {
  /** Built twice more, from the same files in other folders, and by the Node that runs this: its modules are in the build. */
  let elsewhere: string;
  let here: string;
  let inputs: readonly { readonly inputs: Readonly<Record<string, unknown>> }[];
  beforeAll(() => {
    [elsewhere, here] = [cloneTracked(), cloneTracked()];
    for (const folder of [elsewhere, here]) {
      linkModules(folder);
      execFileSync(process.execPath, ['build.mjs', 'inputs.json'], { cwd: folder });
    }
    inputs = JSON.parse(readFileSync(join(elsewhere, 'inputs.json'), 'utf8')) as typeof inputs;
  });

  it('makes the same bytes in any folder', () => {
    expect(hashes(join(elsewhere, 'dist'))).toEqual(hashes(join(here, 'dist')));
  });

  it('is packed into the same bytes each time', () => {
    const [once, again, there] = [pack(here), pack(here), pack(elsewhere)];
    expect(again.integrity).toBe(once.integrity);
    expect(there.integrity).toBe(once.integrity);
  });

  it('ships the licence of each package whose code is in it', () => {
    const folders = inputs
      .flatMap((each) => Object.keys(each.inputs))
      .flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
    const notices = readFileSync(join(root, 'dist/THIRD_PARTY_NOTICES'), 'utf8');
    expect(new Set(folders).size).toBeGreaterThan(20);
    for (const folder of new Set(folders)) {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      expect(LICENCES).toContain(license);
      const heading = `${name} ${version} (${license})\n`;
      const [, section = ''] = `\n${notices}`.split(`\n${heading}`);
      const text = section.split(/\n\n(?=\S+ \d+\.\d+\.\d+ \()/)[0] ?? '';
      expect({ name, says: /permi(ssion|tted)|Apache License/i.test(text), isWhole: text.length > 500 }).toEqual({
        name,
        says: true,
        isWhole: true,
      });
    }
  });
});

describe('the version', () => {
  it('is said by package.json alone', () => {
    const own = ['src', 'bin', 'build.mjs', '.build', 'README.md'].flatMap((name) => filesIn(join(root, name)));
    const repeating = own.filter((path) => readFileSync(path, 'utf8').includes(packageJson.version));
    expect(repeating).toEqual([]);
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    expect([lock.version, lock.packages[''].version]).toEqual([packageJson.version, packageJson.version]);
  });
});

describe('the changelog', () => {
  const [title = '', ...releases] = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^(?=## )/m);
  const entriesOf = (release: string) =>
    release
      .split(/^- /m)
      .slice(1)
      .map((entry) => entry.trim().replace(/\s+/g, ' '));

  it('has a section for this version first, and dates or "unreleased" behind each', () => {
    expect(title).toBe('# Changelog\n\n');
    expect(releases[0]).toMatch(new RegExp(`^## ${packageJson.version.replaceAll('.', '\\.')} \\(`));
    for (const release of releases) expect(release).toMatch(/^## \d+\.\d+\.\d+ \((unreleased|\d{4}-\d\d-\d\d)\)\n\n- /);
  });

  it('says in one voice what a user has now: whole sentences, the thing first', () => {
    const entries = releases.flatMap(entriesOf);
    expect(entries.filter((entry) => !/^([A-Z]|`[a-z-]).*\.$/.test(entry))).toEqual([]);
    expect(entries.filter((entry) => /!|\b(we|our|I|issue|refactor(ed)?|TODO)\b|#\d+/.test(entry))).toEqual([]);
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('stays readable as text', () => {
    const lines = releases.flatMap((release) => release.split('\n'));
    expect(lines.filter((line) => line.length > 132 || /\s$/.test(line))).toEqual([]);
    expect(lines.filter((line) => line !== '' && !/^(## |- | {2}\S)/.test(line))).toEqual([]);
  });
});

/** As hard links where the file system can: esbuild's paths, and so its bytes, follow symbolic ones to where they lead. */
function linkModules(folder: string): void {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    cpSync(from, to, { recursive: true, force: true, verbatimSymlinks: true });
  }
}

function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder)
      // What a run keeps beside the program is not the build's.
      .filter((path) => !path.endsWith('.code'))
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
