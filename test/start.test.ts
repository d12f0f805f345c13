import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { start } from '../src/start.ts';
import { temporaryFolder } from './support/fake-io.ts';

const require = createRequire(import.meta.url);

const { execPath } = process;
const ENGINE = `v20.20.2-${statSync(execPath).size}`;

/** A process that has been up for so long, and can be ended. */
function fakeProcess(uptimeSeconds = 0, engine = execPath) {
  const listeners: (() => void)[] = [];
  const process = {
    execPath: engine,
    pid: 7,
    version: 'v20.20.2',
    uptime: () => uptimeSeconds,
    once: (_: 'exit', listener: () => void) => void listeners.push(listener),
  };
  return { process, end: () => listeners.forEach((listener) => void listener()), listeners };
}

/** A program of two files that know each other, and what it says when it runs. */
function program(): { folder: string; said: () => unknown } {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'main.cjs'),
    `(function (require, module, __dirname) {
      const { sep } = require('node:path');
      module.exports.name = 'main';
      const other = require('./other.cjs');
      const said = { sep, other: other.about(), again: require('./other.cjs') === other };
      require('node:fs').writeFileSync(__dirname + '/said.json', JSON.stringify(said));
    })`,
  );
  writeFileSync(
    join(folder, 'other.cjs'),
    `(function (require, module) {
      const main = require('./main.cjs');
      module.exports = { about: () => 'beside ' + main.name };
    })`,
  );
  return { folder, said: () => JSON.parse(readFileSync(join(folder, 'said.json'), 'utf8')) };
}

const SAID = { sep: '/', other: 'beside main', again: true };

const keptIn = (folder: string) => readdirSync(folder).filter((name) => name.includes('.code'));

describe('start', () => {
  it('runs the files of a program, each of them once', () => {
    const { folder, said } = program();
    start(folder, 'main.cjs', { require, process: fakeProcess().process });
    expect(said()).toEqual(SAID);
  });

  it('keeps what the engine made of each file when the run ends, and takes it in the next one', () => {
    const { folder, said } = program();
    const first = fakeProcess();
    start(folder, 'main.cjs', { require, process: first.process });
    expect(keptIn(folder)).toEqual([]);
    first.end();
    expect(keptIn(folder)).toEqual([`main.cjs.${ENGINE}.code`, `other.cjs.${ENGINE}.code`]);

    const second = fakeProcess();
    rmSync(join(folder, 'said.json'));
    start(folder, 'main.cjs', { require, process: second.process });
    expect(said()).toEqual(SAID);
    expect(second.listeners).toEqual([]);
  });

  it('replaces what the engine refuses', () => {
    const { folder, said } = program();
    const kept = join(folder, `other.cjs.${ENGINE}.code`);
    writeFileSync(kept, 'damaged');
    const { process, end } = fakeProcess();
    start(folder, 'main.cjs', { require, process });
    expect(said()).toEqual(SAID);
    end();
    expect(readFileSync(kept, 'utf8')).not.toBe('damaged');
  });

  it('takes nothing of another build of the same version', () => {
    const { folder } = program();
    const first = fakeProcess();
    start(folder, 'main.cjs', { require, process: first.process });
    first.end();
    const other = fakeProcess(0, join(folder, 'main.cjs'));
    start(folder, 'main.cjs', { require, process: other.process });
    other.end();
    expect(keptIn(folder)).toHaveLength(4);
  });

  it('keeps nothing of what is loaded long after the start', () => {
    const { folder } = program();
    const { process, listeners } = fakeProcess(60);
    start(folder, 'main.cjs', { require, process });
    expect(listeners).toEqual([]);
  });

  it('leaves nothing unfinished behind what cannot be replaced', () => {
    const { folder } = program();
    const { process, end } = fakeProcess();
    start(folder, 'main.cjs', { require, process });
    const kept = `main.cjs.${ENGINE}.code`;
    mkdirSync(join(folder, kept, 'in-the-way'), { recursive: true });
    end();
    expect(keptIn(folder)).toEqual([kept]);
  });

  it('ends in peace where nothing can be kept', () => {
    const { folder } = program();
    const { process, end } = fakeProcess();
    start(folder, 'main.cjs', { require, process });
    rmSync(folder, { recursive: true });
    expect(end).not.toThrow();
  });

  it('tells of a file that is missing', () => {
    const { folder } = program();
    rmSync(join(folder, 'other.cjs'));
    expect(() => start(folder, 'main.cjs', { require, process: fakeProcess().process })).toThrow(/other\.cjs/);
  });
});
