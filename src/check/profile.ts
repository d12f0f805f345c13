import { closest } from 'fastest-levenshtein';
import type { CaseFinished, CheckLevel } from '../events.ts';
import { isObject, type JsonObject, objectIn } from '../webhook/json-view.ts';
import { type CheckCase, LEVELS } from './case.ts';
import { fits } from './select.ts';

/** What of a check holds for one endpoint. Its JSON Schema is profile-schema.json. */
export interface Profile {
  readonly path?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly entries: readonly ProfileEntry[];
}

interface ProfileEntry {
  readonly pattern: string;
  readonly applies: boolean;
  readonly level?: CheckLevel;
  readonly reason: string;
}

export type ParsedProfile =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly reason: string };

/** Pure: the text of a profile, or what is wrong with it. */
export function parseProfile(text: string): ParsedProfile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'it is not JSON' };
  }
  if (!isObject(value)) return { ok: false, reason: 'it is not a JSON object' };

  const fault = unknownKey(value, ['$schema', 'path', 'headers', 'cases'], '') ?? faultIn(value);
  if (fault !== undefined) return { ok: false, reason: fault };

  const { path } = value;
  return {
    ok: true,
    profile: {
      ...(typeof path === 'string' ? { path } : {}),
      headers: Object.entries(objectIn(value, 'headers')).map(([name, header]) => [name, String(header)] as const),
      entries: Object.entries(objectIn(value, 'cases')).map(([pattern, entry]) =>
        entryOf(pattern, isObject(entry) ? entry : {}),
      ),
    },
  };
}

function faultIn({ path, headers, cases }: JsonObject): string | undefined {
  if (path !== undefined && !(typeof path === 'string' && path.startsWith('/')))
    return '"path" is no path like "/webhook"';
  if (headers !== undefined && !isTexts(headers)) return '"headers" is no object of texts';
  if (cases === undefined) return undefined;
  if (!isObject(cases)) return '"cases" is not an object';

  for (const [pattern, entry] of Object.entries(cases)) {
    const fault = isObject(entry) ? entryFault(entry) : 'is not an object';
    if (fault !== undefined) return `"${pattern}" ${fault}`;
  }
  return undefined;
}

function entryFault(entry: JsonObject): string | undefined {
  const { applies, level, reason } = entry;
  const unknown = unknownKey(entry, ['applies', 'level', 'reason'], 'has ');
  if (unknown !== undefined) return unknown;
  if (applies !== undefined && applies !== false) return 'has "applies", which can only be false';
  if (level !== undefined && !LEVELS.some((each) => each === level))
    return `has another "level" than ${LEVELS.join(', ')}`;
  if (applies === undefined && level === undefined) return 'says neither "applies": false nor a "level"';
  return typeof reason === 'string' ? undefined : 'has no "reason"';
}

function unknownKey(value: JsonObject, known: readonly string[], lead: string): string | undefined {
  const key = Object.keys(value).find((each) => !known.includes(each));
  return key === undefined ? undefined : `${lead}"${key}", which is none of ${known.slice(-3).join(', ')}`;
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string' && !/[\r\n]/.test(each));
}

function entryOf(pattern: string, { applies, level, reason }: JsonObject): ProfileEntry {
  const known = LEVELS.find((each) => each === level);
  return {
    pattern,
    applies: applies !== false,
    ...(known === undefined ? {} : { level: known }),
    reason: String(reason ?? ''),
  };
}

export interface Applied {
  readonly cases: readonly CheckCase[];
  readonly notApplicable: ReadonlyMap<string, string>;
  /** What is to be said of the profile itself: entries that fit nothing, change nothing or give no reason. */
  readonly notes: readonly string[];
}

/** Pure: the cases with the levels that they have here, and those that do not apply. */
export function applyProfile(cases: readonly CheckCase[], { entries }: Profile): Applied {
  const notApplicable = new Map<string, string>();
  const notes = entries.flatMap((entry) => noteOn(entry, cases) ?? []);
  const levelled = cases.map((check) => {
    // The last one counts: an exception stands behind its rule.
    const fitting = entries.filter(({ pattern }) => fits(check.id, pattern));
    const left = fitting.findLast(({ applies }) => !applies);
    if (left !== undefined)
      notApplicable.set(check.id, `the profile says: ${left.reason === '' ? 'no reason given' : left.reason}`);
    const level = fitting.findLast((entry) => entry.level !== undefined)?.level;
    return level === undefined ? check : { ...check, level };
  });
  return { cases: levelled, notApplicable, notes };
}

function noteOn({ pattern, applies, level, reason }: ProfileEntry, cases: readonly CheckCase[]): string | undefined {
  const meant = cases.filter(({ id }) => fits(id, pattern));
  if (meant.length === 0) {
    return `"${pattern}" is no case. Did you mean "${closest(
      pattern,
      cases.map(({ id }) => id),
    )}"?`;
  }
  if (reason.trim() === '') return `"${pattern}" has no reason yet.`;
  const isIdle = applies && meant.every((check) => check.level === level);
  return isIdle ? `"${pattern}" has the level ${level} already: the entry changes nothing.` : undefined;
}

/** Where the schema is, for editors, in a project that has installed wa-webhook. */
const SCHEMA = './node_modules/wa-webhook/dist/check-profile.schema.json';

/** Pure: a profile that lets today's failures be, each with a reason to be filled in. */
export function profileOf(failed: readonly CaseFinished[]): string {
  const cases = failed.map(({ id, reason }) => [
    id,
    { applies: false, reason: `To be filled in. Today: ${reason ?? ''}` },
  ]);
  return `${JSON.stringify({ $schema: SCHEMA, cases: Object.fromEntries(cases) }, null, 2)}\n`;
}
