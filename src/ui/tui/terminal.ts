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

/** The terminal as Ink may have it: when the window shrinks, Ink would also wipe what the person scrolled past before us. */
export function terminalForInk(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string | Uint8Array, ...rest: []) =>
    stdout.write(typeof text === 'string' ? text.replaceAll(CLEAR_SCROLL_BACK, '') : text, ...rest);

  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'write') return write;

      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
