import { toAscii } from './ascii.ts';

/** The terminal's second screen: what stood there before comes back when we leave. */
const CLEAR = '\u001b[2J\u001b[H';
const ENTER = `\u001b[?1049h${CLEAR}`;
// Emptied first: tmux would move lines of a resized second screen into what the person can scroll back to.
const LEAVE = `${CLEAR}\u001b[?1049l`;
const CLEAR_SCROLL_BACK = '\u001b[3J';

export function enterOwnScreen(stdout: NodeJS.WriteStream): void {
  stdout.write(ENTER);
}

export function leaveOwnScreen(stdout: NodeJS.WriteStream): void {
  // After a hang-up there is no terminal to restore, and a write would be an error of its own.
  if (stdout.writable) stdout.write(LEAVE);
}

export function clearScreen(stdout: NodeJS.WriteStream): void {
  stdout.write(CLEAR);
}

/** OSC 52: the terminal puts it into the clipboard of the machine that the person sits at. Many cut or refuse what is longer. */
export function copyByTerminal(stdout: NodeJS.WriteStream, text: string): void {
  const base64 = Buffer.from(text, 'utf8').toString('base64');
  if (base64.length <= MAX_OSC_52) stdout.write(`\u001b]52;c;${base64}\u0007`);
}

const MAX_OSC_52 = 100_000;

/**
 * The keyboard's owner may change: libuv reads on into our buffer, even when nobody listens any more, and would take every
 * other key from the program that has the terminal. Only the change from flowing to paused stops it, and only once Ink,
 * which lets go of the keyboard a turn after it is unmounted, listens no more.
 */
export async function stopReading(stdin: NodeJS.ReadStream): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS && stdin.listenerCount('readable') > 0; turn += 1) await nextTurn();
  await nextTurn();
  stdin.resume();
  stdin.pause();
  await nextTurn();
}

const MAX_TURNS = 1_000;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The terminal as Ink may have it: when the window shrinks, Ink would also wipe what the person scrolled past before us. */
export function terminalForInk(stdout: NodeJS.WriteStream, isAscii: boolean): NodeJS.WriteStream {
  const pass = (text: string) => {
    const kept = text.replaceAll(CLEAR_SCROLL_BACK, '');
    return isAscii ? toAscii(kept) : kept;
  };
  const write = (text: string | Uint8Array, ...rest: []) =>
    stdout.write(typeof text === 'string' ? pass(text) : text, ...rest);

  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'write') return write;

      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
