import { lines } from './format.ts';

/** A chain of its own, as the built-in ones hold the rules of others. */
export function restoreText(prefixes: readonly string[]): string {
  return lines([
    '*filter',
    ':WA_WEBHOOK - [0:0]',
    ...prefixes.map((prefix) => `-A WA_WEBHOOK -s ${prefix} -j ACCEPT`),
    '-A WA_WEBHOOK -j DROP',
    'COMMIT',
  ]);
}

/** How it is loaded: without `--noflush` the whole table would be emptied first. */
export function restoreUse(program: string): readonly string[] {
  return [
    `Load: ${program}-restore --noflush < THIS-FILE`,
    `Once: ${program} -A INPUT -p tcp --dport 443 -j WA_WEBHOOK`,
  ];
}
