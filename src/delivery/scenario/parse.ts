import type { Identity } from '../../webhook/identity.ts';
import { isObject } from '../../webhook/json-view.ts';
import type { Assignment } from '../../webhook/set-path.ts';
import {
  kindOf,
  type Read,
  readAge,
  readAssignments,
  readCount,
  readIdentity,
  readMembers,
  readOptional,
  readReplacements,
  readSize,
  readText,
  readTime,
  readTimes,
  WrongPlace,
} from './read.ts';

/** A rehearsal: webhooks that belong together, each at its time. All times are on Meta's clock. */
export interface Scenario {
  readonly description: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** The name of a fixture, or the path of a file beside the scenario. */
  readonly fixture: string;
  /** Steps of one message share their ids. */
  readonly message: string;
  /** How many of them, each of another message and another user. */
  readonly count: number;
  /** When it happened: so long after the step before, or after the start. */
  readonly afterMs: number;
  readonly atMs: number | undefined;
  /** Up to so much later, by chance, for each of its count. */
  readonly spreadMs: number;
  /** What it tells of is so much older. */
  readonly ageMs: number;
  /** How long after it happened it comes, at the earliest when, and up to how much later by chance. */
  readonly lateMs: number;
  readonly heldUntilMs: number;
  readonly jitterMs: number;
  /** Further copies at the same instant. */
  readonly duplicates: number;
  /** When the same bytes come again, counted from the first time. */
  readonly againMs: readonly number[];
  readonly identity: Identity | undefined;
  /** What every value that is exactly this text becomes. */
  readonly replace: ReadonlyMap<string, string>;
  readonly assignments: readonly Assignment[];
  readonly sizeBytes: number | undefined;
}

/** `place` is where in the file: `steps[2].after`. */
export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly place: string; readonly reason: string };

/** Whether this JSON means to be a scenario and not a webhook. */
export function isScenario(value: unknown): boolean {
  return isObject(value) && 'steps' in value && !('entry' in value) && !('object' in value);
}

/** A scenario from JSON that a person wrote. Says which place is wrong, and what it takes. */
export function parseScenario(value: unknown): ParsedScenario {
  try {
    return { ok: true, scenario: readScenario(value) };
  } catch (error) {
    if (error instanceof WrongPlace) return { ok: false, place: error.place, reason: error.message };
    throw error;
  }
}

function readScenario(value: unknown): Scenario {
  const members = readMembers(value, 'the file', ['description', 'steps', '$schema']);
  const steps = members['steps'];
  if (!Array.isArray(steps) || steps.length === 0) {
    throw new WrongPlace('steps', `is ${kindOf(steps)}, not a list of at least one step`);
  }
  return {
    description: readOptional(members, 'description', 'description', readText) ?? '',
    steps: steps.map((step: unknown, index) => readStep(step, `steps[${index}]`)),
  };
}

const STEP_KEYS = [
  'fixture',
  'message',
  'count',
  'after',
  'at',
  'spread',
  'age',
  'late',
  'heldUntil',
  'jitter',
  'duplicates',
  'again',
  'identity',
  'replace',
  'set',
  'size',
] as const;

function readStep(value: unknown, place: string): Step {
  const members = readMembers(value, place, STEP_KEYS);
  const read = <T>(key: (typeof STEP_KEYS)[number], reader: Read<T>) =>
    readOptional(members, key, `${place}.${key}`, reader);

  const fixture = read('fixture', readText);
  if (fixture === undefined) throw new WrongPlace(`${place}.fixture`, 'is missing: a step names what is sent');
  const atMs = read('at', readTime);
  const afterMs = read('after', readTime);
  if (atMs !== undefined && afterMs !== undefined) {
    throw new WrongPlace(`${place}.after`, 'stands beside "at": a step takes one of them');
  }

  return {
    fixture,
    atMs,
    afterMs: afterMs ?? 0,
    message: read('message', readText) ?? '',
    count: read('count', readCount(1, 10_000)) ?? 1,
    spreadMs: read('spread', readTime) ?? 0,
    ageMs: read('age', readAge) ?? 0,
    lateMs: read('late', readTime) ?? 0,
    heldUntilMs: read('heldUntil', readTime) ?? 0,
    jitterMs: read('jitter', readTime) ?? 0,
    duplicates: read('duplicates', readCount(0, 100)) ?? 0,
    againMs: read('again', readTimes) ?? [],
    identity: read('identity', readIdentity),
    replace: read('replace', readReplacements) ?? new Map(),
    assignments: read('set', readAssignments) ?? [],
    sizeBytes: read('size', readSize),
  };
}
