import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT } from '../../src/errors.ts';
import { temporaryFolder } from '../support/fake-io.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The text under a heading, up to the next one. */
function section(heading: string): string {
  const [, text = ''] = readme.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** The first cell of each row, without the two lines that head a table. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| ([^|]*?) \|/gm)].map(([, cell = '']) => cell).slice(2);
}

describe('the README', () => {
  it('lists its sections at the top, in their order', () => {
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
    const listed = [...readme.matchAll(/\[([^\]]*)\]\(#([^)]*)\)/g)];
    // As GitHub makes them.
    const anchorOf = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-');
    expect(listed.map(([, , anchor]) => anchor)).toEqual(listed.map(([, name = '']) => anchorOf(name)));
    expect(listed.map(([, name]) => name)).toEqual(headings.slice(1));
  });

  it('starts within one screen', () => {
    const firstScreen = readme.split('\n').slice(0, 24).join('\n');
    expect(firstScreen).toContain('npx wa-webhook listen');
    expect(firstScreen).toContain('npx wa-webhook replay text');
  });

  it('lists every type of JSON line, and none that there is not', () => {
    const sources = readdirSync(join(root, 'src/events')).map((name) =>
      readFileSync(join(root, 'src/events', name), 'utf8'),
    );
    const types = sources.flatMap((text) =>
      [...text.matchAll(/\btype: '([a-z-]+\.[a-z-]+)'/g)].map(([, type]) => type),
    );
    const listed = [...section('JSON lines').matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, type]) => type);
    expect(types.length).toBeGreaterThan(40);
    expect(listed.toSorted()).toEqual([...new Set(types)].toSorted());
  });

  it('lists every exit code', () => {
    const codes = firstCells(section('Exit codes')).flatMap((cell) => cell.split(', ').map(Number));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it('tells of every Node that is tested, from the oldest that is served', () => {
    const rows = [...readme.matchAll(/^\| (\d+\.\d+\.\d+) \| (all|the built program) \|$/gm)];
    const versions = rows.map(([, version = '']) => version);
    const inCi = readFileSync(join(root, '.ci/run'), 'utf8');
    const tested = [...inCi.matchAll(/for version in ([\d. ]+);/g)].flatMap(([, list = '']) => list.split(' '));
    const majorOf = (version: string) => version.split('.')[0];

    expect(`>=${versions[0]}`).toBe(`${packageJson.engines.node}.0`);
    expect(new Set(versions.map(majorOf))).toEqual(new Set(['20', ...tested.map(majorOf)]));
    expect(versions).toEqual(expect.arrayContaining(tested.filter((version) => version.includes('.'))));
  });

  it('gets that table from the counts of the runs, and none when a test failed', () => {
    const folder = temporaryFolder();
    const write = (...runs: readonly object[]) => {
      writeFileSync(join(folder, 'README.md'), readme);
      writeFileSync(join(folder, 'counts'), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
      const table = join(root, '.ci/node-table.mjs');
      return spawnSync(process.execPath, [table, 'counts'], { cwd: folder, encoding: 'utf8' });
    };
    const run = { passed: 7, failed: 0, skipped: 0 };
    expect(write({ ...run, node: '30.1.0', tested: 'all' }, { ...run, node: '4.0.0', tested: 'all' }).status).toBe(0);
    const written = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(written).toContain('\n\n| Node | Tests that pass |\n| --- | --- |\n| 4.0.0 | all |\n| 30.1.0 | all |\n\n');
    expect(written.replace(/^\| \d.*\n/gm, '')).toBe(readme.replace(/^\| \d.*\n/gm, ''));

    expect(write({ ...run, failed: 1, node: '30.1.0', tested: 'all' }).stderr).toContain('Tests fail on Node 30.1.0.');
  });
});
