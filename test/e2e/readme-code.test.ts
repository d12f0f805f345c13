import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { codeBlocks } from '../support/readme-blocks.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let project = '';

/** A project with the package as it is installed, and the app that the README's code is about. */
beforeAll(() => {
  project = temporaryFolder();
  const modules = join(project, 'node_modules');
  for (const part of ['package.json', 'dist/library', 'fixtures'])
    cpSync(join(root, part), join(modules, 'wa-webhook', part), { recursive: true });
  symlinkSync(join(root, 'node_modules/vitest'), join(modules, 'vitest'));
  mkdirSync(join(modules, '@types'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(modules, '@types/node'));
  cpSync(join(import.meta.dirname, 'readme-code'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
});

async function ran(args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV$)/.test(name)));
  const { stdout, stderr } = await run(process.execPath, args, { cwd: project, env: { ...env, NO_COLOR: '1' } });
  return stripVTControlCharacters(stdout + stderr);
}

const named = (words: string) => codeBlocks.filter(({ code }) => code.includes(words));

describe('the code in the README', () => {
  it('is all run somewhere', () => {
    const kinds = [named("from 'vitest'"), named("from 'node:test'"), named('require('), named('declare module')];
    const library = named("} from 'wa-webhook';\n\nconst");
    expect(kinds.map((blocks) => blocks.length)).toEqual([1, 1, 1, 1]);
    expect(library).toHaveLength(1);
    expect(codeBlocks).toHaveLength(5);
  });

  it.each(named("from 'vitest'"))('passes with vitest', async ({ code }) => {
    writeFileSync(join(project, 'webhook.test.js'), code);
    const out = await ran(['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', 'webhook.test.js']);
    expect(out).toMatch(/Tests +\d{2,} passed/);
  });

  it.each(named("from 'node:test'"))('passes with node:test', async ({ code }) => {
    writeFileSync(join(project, 'node.test.js'), code);
    expect(await ran(['--test', '--test-reporter', 'tap', 'node.test.js'])).toMatch(/# pass 2\n# fail 0/);
  });

  it.each(named("} from 'wa-webhook';\n\nconst"))('prints what its comments say', async ({ code }) => {
    writeFileSync(join(project, 'library.js'), code);
    const said = [...code.matchAll(/console\.log\(.*; \/\/ (.*)$/gm)].map(([, comment]) => comment);
    expect((await ran(['library.js'])).trim().split('\n')).toEqual(said);
  });

  it.each(named('declare module'))('types the matchers of vitest', async ({ code }) => {
    const use = "import { expect } from 'vitest';\nexpect('a delivery').toHaveAnswered(200);\n";
    writeFileSync(join(project, 'matchers.ts'), use + code);
    const how = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
    await ran([join(root, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', ...how, 'matchers.ts']);
  });
});
