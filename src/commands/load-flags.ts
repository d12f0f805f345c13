import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../errors.ts';
import { parseDuration } from './flags.ts';
import type { ReplayFlags } from './replay.ts';

/** Each of these makes a load of a replay. */
export interface LoadFlags {
  /** Webhooks a second. */
  readonly rate?: number;
  readonly concurrency?: number;
  readonly duration?: number;
}

export function addLoadFlags(command: Command): Command {
  return command
    .option('--rate <number>', 'so many a second, however slow the answers are: 50/s, 600/m', parseRate)
    .option('--concurrency <number>', 'keep so many on their way; with --rate, at most so many', parseConcurrency)
    .option('--duration <time>', 'send it all again and again for so long, with other ids each time', parseDuration);
}

export function isLoad({ rate, concurrency, duration }: LoadFlags): boolean {
  return rate !== undefined || concurrency !== undefined || duration !== undefined;
}

/** What a load cannot be combined with, and why. */
const CONFLICTS: readonly (readonly [name: keyof ReplayFlags, why: string])[] = [
  ['retry', 'a load sends each webhook once and counts what comes back'],
  ['concurrent', 'in a load, copies leave one after the other as their turn comes'],
  ['interval', '--rate says how many leave in a second'],
  ['print', '--dry-run tells the plan of a load'],
  ['junit', 'a report of one case a webhook is not for thousands of them'],
];

/** Throws when a load is wanted of what makes none. */
export function checkLoadFlags(flags: ReplayFlags): void {
  if (!isLoad(flags)) return;

  const conflict = CONFLICTS.find(([name]) => flags[name] !== undefined && flags[name] !== false && flags[name] !== 0);
  if (conflict === undefined) return;
  const [name, why] = conflict;
  const given = (['rate', 'concurrency', 'duration'] as const).find((each) => flags[each] !== undefined);
  throw new CliError('wrong-usage', `--${name} does not go with --${given}: ${why}.`, {
    hint: `Leave out one of them.`,
  });
}

/** Throws when there is a scenario: it says itself when each of its webhooks is sent. */
export function refuseAsLoad(scenarios: readonly { readonly what: string }[]): void {
  const [first] = scenarios;
  if (first === undefined) return;
  throw new CliError('wrong-usage', `${first.what} is no load: a scenario has its own times.`, {
    hint: 'Leave out --rate, --concurrency and --duration; --speed makes it faster.',
  });
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, min: 60, h: 3_600 };

/** `50/s`, `600/m`, `0.5`: webhooks a second. */
function parseRate(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(?:\/(s|m|min|h))?$/i.exec(text) ?? [];
  const perSecond = Number(number) / (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (perSecond > 0 && perSecond <= MAX_PER_SECOND) return perSecond;
  throw new InvalidArgumentError('It takes a rate like 50/s, 600/m or 0.5/s, up to 100000/s.');
}

/** Beyond any that one machine sends. */
const MAX_PER_SECOND = 100_000;

/** Each needs a socket of its own. */
const MAX_CONNECTIONS = 10_000;

function parseConcurrency(text: string): number {
  const connections = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (connections >= 1 && connections <= MAX_CONNECTIONS) return connections;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MAX_CONNECTIONS}.`);
}
