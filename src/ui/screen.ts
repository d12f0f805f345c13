import type { EventReader, EventStream } from '../events.ts';
import type { Io, Output } from '../io.ts';
import { createJsonReader } from './json-lines.ts';
import { createTextReader } from './text.ts';
import type { SessionActions } from './tui/actions.ts';

/** The three readers of the one event stream. */
export type Screen = 'tui' | 'text' | 'json';

export interface ScreenFlags {
  readonly json: boolean;
  /** False for a command that has no terminal UI (`replay`, `ips`). */
  readonly hasTui?: boolean;
}

export interface OpenedScreen {
  /** Gives the terminal back. Safe to call twice; throws what went wrong while drawing, a bug of ours. */
  readonly close: () => Promise<void>;
  /** Settles when the person quits by `q` or Ctrl-C, which the terminal UI gets as a key; never in text and JSON lines. */
  readonly ended: Promise<void>;
}

export interface ScreenOptions {
  readonly screen: Screen;
  readonly color?: boolean | undefined;
  /** Nothing but ASCII, in the terminal UI. */
  readonly wantsAscii?: boolean;
  /** What the keys of the terminal UI do. */
  readonly actions?: SessionActions | undefined;
}

/** `--json` wins; then the terminal UI, where there is a person at a terminal; else plain text. */
export function chooseScreen(io: Pick<Io, 'stdin' | 'stdout' | 'env' | 'terminal'>, flags: ScreenFlags): Screen {
  if (flags.json) return 'json';
  if (flags.hasTui === false || io.terminal === undefined) return 'text';

  const isTerminal = io.stdin.isTTY === true && io.stdout.isTTY === true;
  return isTerminal && io.env['TERM'] !== 'dumb' && !isInCi(io.env) ? 'tui' : 'text';
}

/** The flag beats the environment, FORCE_COLOR beats NO_COLOR (as in Node), and without a word a terminal gets colour. */
export function chooseColor(io: Pick<Io, 'env'>, stream: Pick<Output, 'isTTY'>, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;

  const forced = io.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((io.env['NO_COLOR'] ?? '') !== '') return false;
  return stream.isTTY === true && io.env['TERM'] !== 'dumb';
}

/** A bar is for a person at a terminal, and not between JSON lines on the same one. */
export function wantsProgress({ stdout, stderr, env }: Pick<Io, 'stdout' | 'stderr' | 'env'>, screen: Screen): boolean {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb' || isInCi(env)) return false;
  return screen === 'text' || stdout.isTTY !== true;
}

/** What a screen needs of the world. */
export type ScreenIo = Pick<Io, 'stdout' | 'stderr' | 'env' | 'now' | 'terminal'>;

/** Opens the screen and subscribes its reader. Whoever waits for it before the first event misses none. */
export async function openScreen(io: ScreenIo, events: EventStream, options: ScreenOptions): Promise<OpenedScreen> {
  const colors = {
    stdout: chooseColor(io, io.stdout, options.color),
    stderr: chooseColor(io, io.stderr, options.color),
  };

  if (options.screen === 'json') {
    events.subscribe(createJsonReader(io.stdout));
    return createQuietScreen();
  }
  const { wantsAscii = false, actions } = options;
  if (options.screen === 'text' || io.terminal === undefined || actions === undefined) {
    events.subscribe(createTextReader(io, colors));
    return createQuietScreen();
  }

  // Ink and React cost a twentieth of a second: only who sees the terminal UI pays it.
  const { createSessionStore, openTui } = await import('./tui/index.ts');
  const store = createSessionStore();
  events.subscribe(store.dispatch);
  const tui = openTui({ store, terminal: io.terminal, wantsColor: colors.stdout, wantsAscii, now: io.now, actions });
  // What is told after the terminal is given back (the summary, a late failure) belongs below it.
  let tellAfterwards: EventReader | undefined;
  events.subscribe((event) => {
    if (tui.isOpen()) return;
    tellAfterwards ??= createTextReader(io, colors);
    tellAfterwards(event);
  });
  return tui;
}

/** Nothing to give back, and nobody who could quit. */
function createQuietScreen(): OpenedScreen {
  return { close: () => Promise.resolve(), ended: new Promise(() => {}) };
}

/** Ink's own rule (is-in-ci): where it holds, Ink paints nothing until the end, so the two must agree. */
function isInCi(env: Io['env']): boolean {
  return ['CI', 'CONTINUOUS_INTEGRATION'].some((name) => {
    const value = env[name];
    return value !== undefined && value !== '0' && value !== 'false';
  });
}
