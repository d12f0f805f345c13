import { type Command, InvalidArgumentError, Option } from 'commander';

/** Which webhooks of history are meant. */
export interface QueryFlags {
  readonly since?: Moment;
  readonly until?: Moment;
  readonly field?: readonly string[];
  readonly type?: readonly string[];
  readonly from?: readonly string[];
  readonly signature?: readonly string[];
}

/** So long before now, or a time of its own. */
export type Moment = { readonly agoMs: number } | { readonly atMs: number };

const SIGNATURES = ['valid', 'unchecked', 'missing', 'invalid'] as const;

export function addQueryFlags(command: Command): Command {
  return command
    .option('--since <time>', 'not older: 30m, 2h, 7d, 2026-11-22, 2026-11-22T18:00', parseMoment)
    .option('--until <time>', 'older than this', parseMoment)
    .option('--field <name>', 'with an update of this field, like messages; repeatable', collect)
    .option('--type <name>', 'with an update of this type, like text or read; repeatable', collect)
    .option('--from <user>', 'to or from this phone number or BSUID; repeatable', collect)
    .addOption(new Option('--signature <state>', `${SIGNATURES.join(', ')}; repeatable`).argParser(collectSignature));
}

const AGE_UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `2h` before now, or a date and time on the person's own clock unless a zone is told. */
export function parseMoment(text: string): Moment {
  const agoMs = ageMs(text);
  if (agoMs !== undefined) return { agoMs };

  const [, day, time = 'T00:00'] =
    /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const atMs = Date.parse(`${day}${time.replace(' ', 'T')}`);
  if (!Number.isNaN(atMs)) return { atMs };
  throw new InvalidArgumentError('It takes an age like 2h or 7d, or a time like 2026-11-22 or 2026-11-22T18:00.');
}

/** `30d`, `2h`, in milliseconds. */
export function parseAge(text: string): number {
  const age = ageMs(text);
  if (age !== undefined) return age;
  throw new InvalidArgumentError('It takes an age like 12h, 30d or 8w.');
}

function ageMs(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,6}(?:\.\d+)?)\s*(s|min|m|h|d|w)$/i.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (AGE_UNITS[unit.toLowerCase()] ?? 0);
}

export function momentMs(moment: Moment | undefined, now: Date): number | undefined {
  if (moment === undefined) return undefined;
  return 'atMs' in moment ? moment.atMs : now.getTime() - moment.agoMs;
}

function collect(text: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), text];
}

function collectSignature(text: string, previous: readonly string[] | undefined): string[] {
  if (!SIGNATURES.some((state) => state === text))
    throw new InvalidArgumentError(`Allowed choices are ${SIGNATURES.join(', ')}.`);
  return collect(text, previous);
}
