import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from './fake-io.ts';
import { openTerminal } from './terminal.ts';
import { until } from './until.ts';

const program = join(import.meta.dirname, '../../bin/wa-webhook.js');

/** What one run of the built program loaded: files of dist by name, and modules of Node beyond those of an empty run. */
export interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
  /** What makes an engine read its tables of letters. */
  readonly tables: readonly string[];
}

/** Runs the built program to its end, in a folder of its own. What a run of `script` loads of Node is not counted. */
export function loadedBy(args: readonly string[], script = '0'): Loaded {
  const cwd = temporaryFolder();
  const usual = new Set(loadedIn(['-e', script], cwd).builtins);
  return beyond(usual, loadedIn([program, ...args], cwd));
}

/** Runs it in a terminal until its first frame is drawn. */
export async function loadedByFirstFrame(...args: readonly string[]): Promise<Loaded> {
  const usual = new Set(loadedIn(['-e', '0'], temporaryFolder()).builtins);
  const { told, teller } = tellerIn(temporaryFolder());
  const terminal = await openTerminal({ NODE_OPTIONS: `--require ${teller}`, LOADED_TO: told, AT_FRAME: '1' });
  terminal.type(`wa-webhook ${args.join(' ')}`);
  await until(() => existsSync(told) || undefined, 'the first frame');
  terminal.press('q');
  return beyond(usual, JSON.parse(readFileSync(told, 'utf8')) as Loaded);
}

function beyond(usual: ReadonlySet<string>, { files, builtins, tables }: Loaded): Loaded {
  return { files: files.map((path) => basename(path)), builtins: builtins.filter((name) => !usual.has(name)), tables };
}

function loadedIn(args: readonly string[], cwd: string): Loaded {
  const { told, teller } = tellerIn(temporaryFolder());
  const { status, stderr } = spawnSync(process.execPath, ['--require', teller, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LOADED_TO: told },
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(told, 'utf8')) as Loaded;
}

function tellerIn(folder: string) {
  const teller = join(folder, 'tell.cjs');
  writeFileSync(teller, TELLER);
  return { told: join(folder, 'loaded.json'), teller };
}

const TELLER = `
  const { renameSync, writeFileSync } = require('node:fs');
  const vm = require('node:vm');
  const scripts = [];
  // What src/start.ts loads.
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      scripts.push(options.filename);
    }
  };
  const tables = [];
  Intl.Segmenter = class extends Intl.Segmenter {
    constructor(...given) {
      super(...given);
      tables.push('Intl.Segmenter');
    }
  };
  RegExp = new Proxy(RegExp, {
    construct(target, given, as) {
      if (/RGI_Emoji/.test(given[0])) tables.push('RGI_Emoji');
      return Reflect.construct(target, given, as);
    },
  });
  const tell = () => {
    const builtins = process.moduleLoadList.flatMap((name) => name.startsWith('NativeModule ') ? [name.slice(13)] : []);
    const files = [...Object.keys(require.cache), ...scripts].filter((path) => /[\\\\/]dist[\\\\/]/.test(path));
    writeFileSync(process.env.LOADED_TO + '.part', JSON.stringify({ files, builtins, tables }));
    renameSync(process.env.LOADED_TO + '.part', process.env.LOADED_TO);
  };
  // Ink says so at the end of a frame.
  const isFrame = (text) => typeof text === 'string' && text.includes('\\u001b[?2026l');
  let isTold = false;
  process.once('exit', () => isTold || tell());
  // To look at stdout opens it, and loads what a pipe takes.
  if (process.env.AT_FRAME !== undefined && process.stdout.isTTY) {
    const { write } = process.stdout;
    process.stdout.write = function (...given) {
      if (!isTold && isFrame(given[0])) {
        tell();
        isTold = true;
      }
      return write.apply(this, given);
    };
  }
`;
