import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';

const root = join(import.meta.dirname, '../..');
const bin = (name: string) => join(root, 'node_modules', name);

describe('the types of the library', () => {
  it.each(['index', 'testing'])('are those that were last agreed upon: %s', (entry) => {
    const read = (folder: string) => readFileSync(join(root, folder, `${entry}.d.ts`), 'utf8');
    const remedy = 'If that is meant, `npm run api` writes it down, so that it shows in review.';
    expect(read('dist/library'), remedy).toBe(read('test/api'));
  });

  it.each([
    ['nodenext', 'nodenext', ['library.ts', 'testing.ts', 'vitest.ts', 'required.cts']],
    ['node20', 'node16', ['library.ts', 'testing.ts', 'required.cts']],
    ['preserve', 'bundler', ['library.ts', 'testing.ts']],
  ])('hold for who compiles with module %s and resolution %s', (module, moduleResolution, files) => {
    const how = ['--target', 'es2022', '--lib', 'es2022,esnext.disposable', '--types', 'node', '--module', module];
    const flags = ['--moduleResolution', moduleResolution, '--ignoreConfig', '--noEmit', '--skipLibCheck', 'false'];
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--isolatedModules'];
    const args = [
      bin('typescript/bin/tsc'),
      ...how,
      ...flags,
      ...strict,
      ...files.map((file) => join('test/types', file)),
    ];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('are found by every way of importing, as attw sees the package', () => {
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', temporaryFolder()];
    const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' })) as [
      { filename: string },
    ];
    // What knows no exports (`node10`) could not run it either: Node 20.19 is the oldest.
    const args = [bin('@arethetypeswrong/cli/dist/index.js'), join(pack.at(-1) ?? '', filename), '--profile', 'node16'];
    const { status, stdout } = spawnSync(process.execPath, [...args, '--no-emoji', '--no-color'], { encoding: 'utf8' });
    expect({ status, stdout }).toMatchObject({ status: 0 });
    for (const entry of ['wa-webhook', 'wa-webhook/testing'])
      expect(stdout).toMatch(new RegExp(`"${entry}" +│ OK \\(CJS\\) +│ OK \\(ESM\\) +│ OK `));
  });

  it('and the package are in order for publint', async () => {
    const { messages } = await publint({ pkgDir: root, pack: 'npm', strict: true });
    expect(messages).toEqual([]);
  });
});
