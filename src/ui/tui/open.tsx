import chalk from 'chalk';
import { render } from 'ink';
import { withDeadline } from '../../deadline.ts';
import type { Io } from '../../io.ts';
import { App } from './app.tsx';
import { OwnScreen } from './own-screen.tsx';
import type { SessionStore } from './session-store.ts';
import { clearScreen, enterOwnScreen, terminalForInk } from './terminal.ts';
import { themeFor } from './theme.ts';

export interface TuiOptions {
  readonly store: SessionStore;
  readonly terminal: NonNullable<Io['terminal']>;
  readonly wantsColor: boolean;
}

export interface Tui {
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
  /** False once the terminal is given back. */
  readonly isOpen: () => boolean;
}

/** Fast enough to follow a burst by eye, and a burst costs no more than that. */
const MAX_FPS = 15;
const FLUSH_MS = 2_000;

/**
 * Draws the session on the terminal's second screen until the person quits or it is closed. On quit the terminal is given
 * back at once, so that a second Ctrl-C is a signal again and not a key.
 */
export function openTui({ store, terminal, wantsColor }: TuiOptions): Tui {
  const { stdin, stdout } = terminal;
  // Ink paints with chalk's shared instance, which has read the environment and knows nothing of --color.
  if (wantsColor && chalk.level === 0) chalk.level = 1;

  let isOpen = true;
  let failure: unknown;
  let tellEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    tellEnded = resolve;
  });
  const onLeave = () => {
    isOpen = false;
    stdout.off('resize', onResize);
    tellEnded();
  };
  const onResize = () => {
    // A terminal that got narrower may have wrapped the old frame into more lines than Ink knows of.
    if (stdout.columns < store.getState().columns) clearScreen(stdout);
    store.dispatch({ type: 'terminal.resized', columns: stdout.columns, rows: stdout.rows });
  };

  store.dispatch({ type: 'terminal.resized', columns: stdout.columns, rows: stdout.rows });
  // Before Ink's own listener, which draws.
  stdout.on('resize', onResize);
  enterOwnScreen(stdout);
  const ink = render(
    <OwnScreen onLeave={onLeave}>
      <App store={store} theme={themeFor(wantsColor)} onQuit={() => ink.unmount()} />
    </OwnScreen>,
    { stdin, stdout: terminalForInk(stdout), exitOnCtrlC: false, patchConsole: false, maxFps: MAX_FPS },
  );
  const exited = ink.waitUntilExit().catch((error: unknown) => {
    failure = error;
  });

  return {
    ended,
    isOpen: () => isOpen,
    close: async () => {
      ink.unmount();
      await withDeadline(exited, FLUSH_MS, 'Giving the terminal back');
      if (failure !== undefined) throw failure;
    },
  };
}
