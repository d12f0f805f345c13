import { describeChange } from './describe.ts';
import { type ExplainedError, errorsOf } from './explain/errors.ts';
import { type Part, partName, partsOf, withoutLists } from './explain/parts.ts';
import { type Rows, rowsOf, schemaAt } from './explain/rows.ts';
import { bodyGotchasOf, type Gotcha, gotchasOf } from './gotchas.ts';
import { type Finding, inspect, isEnvelopeBroken } from './inspect.ts';
import { isObject, type JsonObject, objectIn, textIn, valueIn } from './json-view.ts';
import { locate, type Place, pointerTo, segmentsOf } from './locate.ts';
import { notificationsOf } from './payload.ts';
import { fieldSchemaOf } from './schema/index.ts';

export type { ExplainedError } from './explain/errors.ts';
export type { Row, Rows } from './explain/rows.ts';

/** One message, status, call or event: what it says, where it stands, and what each of its values means. */
export interface ExplainedPart extends Rows, Partial<Place> {
  readonly pointer: string;
  readonly says: string;
  readonly errors: readonly ExplainedError[];
  readonly gotchas: readonly Gotcha[];
}

/** One `changes[]` object. Its own rows tell what holds for all its parts: number, contacts. */
export interface ExplainedChange extends Rows {
  readonly pointer: string;
  readonly field: string;
  /** Absent for a field that is not known. */
  readonly title?: string;
  readonly status?: 'live' | 'doubtful' | 'gone';
  readonly accountId?: string;
  readonly parts: readonly ExplainedPart[];
}

export type LocatedFinding = Finding & Partial<Place>;

/** The long answer about one payload, as data. May hold strangers' text: printable.ts stands before the terminal. */
export interface Explanation {
  readonly isEnvelopeBroken: boolean;
  /** How many messages, statuses, calls and events it tells. */
  readonly notifications: number;
  /** One line each, where there is no part to explain: another product's webhook, a broken envelope. */
  readonly says: readonly string[];
  readonly changes: readonly ExplainedChange[];
  /** The parts that are not told one by one, by their type. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly gotchas: readonly Gotcha[];
  readonly findings: readonly LocatedFinding[];
}

/** So many parts are told one by one; a batch has a thousand. */
const MAX_PARTS = 20;

/** Says what a payload tells and where it differs from what Meta documents. Takes any JSON and never throws. */
export function explain(body: unknown, text?: string): Explanation {
  const notifications = notificationsOf(body);
  const { changes, leftOut } = explainChanges(body);
  const findings = inspect(body);
  const isTold = changes.length > 0;
  const explanation = {
    isEnvelopeBroken: isEnvelopeBroken(findings),
    notifications: notifications.length,
    says: isTold ? [] : notifications.slice(0, MAX_PARTS).map(({ summary }) => summary),
    changes,
    leftOut,
    gotchas: bodyGotchasOf(body),
    findings,
  };
  return text === undefined ? explanation : withPlaces(explanation, text);
}

function explainChanges(body: unknown): Pick<Explanation, 'changes' | 'leftOut'> {
  const changes: ExplainedChange[] = [];
  const leftOut = new Map<string, number>();
  let told = 0;

  for (const { change, accountId, pointer } of changesOf(body)) {
    const parts: ExplainedPart[] = [];
    const field = textIn(change, 'field') ?? '';
    const value = valueIn(change, 'value');
    if (!isObject(value)) continue;
    for (const part of partsOf(value, fieldSchemaOf(field)?.level === 'account')) {
      if (told < MAX_PARTS) parts.push(explainPart(part, { field, value, pointer }));
      else leftOut.set(partName(part), (leftOut.get(partName(part)) ?? 0) + 1);
      told += 1;
    }
    if (parts.length > 0) changes.push(explainChange({ field, value, pointer }, accountId, parts));
  }
  return { changes, leftOut: Object.fromEntries(leftOut) };
}

interface FoundChange {
  readonly change: JsonObject;
  readonly accountId: string | undefined;
  readonly pointer: string;
}

function* changesOf(body: unknown): Iterable<FoundChange> {
  for (const [entryAt, entry] of listed(body, 'entry')) {
    for (const [at, change] of listed(entry, 'changes')) {
      yield { change, accountId: textIn(entry, 'id'), pointer: `/entry/${entryAt}/changes/${at}` };
    }
  }
}

/** The objects of a list, with their true index. */
function* listed(owner: unknown, key: string): Iterable<readonly [number, JsonObject]> {
  const members = isObject(owner) ? valueIn(owner, key) : undefined;
  if (!Array.isArray(members)) return;
  for (const [index, member] of members.entries()) if (isObject(member)) yield [index, member];
}

interface ChangeAt {
  readonly field: string;
  readonly value: JsonObject;
  readonly pointer: string;
}

function explainChange(
  { field, value, pointer }: ChangeAt,
  accountId: string | undefined,
  parts: readonly ExplainedPart[],
): ExplainedChange {
  const known = fieldSchemaOf(field);
  // Where the value itself is the event, the event's rows have told all of it.
  const isValueTold = parts.some((part) => part.pointer === `${pointer}/value`);
  const rows = isValueTold ? { rows: [], leftOut: 0 } : rowsOf(withoutLists(value), schemaOfField(field));
  return {
    pointer,
    field,
    ...(known === undefined ? {} : { title: known.title, status: known.status }),
    ...(accountId === undefined ? {} : { accountId }),
    ...rows,
    parts,
  };
}

function explainPart({ steps, list, part, aloneInValue }: Part, { field, value, pointer }: ChangeAt): ExplainedPart {
  const lines = [...describeChange({ field, value: aloneInValue })].map(({ summary }) => summary);
  const here = steps.reduce<string>(pointerTo, `${pointer}/value`);
  const gotchas = isObject(part) ? gotchasOf({ field, value, list, part }) : [];
  const rows = rowsOf(part, schemaAt(schemaOfField(field), steps));
  return { pointer: here, says: lines.join('; '), errors: errorsOf(part, list), gotchas, ...rows };
}

function schemaOfField(field: string): JsonObject {
  return objectIn({ ...fieldSchemaOf(field) }, 'value');
}

function withPlaces(explanation: Explanation, text: string): Explanation {
  const pointers = new Set<string>();
  for (const { pointer } of explanation.changes.flatMap(({ parts }) => parts)) pointers.add(pointer);
  for (const { pointer } of explanation.findings) pointers.add(pointer).add(parentOf(pointer));
  const places = locate(text, pointers);

  return {
    ...explanation,
    changes: explanation.changes.map((change) => ({
      ...change,
      parts: change.parts.map((part) => ({ ...part, ...places.get(part.pointer) })),
    })),
    findings: explanation.findings.map((finding) => ({
      ...finding,
      // What is missing has no place of its own: that of what it is missing in.
      ...(places.get(finding.pointer) ?? places.get(parentOf(finding.pointer))),
    })),
  };
}

function parentOf(pointer: string): string {
  return (segmentsOf(pointer) ?? []).length === 0 ? '' : pointer.slice(0, pointer.lastIndexOf('/'));
}
