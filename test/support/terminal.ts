import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './fake-io.ts';
import { until } from './until.ts';

export const isTmuxMissing = spawnSync('tmux', ['-V']).error !== undefined;

const program = join(import.meta.dirname, '../../bin/wa-webhook.js');

/** A shell in a real terminal (tmux's), with `wa-webhook` in its path. It stands in an empty folder. */
export interface Terminal {
  readonly cwd: string;
  /** What the person sees, line by line, without the spaces at the end of each. */
  readonly lines: () => readonly string[];
  /** The same with the codes that style it. */
  readonly styled: () => string;
  /** Every byte that was written to the terminal so far. */
  readonly written: () => string;
  /** Whether the second screen is shown, and whether the cursor is. */
  readonly modes: () => { readonly isOnSecondScreen: boolean; readonly hasCursor: boolean };
  /** The clipboard and the title that programs in it may set. */
  readonly reached: () => { readonly clipboard: string; readonly title: string };
  /** Types a command and Enter. */
  readonly type: (command: string) => void;
  /** Types letters, without Enter. */
  readonly put: (letters: string) => void;
  /** Presses keys by tmux's names: `q`, `Up`, `C-c`. */
  readonly press: (...keys: readonly string[]) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Waits until the screen shows it. */
  readonly shows: (what: RegExp | string) => Promise<void>;
  /** Closes the window, as a click on its cross does. */
  readonly close: () => void;
}

export async function openTerminal(env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const cwd = temporaryFolder();
  const home = temporaryFolder();
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'wa-webhook'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(bin, 'wa-webhook'), 0o755);
  const recording = join(home, 'written');

  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-u', '-L', 'test', '-f', '/dev/null', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // A world of its own: neither CI nor NO_COLOR of whoever runs the tests reaches the program.
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: home,
        TMUX_TMPDIR: home,
        LANG: 'C.UTF-8',
        SHELL: '/bin/sh',
        ...env,
      },
    });

  onTestFinished(() => {
    spawnSync('tmux', ['-L', 'test', 'kill-server'], { env: { PATH: process.env['PATH'], TMUX_TMPDIR: home } });
  });
  // Named, since tmux's own choice is a login shell, whose profile sets another path.
  tmux('new-session', '-d', '-x', '80', '-y', '24', 'exec sh');
  tmux('set-option', '-s', 'set-clipboard', 'on');
  tmux('pipe-pane', `cat > '${recording}'`);

  const lines = () =>
    tmux('capture-pane', '-p')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.trimEnd());
  const terminal: Terminal = {
    cwd,
    lines,
    styled: () => tmux('capture-pane', '-p', '-e'),
    written: () => readFileSync(recording, 'utf8'),
    modes: () => {
      const [alternate, cursor] = tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}').trim().split(' ');
      return { isOnSecondScreen: alternate === '1', hasCursor: cursor === '1' };
    },
    reached: () => ({ clipboard: tmux('list-buffers'), title: tmux('display-message', '-p', '#{pane_title}') }),
    type: (command) => void tmux('send-keys', '-l', `${command}\n`),
    put: (letters) => void tmux('send-keys', '-l', '--', letters),
    press: (...keys) => void tmux('send-keys', ...keys),
    resize: (columns, rows) => void tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`),
    shows: async (what) => {
      const isShown = () =>
        typeof what === 'string' ? lines().join('\n').includes(what) : what.test(lines().join('\n'));
      await until(isShown, `${what} on the screen`).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${lines().join('\n')}`);
      });
    },
    close: () => void tmux('kill-server'),
  };
  await terminal.shows(/^[$#]/);
  return terminal;
}

/** The notes of all that run, or were killed, in a folder. */
export function notesOfListen(cwd: string): string[] {
  const folder = join(cwd, '.wa-webhook/listening');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name))
    : [];
}

/** What a running `listen` tells the `replay` of its folder. */
export function noteOfListen(cwd: string): Promise<{ readonly pid: number; readonly url: string }> {
  return until(() => {
    const [note] = notesOfListen(cwd);
    return note !== undefined && JSON.parse(readFileSync(note, 'utf8'));
  }, 'the note of a running listen');
}
