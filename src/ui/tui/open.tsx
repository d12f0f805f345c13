import chalk from 'chalk';
import { render } from 'ink';
import { withDeadline } from '../../deadline.ts';
import type { Io } from '../../io.ts';
import type { LendTerminal, SessionActions } from './actions.ts';
import { App } from './app.tsx';
import { fulfilWishes } from './fulfil.ts';
import { OwnScreen } from './own-screen.tsx';
import type { SessionStore } from './session-store.ts';
import { clearScreen, copyByTerminal, enterOwnScreen, stopReading, terminalForInk } from './terminal.ts';
import { themeFor } from './theme.ts';

export interface TuiOptions {
  readonly store: SessionStore;
  readonly terminal: NonNullable<Io['terminal']>;
  readonly wantsColor: boolean;
  readonly wantsAscii: boolean;
  readonly now: () => Date;
  readonly actions: SessionActions;
}

export interface Tui {
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
  /** False once the terminal is given back. */
  readonly isOpen: () => boolean;
}

/** Somebody who holds an arrow key down. */
const MAX_FPS = 30;

const FLUSH_MS = 2_000;

/** So often the screen looks at the clock, to see whether something should long have come. */
const TICK_MS = 1_000;

/**
 * Draws the session on the terminal's second screen until the person quits or it is closed. On quit the terminal is given
 * back at once, so that a second Ctrl-C is a signal again and not a key.
 */
export function openTui(options: TuiOptions): Tui {
  const { store, terminal, wantsColor, now, actions } = options;
  const { stdin, stdout } = terminal;
  // Ink paints with chalk's shared instance, which has read the environment and knows nothing of --color.
  if (wantsColor && chalk.level === 0) chalk.level = 1;

  let isOpen = true;
  let isLent = false;
  let failure: unknown;
  let tellEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    tellEnded = resolve;
  });
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(ticking);
    store.close();
    tellEnded();
  };
  const start = (): Drawing => {
    const started = draw(options, () => {
      if (!isLent) end();
    });
    const exited = started.exited.catch((error: unknown) => {
      failure = error;
    });
    return { ...started, exited };
  };
  const ticking = setInterval(() => store.dispatch({ type: 'clock.ticked', atMs: now().getTime() }), TICK_MS);
  let drawing = start();

  const lendTerminal: LendTerminal = async (use) => {
    isLent = true;
    drawing.unmount();
    await stopReading(stdin);
    try {
      return await use();
    } finally {
      isLent = false;
      // The session may have ended meanwhile: then the terminal stays given back.
      if (isOpen) drawing = start();
    }
  };
  fulfilWishes({
    store,
    actions,
    lendTerminal,
    copyByTerminal: (text) => copyByTerminal(stdout, text),
    onQuit: () => drawing.unmount(),
  });

  return {
    ended,
    isOpen: () => isOpen,
    close: async () => {
      drawing.unmount();
      end();
      await withDeadline(drawing.exited, FLUSH_MS, 'Giving the terminal back');
      if (failure !== undefined) throw failure;
    },
  };
}

interface Drawing {
  readonly unmount: () => void;
  readonly exited: Promise<unknown>;
}

/** Enters the second screen and draws there until it is unmounted. */
function draw({ store, terminal, wantsColor, wantsAscii }: TuiOptions, onLeave: () => void): Drawing {
  const { stdin, stdout } = terminal;
  const resize = () => store.dispatch({ type: 'terminal.resized', columns: stdout.columns, rows: stdout.rows });
  const onResize = () => {
    // A terminal that got narrower may have wrapped the old frame into more lines than Ink knows of.
    if (stdout.columns < store.getState().columns) clearScreen(stdout);
    resize();
  };

  resize();
  // Before Ink's own listener, which draws.
  stdout.on('resize', onResize);
  enterOwnScreen(stdout);
  const leave = () => {
    stdout.off('resize', onResize);
    onLeave();
  };
  const ink = render(
    <OwnScreen onLeave={leave}>
      <App store={store} theme={themeFor(wantsColor)} />
    </OwnScreen>,
    {
      stdin,
      stdout: terminalForInk(stdout, wantsAscii),
      exitOnCtrlC: false,
      patchConsole: false,
      // The store says when; drawn at once, it knows how long that took.
      maxFps: MAX_FPS,
    },
  );
  return { unmount: () => ink.unmount(), exited: ink.waitUntilExit() };
}
