import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './fake-io.ts';
import { isRunning } from './is-running.ts';

export interface FakeProgram {
  readonly folder: string;
  /** With the program first on PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** What each run was given, a run an entry. */
  readonly runs: () => readonly { readonly args: readonly string[]; readonly env: readonly string[] }[];
  /** Puts an empty file beside it, for a script that waits for one. */
  readonly touch: (name: string) => void;
  /** Of all processes that it noted and that still run. */
  readonly running: () => readonly number[];
}

/** Shell text that prints these lines as the program would: to stdout and stderr alike, so that no reader relies on one. */
export function printing(...lines: readonly string[]): string {
  return lines
    .map((line, n) => `printf '%s\\n' '${line.replaceAll("'", "'\\''")}' ${n % 2 === 0 ? '>&2' : ''}`)
    .join('\n');
}

/** Goes on until it is asked to end. */
export const STAYING = 'exec sleep 1000';

/** Cannot be asked. */
export const STUBBORN = "trap '' TERM INT HUP\nwhile :; do sleep 0.2; done";

/** Puts a program of this name, a shell script, first on a PATH that has the usual tools besides. */
export function fakeProgram(name: string, script: string): FakeProgram {
  const folder = temporaryFolder();
  const path = join(folder, name);
  const noting = [
    `run="${folder}/run-$$"`,
    `printf '%s\\n' "$@" > "$run.args"`,
    'env > "$run.env"',
    `echo $$ > "${folder}/$$.pid"`,
    `noted() { echo "$1" > "${folder}/$1.pid"; }`,
  ];
  writeFileSync(path, ['#!/bin/sh', ...noting, script, ''].join('\n'));
  chmodSync(path, 0o755);

  const files = (end: string) => readdirSync(folder).filter((file) => file.endsWith(end));
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1);
  return {
    folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder },
    runs: () =>
      files('.args')
        .filter((file) => existsSync(join(folder, file.replace('.args', '.env'))))
        .map((file) => ({ args: lines(file), env: lines(file.replace('.args', '.env')) })),
    touch: (file) => writeFileSync(join(folder, file), ''),
    running: () =>
      files('.pid')
        .map((file) => Number.parseInt(file, 10))
        .filter(isRunning),
  };
}
