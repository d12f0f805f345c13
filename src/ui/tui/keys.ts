import type { Key } from 'ink';

import { type KeyBinding, type KeyCommand, keyBindings, type MoveCommand, type Place } from './key-bindings.ts';

export function commandFor(press: string, place: Place): KeyCommand | undefined {
  const bindings: readonly KeyBinding[] = keyBindings;
  return bindings.find(({ keys, places }) => keys.includes(press) && places.includes(place))?.command;
}

export function isMove(command: KeyCommand): command is MoveCommand {
  return ['up', 'down', 'page-up', 'page-down', 'first', 'last'].includes(command);
}

/** What was pressed, by name: `up`, `enter`, or the letter itself. */
export function pressesOf(input: string, key: Key): readonly string[] {
  const named = nameOf(input, key);
  if (named !== undefined) return [named];
  // Several letters come at once when somebody types fast; so many at once were pasted, and are text and no commands.
  return input.length > MAX_TYPED_AT_ONCE ? [input] : [...input].map((letter) => CONTROL_LETTERS[letter] ?? letter);
}

/** What is a key of its own when it comes alone, and a letter of the text when it comes with others. */
const CONTROL_LETTERS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
  '\u0003': 'ctrl-c',
};

const MAX_TYPED_AT_ONCE = 40;

function nameOf(input: string, key: Key): string | undefined {
  if (key.ctrl) return `ctrl-${input}`;
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  const name = NAMES.find(([flag]) => key[flag])?.[1];
  // A terminal says "escape, letter" for Alt and a letter, which we have no use for.
  return name ?? (key.meta ? 'alt' : undefined);
}

const NAMES = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** How the key is named to a person. */
export function keyLabel({ keys, command }: KeyBinding): string {
  if (command === 'down') return '↑↓';
  if (command === 'fault') return '1 to 5';
  const [first = '', letter = ''] = keys;
  const name = KEY_LABELS[first] ?? first;
  return letter !== '' && letter.length === 1 && name.length > 1
    ? `${name} ${letter === ' ' ? 'Space' : letter}`
    : name;
}

const KEY_LABELS: Readonly<Record<string, string>> = {
  up: '↑',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  escape: 'Esc',
};
