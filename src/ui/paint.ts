import { Chalk } from 'chalk';
import type { Tone } from './text-line.ts';

export type Paint = (tone: Tone, text: string) => string;

/** Colour, for whoever wants it. */
export function createPaint(): Paint {
  const chalk = new Chalk({ level: 1 });
  const paints = {
    plain: (text) => text,
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    quiet: chalk.dim,
  } satisfies Record<Tone, (text: string) => string>;
  return (tone, text) => paints[tone](text);
}
