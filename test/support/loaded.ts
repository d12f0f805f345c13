import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from './fake-io.ts';

const program = join(import.meta.dirname, '../../bin/wa-webhook.js');

/** What one run of the built program loaded: files of dist by name, and modules of Node beyond those of an empty run. */
export interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

/** Runs the built program to its end, in a folder of its own unless told. */
export function loadedBy(args: readonly string[], cwd = temporaryFolder()): Loaded {
  const usual = new Set(loadedIn(['-e', '0'], cwd).builtins);
  const { files, builtins } = loadedIn([program, ...args], cwd);
  return { files: files.map((path) => basename(path)), builtins: builtins.filter((name) => !usual.has(name)) };
}

function loadedIn(args: readonly string[], cwd: string): Loaded {
  const folder = temporaryFolder();
  const told = join(folder, 'loaded.json');
  const teller = join(folder, 'tell.cjs');
  writeFileSync(teller, TELLER);
  const { status, stderr } = spawnSync(process.execPath, ['--require', teller, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LOADED_TO: told },
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(told, 'utf8')) as Loaded;
}

const TELLER = `
  const { writeFileSync } = require('node:fs');
  const vm = require('node:vm');
  const scripts = [];
  // What src/start.ts loads.
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      scripts.push(options.filename);
    }
  };
  process.on('exit', () => {
    const builtins = process.moduleLoadList.flatMap((name) => name.startsWith('NativeModule ') ? [name.slice(13)] : []);
    const files = [...Object.keys(require.cache), ...scripts].filter((path) => /[\\\\/]dist[\\\\/]/.test(path));
    writeFileSync(process.env.LOADED_TO, JSON.stringify({ files, builtins }));
  });
`;
