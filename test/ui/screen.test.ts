import { describe, expect, it } from 'vitest';
import { createEventStream } from '../../src/events.ts';
import type { Io } from '../../src/io.ts';
import { chooseColor, chooseScreen, openScreen, type Screen } from '../../src/ui/screen.ts';
import { examples, HAPPENED_AT } from '../support/happened.ts';

interface World {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

// Only what the choice looks at: whether a stream is a terminal.
function world({ stdin = true, stdout = true, env = {} }: World) {
  const streams = { stdin: { isTTY: stdin } as NodeJS.ReadStream, stdout: { isTTY: stdout } as NodeJS.WriteStream };
  return { ...streams, env, ...(stdin && stdout ? { terminal: streams } : {}) };
}

describe('chooseScreen', () => {
  it.each<[string, World, { json: boolean; hasTui?: boolean }, Screen]>([
    ['a terminal', {}, { json: false }, 'tui'],
    ['--json at a terminal', {}, { json: true }, 'json'],
    ['--json in a pipe', { stdout: false }, { json: true }, 'json'],
    ['stdout in a pipe', { stdout: false }, { json: false }, 'text'],
    ['stdin from a pipe', { stdin: false }, { json: false }, 'text'],
    ['TERM=dumb', { env: { TERM: 'dumb' } }, { json: false }, 'text'],
    ['TERM=xterm', { env: { TERM: 'xterm' } }, { json: false }, 'tui'],
    ['CI=true', { env: { CI: 'true' } }, { json: false }, 'text'],
    ['an empty CI, as Ink reads it', { env: { CI: '' } }, { json: false }, 'text'],
    ['CI=false', { env: { CI: 'false' } }, { json: false }, 'tui'],
    ['CONTINUOUS_INTEGRATION', { env: { CONTINUOUS_INTEGRATION: '1' } }, { json: false }, 'text'],
    ['a command without a terminal UI', {}, { json: false, hasTui: false }, 'text'],
  ])('%s', (_, given, flags, expected) => {
    expect(chooseScreen(world(given), flags)).toBe(expected);
  });
});

describe('chooseColor', () => {
  it.each<[string, boolean, Readonly<Record<string, string>>, boolean | undefined, boolean]>([
    ['a terminal', true, {}, undefined, true],
    ['a pipe', false, {}, undefined, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, undefined, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, undefined, true],
    ['FORCE_COLOR in a pipe', false, { FORCE_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, undefined, false],
    ['FORCE_COLOR and NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, true],
    ['--no-color against FORCE_COLOR', true, { FORCE_COLOR: '1' }, false, false],
    ['--color against NO_COLOR', false, { NO_COLOR: '1' }, true, true],
    ['TERM=dumb', true, { TERM: 'dumb' }, undefined, false],
  ])('%s', (_, isTTY, env, flag, expected) => {
    expect(chooseColor({ env }, { isTTY }, flag)).toBe(expected);
  });
});

describe('openScreen', () => {
  it.each<[Screen, RegExp]>([
    ['json', /^\{"type":"receiver\.listening".*\}\n$/],
    ['text', /^\d\d:\d\d:\d\d listening on http:\/\/127\.0\.0\.1:8090\/webhook\n$/],
  ])('%s hears what is emitted right after the call, and closes without a word', async (screen, expected) => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) > 0 };
    // The text and JSON screens look at the two outputs and the environment alone.
    const io = { stdout: output, stderr: output, env: {} } as unknown as Io;
    const events = createEventStream(() => new Date(HAPPENED_AT));

    const opening = openScreen(io, events, { screen });
    events.emit(examples['receiver.listening']);
    const opened = await opening;
    await opened.close();
    await opened.close();

    expect(written.join('')).toMatch(expected);
  });
});
