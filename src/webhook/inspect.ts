import { quoted } from './describe/wording.ts';
import { compare } from './inspect/compare.ts';
import type { Finding } from './inspect/finding.ts';
import type { Place } from './inspect/place.ts';
import { createReport, type Report } from './inspect/report.ts';
import { isObject, type JsonObject, jsonKind, valueIn } from './json-view.ts';
import { entrySchema, WHATSAPP_OBJECT } from './schema/envelope.ts';
import { fieldSchemaOf } from './schema/index.ts';

export { type Finding, type FindingKind, isEnvelopeBroken } from './inspect/finding.ts';

/** What the frame has at each level, without what is looked at by itself: its lists, the field and the value. */
const FRAME = {
  webhook: { properties: { object: {}, entry: {} } },
  entry: {
    required: ['id'],
    properties: { id: entrySchema.properties.id, time: entrySchema.properties.time, changes: {} },
  },
  change: { properties: { field: {}, value: {} } },
};

/**
 * Compares a body with what Meta documents and says where it differs. Takes any JSON and never throws; what is unknown is
 * reported and stays, since it may be new.
 */
export function inspect(body: unknown): readonly Finding[] {
  const report = createReport();
  inspectBody(body, report);
  return report.findings();
}

function inspectBody(body: unknown, report: Report): void {
  if (!isObject(body)) {
    broken(report, undefined, 'an object', jsonKind(body), `The body is ${jsonKind(body)} where an object belongs.`);
    return;
  }
  inspectProduct(valueIn(body, 'object'), report);
  compare(FRAME.webhook, body, undefined, report);
  for (const [entry, place] of objectsOf(body, 'entry', undefined, report)) inspectEntry(entry, place, report);
}

function inspectProduct(object: unknown, report: Report): void {
  if (object === WHATSAPP_OBJECT) return;
  const found = typeof object === 'string' ? quoted(object) : jsonKind(object);
  const sentence = object === undefined ? 'object is missing.' : `object is ${found}, not "${WHATSAPP_OBJECT}".`;
  broken(report, { key: 'object' }, WHATSAPP_OBJECT, object === undefined ? undefined : found, sentence);
}

function inspectEntry(entry: JsonObject, place: Place, report: Report): void {
  compare(FRAME.entry, entry, place, report);
  for (const [change, at] of objectsOf(entry, 'changes', place, report)) inspectChange(change, at, report);
}

function inspectChange(change: JsonObject, place: Place, report: Report): void {
  compare(FRAME.change, change, place, report);
  const field = valueIn(change, 'field');
  const fieldPlace: Place = { above: place, key: 'field' };
  if (typeof field !== 'string') brokenPart(report, fieldPlace, 'a string', field);

  const value = valueIn(change, 'value');
  const valuePlace: Place = { above: place, key: 'value', isStart: true };
  if (!isObject(value)) brokenPart(report, valuePlace, 'an object', value);
  else if (typeof field === 'string') inspectValue(field, value, { field: fieldPlace, value: valuePlace }, report);
}

interface Places {
  readonly field: Place;
  readonly value: Place;
}

function inspectValue(field: string, value: JsonObject, places: Places, report: Report): void {
  const known = fieldSchemaOf(field);
  if (known === undefined) {
    const sentence = `The field ${quoted(field)} is not known to wa-webhook; its value is kept, and not looked into.`;
    report.add('unknown-field', places.field, { found: quoted(field), sentence: () => sentence });
    return;
  }
  compare({ ...known.value }, value, places.value, report);
}

/** The objects of one of the frame's lists, each with its place; what is none breaks the frame. */
function* objectsOf(
  object: JsonObject,
  key: string,
  above: Place | undefined,
  report: Report,
): Iterable<readonly [JsonObject, Place]> {
  const place: Place = { above, key };
  const members = valueIn(object, key);
  if (!Array.isArray(members)) {
    brokenPart(report, place, 'an array', members);
    return;
  }
  if (members.length === 0) {
    report.add('envelope', place, {
      expected: 'at least one',
      found: 'an empty array',
      sentence: (path) => `${path} is empty.`,
    });
  }
  for (const [index, member] of members.entries()) {
    const at: Place = { above: place, key: index };
    if (isObject(member)) yield [member, at];
    else brokenPart(report, at, 'an object', member);
  }
}

function brokenPart(report: Report, place: Place, expected: string, part: unknown): void {
  const found = part === undefined ? undefined : jsonKind(part);
  report.add('envelope', place, {
    expected,
    found,
    sentence: (path) =>
      found === undefined ? `${path} is missing.` : `${path} is ${found} where ${expected} belongs.`,
  });
}

function broken(
  report: Report,
  place: Place | undefined,
  expected: string,
  found: string | undefined,
  sentence: string,
): void {
  report.add('envelope', place, { expected, found, sentence: () => sentence });
}
