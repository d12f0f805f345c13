import type { Key } from 'ink';
import type { ListKey } from './list-window.ts';

export type KeyCommand = ListKey | 'quit';

/** What the keys mean. Several letters come at once when somebody types fast. */
export function commandsOf(input: string, key: Key): readonly KeyCommand[] {
  if (key.ctrl) return input === 'c' ? ['quit'] : [];
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.pageUp) return ['page-up'];
  if (key.pageDown) return ['page-down'];
  if (key.home) return ['first'];
  if (key.end) return ['last'];

  return [...input].flatMap((letter) => letterCommands[letter] ?? []);
}

const letterCommands: Readonly<Record<string, KeyCommand>> = {
  k: 'up',
  j: 'down',
  g: 'first',
  G: 'last',
  q: 'quit',
};
