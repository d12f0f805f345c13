import { isObject, type JsonObject, textIn, valueIn } from '../json-view.ts';
import { changeSchema, entrySchema, WHATSAPP_OBJECT, webhookSchema } from './envelope.ts';
import { type FieldSchema, KNOWN_VALUES } from './field.ts';
import { type FieldName, fieldSchemas } from './index.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The JSON Schema of a webhook with any field. Fields that are not known are valid. */
export function webhookJsonSchema(): JsonObject {
  const fields = Object.entries(fieldSchemas);
  const change = {
    ...changeSchema,
    properties: {
      field: { ...changeSchema.properties.field, [KNOWN_VALUES]: Object.keys(fieldSchemas) },
      value: changeSchema.properties.value,
    },
    allOf: fields.map(([field]) => valueOfField(field)),
  };
  return document({
    id: 'webhook',
    title: 'WhatsApp webhook',
    description: 'What Meta posts to the endpoint of a WhatsApp Business app, as far as wa-webhook knows.',
    change,
    definitions: Object.fromEntries(fields.map(([field, { value }]) => [field, value])),
  });
}

/** The JSON Schema of a webhook that carries one field. */
export function fieldJsonSchema(field: FieldName): JsonObject {
  const { title, status, source, value }: FieldSchema = fieldSchemas[field];
  const change = {
    ...changeSchema,
    properties: { field: { ...changeSchema.properties.field, const: field }, value: referenceTo(field) },
  };
  return document({
    id: field,
    title: `WhatsApp webhook: ${field}`,
    description: `${title}. ${WORDS[status]} Source: ${source}.`,
    change,
    definitions: { [field]: value },
  });
}

const WORDS: Readonly<Record<FieldSchema['status'], string>> = {
  live: 'Sent today.',
  doubtful: 'Doubtful: little or nothing of it is documented.',
  gone: 'No longer sent.',
};

function valueOfField(field: string): JsonObject {
  return {
    if: { properties: { field: { const: field } }, required: ['field'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
    then: { properties: { value: referenceTo(field) } },
  };
}

interface Document {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly change: JsonObject;
  readonly definitions: JsonObject;
}

function document({ id, title, description, change, definitions }: Document): JsonObject {
  const { changes } = entrySchema.properties;
  const entry = {
    ...entrySchema,
    properties: { ...entrySchema.properties, changes: { ...changes, minItems: 1, items: change } },
  };
  const properties = {
    object: { ...webhookSchema.properties.object, const: WHATSAPP_OBJECT },
    entry: { ...webhookSchema.properties.entry, minItems: 1, items: entry },
  };
  const shared = new Map<string, unknown>();
  const own = Object.entries(definitions).map(([name, schema]) => [name, withReferences(schema, shared)] as const);
  return {
    $schema: DIALECT,
    $id: `urn:wa-webhook:schema:${id}`,
    title,
    description,
    type: webhookSchema.type,
    required: webhookSchema.required,
    properties,
    $defs: { ...Object.fromEntries(own), ...Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
}

/** The same schema, where each shape with a name stands once among the shared ones and is pointed to. */
function withReferences(schema: unknown, shared: Map<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((member) => withReferences(member, shared));
  if (!isObject(schema)) return schema;

  const name = isNamedShape(schema) ? textIn(schema, 'title') : undefined;
  if (name === undefined) return withReferencesBelow(schema, shared);
  if (!shared.has(name)) {
    // Reserves the place, so that nobody below walks the same shape again.
    shared.set(name, undefined);
    shared.set(name, withReferencesBelow(schema, shared));
  }
  return referenceTo(name);
}

function withReferencesBelow(schema: JsonObject, shared: Map<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, withReferences(part, shared)]));
}

/** A property may itself be called `title`: only a shape's title is a text. */
function isNamedShape(schema: JsonObject): boolean {
  return typeof valueIn(schema, 'title') === 'string' && valueIn(schema, 'type') === 'object';
}

function referenceTo(name: string): JsonObject {
  return { $ref: `#/$defs/${name}` };
}
