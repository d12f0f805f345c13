import { quoted } from '../describe/wording.ts';
import { isObject, type JsonObject, jsonKind, listIn, objectIn, textIn, valueIn } from '../json-view.ts';
import { KNOWN_VALUES, NAMES_SHAPE } from '../schema/field.ts';
import { typesWithPart } from '../schema/shape-by-type.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';

/**
 * Reports what has another type than the schema says, what is missing, and which properties and values it does not name.
 * Goes down only where the schema goes, so that its depth is the schema's and not the body's.
 *
 * Not the checker of TypeBox: that one does not report strangers, and either compiles each field for 15 to 35 ms or takes
 * 300 ms for a chunk of history. The tests hold this one to the verdicts of Ajv on the printed schemas.
 */
export function compare(schema: JsonObject, value: unknown, place: Place | undefined, report: Report): void {
  if (!hasKind(valueIn(schema, 'type'), value)) reportWrongType(schema, value, place, report);
  else if (typeof value === 'string') compareText(schema, value, place, report);
  else if (Array.isArray(value)) compareList(schema, value, place, report);
  else if (isObject(value)) compareObject(schema, value, place, report);
}

function compareObject(schema: JsonObject, object: JsonObject, place: Place | undefined, report: Report): void {
  for (const key of listIn(schema, 'required')) {
    if (typeof key === 'string' && !Object.hasOwn(object, key)) reportMissing(key, place, report);
  }
  comparePart(schema, object, place, report);

  const properties = valueIn(schema, 'properties');
  if (!isObject(properties)) return;
  for (const key of Object.keys(object)) {
    const known = valueIn(properties, key);
    const here: Place = { above: place, key };
    if (isObject(known)) compare(known, object[key], here, report);
    else if (!isNamedByUnknownType(properties, object, key)) reportStranger(here, report);
  }
}

/** A message of type image has an `image`. */
function comparePart(schema: JsonObject, object: JsonObject, place: Place | undefined, report: Report): void {
  const type = valueIn(object, 'type');
  if (typeof type !== 'string' || Object.hasOwn(object, type) || !typesWithPart(schema).has(type)) return;
  report.add(
    'missing',
    { above: place, key: type },
    { sentence: (path) => `${path} is missing, though the type is ${quoted(type)}.` },
  );
}

function compareList(schema: JsonObject, members: readonly unknown[], place: Place | undefined, report: Report): void {
  const member = valueIn(schema, 'items');
  if (!isObject(member)) return;
  for (const [index, value] of members.entries()) compare(member, value, { above: place, key: index }, report);
}

function compareText(schema: JsonObject, text: string, place: Place | undefined, report: Report): void {
  if (isKnown(schema, text)) return;
  report.add(namesShape(schema) ? 'unknown-type' : 'unknown-value', place, {
    expected: listIn(schema, KNOWN_VALUES).join(', '),
    found: quoted(text),
    sentence: (path) => `${path} is ${quoted(text)}, which is not known to wa-webhook; it is kept.`,
  });
}

function reportMissing(key: string, place: Place | undefined, report: Report): void {
  report.add('missing', { above: place, key }, { sentence: (path) => `${path} is missing.` });
}

function reportStranger(place: Place, report: Report): void {
  report.add('unknown-property', place, { sentence: (path) => `${path} is not known to wa-webhook; it is kept.` });
}

function reportWrongType(schema: JsonObject, value: unknown, place: Place | undefined, report: Report): void {
  const kinds = valueIn(schema, 'type');
  const expected = (Array.isArray(kinds) ? kinds : [kinds]).map((kind) => WORDS.get(String(kind)) ?? kind).join(' or ');
  const found = expected === WORDS.get('integer') && typeof value === 'number' ? String(value) : jsonKind(value);
  report.add('wrong-type', place, {
    expected,
    found,
    sentence: (path) => `${path} is ${found} where ${expected} belongs.`,
  });
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['array', 'an array'],
  ['string', 'a string'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['null', 'an empty value'],
]);

/** Whether a value is of one of JSON Schema's kinds; a schema without a kind takes any. */
function hasKind(kinds: unknown, value: unknown): boolean {
  if (Array.isArray(kinds)) return kinds.some((kind) => hasKind(kind, value));
  switch (kinds) {
    case undefined:
      return true;
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === kinds;
  }
}

/** A type nobody knows brings a property of its name along: told once, as the type. */
function isNamedByUnknownType(properties: JsonObject, object: JsonObject, key: string): boolean {
  const type = objectIn(properties, 'type');
  return namesShape(type) && textIn(object, 'type') === key && !isKnown(type, key);
}

function isKnown(schema: JsonObject, value: string): boolean {
  const known = valueIn(schema, KNOWN_VALUES);
  return !Array.isArray(known) || known.includes(value);
}

function namesShape(schema: JsonObject): boolean {
  return valueIn(schema, NAMES_SHAPE) === true;
}
