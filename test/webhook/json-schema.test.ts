import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FindingKind, inspect } from '../../src/webhook/inspect.ts';
import { isObject, type JsonObject, objectsIn, textIn } from '../../src/webhook/json-view.ts';
import { fieldNames, isFieldName } from '../../src/webhook/schema/index.ts';
import { fieldJsonSchema, webhookJsonSchema } from '../../src/webhook/schema/json-schema.ts';
import { damaged, shortened } from '../support/damage.ts';
import { everyFixture } from '../support/every-fixture.ts';

/** Printed and read again: what another program gets. */
function printed(schema: JsonObject): JsonObject {
  const read: unknown = JSON.parse(JSON.stringify(schema));
  if (!isObject(read)) throw new Error('Not an object.');
  return read;
}

/** Ajv at its strictest, but for two habits of ours: `type` as a list, and conditions that name nothing but a property. */
function compile(schema: JsonObject): ValidateFunction {
  const habits = { allowUnionTypes: true, strictTypes: false, strictRequired: false } as const;
  const ajv = new Ajv2020({ strict: true, allErrors: true, ...habits });
  ajv.addVocabulary(['x-known-values', 'x-names-shape']);
  return ajv.compile(printed(schema));
}

const anyWebhook = compile(webhookJsonSchema());
const byField = new Map(fieldNames.map((name) => [name, compile(fieldJsonSchema(name))]));

/** The one fixture that Meta would call broken too. */
const BROKEN = ['messages/interactive-broken'];

describe('the JSON Schema', () => {
  it.each(fieldNames)('of %s says what it is', (name) => {
    expect(fieldJsonSchema(name)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:wa-webhook:schema:${name}`,
      title: `WhatsApp webhook: ${name}`,
      description: expect.stringMatching(/^[A-Z].* Source: .*20\d\d/),
    });
  });

  it('of all webhooks holds every field, and shared shapes once', () => {
    const { $defs } = printed(webhookJsonSchema());
    const names = isObject($defs) ? Object.keys($defs) : [];
    expect(names).toEqual(expect.arrayContaining([...fieldNames, 'Message', 'Contact', 'Error', 'Status']));
    const text = JSON.stringify(webhookJsonSchema());
    expect(text.match(/"(?:latitude|frequently_forwarded|error_data|pricing_model)":/g)).toHaveLength(4);
    expect(text).not.toContain('~');
  });

  it.each(everyFixture.filter(({ name }) => !BROKEN.includes(name)))('takes $name', ({ body }) => {
    expect({ valid: anyWebhook(body), errors: anyWebhook.errors }).toEqual({ valid: true, errors: null });
    const fields = fieldsOf(body);
    const [field = ''] = fields;
    if (new Set(fields).size > 1 || !isFieldName(field)) return;
    const validate = byField.get(field);
    expect({ valid: validate?.(body), errors: validate?.errors }).toEqual({ valid: true, errors: null });
  });

  it.each(everyFixture.filter(({ name }) => BROKEN.includes(name)))('refuses $name', ({ body }) => {
    expect(anyWebhook(body)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['another product', { object: 'page', entry: [] }],
    ['an empty entry', { object: 'whatsapp_business_account', entry: [] }],
    ['a message without its part', webhookOf([{ id: '1', timestamp: '1', type: 'text' }])],
    ['a text that is a number', webhookOf([{ id: '1', timestamp: '1', type: 'text', text: { body: 5 } }])],
  ])('refuses %s', (_, body) => {
    expect(anyWebhook(body)).toBe(false);
    expect(byField.get('messages')?.(body)).toBe(false);
  });

  it('of one field refuses another', () => {
    const text = everyFixture.find(({ name }) => name === 'messages/text');
    expect(byField.get('calls')?.(text?.body)).toBe(false);
  });
});

describe('inspect and Ajv', () => {
  const small = everyFixture.filter(({ body }) => JSON.stringify(body).length < 10_000);

  it.each(small)('agree on a damaged $name', ({ body }) => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...DAMAGE), (at, damage) => {
        for (const worse of [damaged(body, at, damage), shortened(body, at)]) {
          expect({ worse, isValid: !inspect(worse).some(({ kind }) => AGAINST.includes(kind)) }).toEqual({
            worse,
            isValid: anyWebhook(worse),
          });
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** Findings that are against the schema. The others are only unknown, which a schema of open lists allows. */
const AGAINST: readonly FindingKind[] = ['envelope', 'wrong-type', 'missing'];

const DAMAGE: readonly unknown[] = [null, true, 0, -1.5, '', 'text', [], [null], {}, { type: 'image' }, [{}], 1e300];

function webhookOf(messages: readonly unknown[]): unknown {
  const metadata = { display_phone_number: '1', phone_number_id: '2' };
  const value = { messaging_product: 'whatsapp', metadata, messages };
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] };
}

function fieldsOf(body: unknown): readonly string[] {
  if (!isObject(body)) return [];
  return objectsIn(body, 'entry')
    .flatMap((entry) => objectsIn(entry, 'changes'))
    .map((change) => textIn(change, 'field') ?? '');
}
