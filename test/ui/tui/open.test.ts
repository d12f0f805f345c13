import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { openTui } from '../../../src/ui/tui/open.tsx';
import { createSessionStore } from '../../../src/ui/tui/session-store.ts';
import { eventually } from '../../support/eventually.ts';
import { happened } from '../../support/happened.ts';
import { noActions } from '../../support/tui.ts';

const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';

class FakeStdin extends EventEmitter {
  readonly isTTY = true;
  readonly rawModes: boolean[] = [];
  #typed: string | null = null;

  setEncoding() {}
  ref() {}
  unref() {}
  setRawMode(isRaw: boolean) {
    this.rawModes.push(isRaw);
  }
  read() {
    const typed = this.#typed;
    this.#typed = null;
    return typed;
  }
  type(keys: string) {
    this.#typed = keys;
    this.emit('readable');
  }
}

class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns = 80;
  rows = 24;
  written = '';

  write(text: string) {
    this.written += text;
    return true;
  }
}

function open(actions = noActions()) {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout();
  const store = createSessionStore();
  // As much of a terminal as Ink uses.
  const terminal = {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
  };
  const options = { store, terminal, wantsColor: false, wantsAscii: false, now: () => new Date(), actions };
  return { stdin, stdout, store, tui: openTui(options) };
}

describe('openTui', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('gives the terminal back as soon as the person quits by %s', async (_, key) => {
    const { stdin, stdout, tui } = open();
    expect(stdout.written.startsWith(ENTER)).toBe(true);
    await eventually(() => expect(stdin.listenerCount('readable')).toBe(1));

    stdin.type(key);
    await tui.ended;

    expect(tui.isOpen()).toBe(false);
    expect(stdout.written.split(LEAVE)).toHaveLength(2);
    expect(stdin.rawModes.at(-1)).toBe(false);
    expect(stdout.listenerCount('resize')).toBe(0);
    await tui.close();
    expect(stdout.written.split(LEAVE)).toHaveLength(2);
  });

  it('gives the terminal back when it is closed, however often', async () => {
    const { stdout, tui } = open();
    await tui.close();
    await tui.close();
    await tui.ended;
    expect(stdout.written.split(LEAVE)).toHaveLength(2);
  });

  it('takes on the size of the terminal and never wipes what was there before', async () => {
    const { stdout, store, tui } = open();
    store.dispatch(happened('receiver.listening'));
    expect(store.getState()).toMatchObject({ columns: 80, terminalRows: 24 });

    Object.assign(stdout, { columns: 40, rows: 10 });
    stdout.emit('resize');
    expect(store.getState()).toMatchObject({ columns: 40, terminalRows: 10 });

    await tui.close();
    expect(stdout.written).not.toContain('\u001b[3J');
  });
});
