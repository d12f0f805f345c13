import { describeMessagesField, fieldDescribers } from './describe/index.ts';
import { peopleOf } from './describe/people.ts';
import { type DescribeField, eventType, type Told } from './describe/told.ts';
import { quoted } from './describe/wording.ts';
import { isObject, type JsonObject, jsonKind, textIn, valueIn } from './json-view.ts';

/** Says in one line each what a `changes[]` object tells. Whatever it is, there is at least one line. */
export function* describeChange(change: JsonObject): Iterable<Told> {
  const field = textIn(change, 'field') ?? '';
  const value = valueIn(change, 'value');
  if (!isObject(value)) {
    const what = value === undefined ? 'no value' : `${jsonKind(value)} as its value`;
    yield { kind: 'unknown', type: field, summary: `${fieldName(field)} with ${what}` };
    return;
  }

  let isEmpty = true;
  for (const told of describerOf(field)({ field, value, people: peopleOf(value) })) {
    isEmpty = false;
    yield told;
  }
  if (isEmpty) yield { kind: 'unknown', type: field, summary: `${fieldName(field)} with nothing in it` };
}

function describerOf(field: string): DescribeField {
  if (field === '') return describeMessagesField;
  return fieldDescribers.get(field) ?? describeUnknownField;
}

const describeUnknownField: DescribeField = ({ field, value }) => [
  { kind: 'unknown', type: eventType(value, field), summary: `unknown field ${quoted(field)}, kept` },
];

function fieldName(field: string): string {
  if (field === '') return 'change without a field';
  return fieldDescribers.has(field) ? `${field} webhook` : `unknown field ${quoted(field)}`;
}
