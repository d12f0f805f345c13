import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';

const root = join(import.meta.dirname, '../..');

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(root, 'test/bench/run.mjs'), ...args], { encoding: 'utf8', cwd: root });
}

/** The quickest of them stands for all: what it measures is the package's size. */
describe('the bench', () => {
  it('prints one table with goals, and what the figures hold for', () => {
    const { status, stdout } = bench('packageSize');
    expect(status).toBe(0);
    const packed = stdout.split('\n').find((line) => line.includes('packed')) ?? '';
    expect(packed).toMatch(/^ {2}packed +0\.\d\d MB +below 1 +met$/);
    expect(stdout).toContain('Goals: 2 of 2 met.\n');
    expect(stdout).toContain(`Node ${process.versions.node}, Linux`);
    expect(stdout).toMatch(/^Processor time that others took meanwhile: \d+ %; load [\d.]+ at the start/m);
  });

  it('writes the same as JSON', () => {
    const file = join(temporaryFolder(), 'bench.json');
    expect(bench('packageSize', '--json', file).status).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      type: 'bench.finished',
      v: 1,
      machine: { node: process.versions.node, cores: expect.any(Number), loadAtStart: expect.any(Number) },
      rows: [
        { id: 'package/packed', unit: 'MB', ours: expect.any(Number), rounds: 1, goal: { below: 1 }, isMet: true },
        { id: 'package/installed', goal: { below: 5 }, isMet: true },
      ],
      unmeasured: [],
    });
  });

  it('names its parts when there is none of that name', () => {
    const { status, stderr } = bench('speed');
    expect(status).toBe(2);
    expect(stderr).toContain('There is no bench speed; there are startUp, packageSize, receivers,');
  });
});
