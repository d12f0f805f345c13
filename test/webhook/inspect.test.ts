import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FINDINGS } from '../../src/webhook/inspect/report.ts';
import { type Finding, type FindingKind, inspect, isEnvelopeBroken } from '../../src/webhook/inspect.ts';
import { isObject } from '../../src/webhook/json-view.ts';
import { damaged, shortened } from '../support/damage.ts';
import { everyFixture } from '../support/every-fixture.ts';

const VALUE = '/entry/0/changes/0/value';

/** One message in a whole webhook, with these properties besides or instead of its own. */
function webhookWith(message: object, field = 'messages'): unknown {
  const whole = { from: '15550100300', id: 'wamid.1', timestamp: '1790416800', ...message };
  return webhookOf(field, {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550100200', phone_number_id: '200000000000002' },
    messages: [whole],
  });
}

function webhookOf(field: unknown, value: unknown): unknown {
  return { object: 'whatsapp_business_account', entry: [{ id: '100000000000001', changes: [{ value, field }] }] };
}

function only(body: unknown): Finding | undefined {
  const findings = inspect(body);
  expect(findings.map(({ sentence }) => sentence)).toHaveLength(1);
  return findings[0];
}

describe('inspect', () => {
  it('finds nothing in what Meta documents', () => {
    expect(inspect(webhookWith({ type: 'text', text: { body: 'Hallo' } }))).toEqual([]);
  });

  it('tells a property that is not known, and keeps it', () => {
    const media = { id: '1', mime_type: 'image/jpeg', ai_tags: ['cat'] };
    expect(only(webhookWith({ type: 'image', image: media }))).toEqual({
      kind: 'unknown-property',
      pointer: `${VALUE}/messages/0/image/ai_tags`,
      path: 'messages[0].image.ai_tags',
      sentence: 'messages[0].image.ai_tags is not known to wa-webhook; it is kept.',
    });
  });

  it('tells a message type that is not known once, and not its object too', () => {
    expect(only(webhookWith({ type: 'poll', poll: { question: '?' } }))).toMatchObject({
      kind: 'unknown-type',
      pointer: `${VALUE}/messages/0/type`,
      found: '"poll"',
      expected: expect.stringContaining('text, image'),
      sentence: 'messages[0].type is "poll", which is not known to wa-webhook; it is kept.',
    });
  });

  it('looks at what a message of an unknown type has in common with others', () => {
    expect(inspect(webhookWith({ type: 'poll', from: 5 })).map(({ kind }) => kind)).toEqual([
      'wrong-type',
      'unknown-type',
    ]);
  });

  it('tells a value that is not in an open list', () => {
    expect(only(webhookOf('account_review_update', { decision: 'MAYBE' }))).toMatchObject({
      kind: 'unknown-value',
      path: 'decision',
      found: '"MAYBE"',
      expected: 'APPROVED, REJECTED, PENDING, DEFERRED',
    });
  });

  it('tells a field that is not known, and does not look into its value', () => {
    expect(only(webhookOf('galaxy_update', { star: { event: 5 } }))).toMatchObject({
      kind: 'unknown-field',
      pointer: '/entry/0/changes/0/field',
      sentence: 'The field "galaxy_update" is not known to wa-webhook; its value is kept, and not looked into.',
    });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'does not take %s for something known',
    (name) => {
      const message: unknown = JSON.parse(`{ "type": "text", "text": { "body": "x" }, "${name}": {} }`);
      expect(
        only(webhookWith(isObject(message) ? Object.assign(Object.create(null), message) : {}))?.kind ?? name,
      ).toBe('unknown-property');
      expect(only(webhookOf(name, {}))?.kind).toBe('unknown-field');
    },
  );

  it('tells another type, in words', () => {
    expect(only(webhookWith({ type: 'text', text: { body: 5 } }))).toEqual({
      kind: 'wrong-type',
      pointer: `${VALUE}/messages/0/text/body`,
      path: 'messages[0].text.body',
      expected: 'a string',
      found: 'a number',
      sentence: 'messages[0].text.body is a number where a string belongs.',
    });
  });

  it('takes numbers and texts where Meta sends both', () => {
    const template = { message_template_name: 'a', message_template_language: 'de', event: 'APPROVED' };
    for (const id of [5, '5']) {
      expect(inspect(webhookOf('message_template_status_update', { ...template, message_template_id: id }))).toEqual(
        [],
      );
    }
    expect(
      inspect(webhookOf('message_template_status_update', { ...template, message_template_id: 5, reason: null })),
    ).toEqual([]);
    expect(only(webhookOf('message_template_status_update', { ...template, message_template_id: null }))).toMatchObject(
      {
        expected: 'a string or a number',
        found: 'an empty value',
      },
    );
  });

  it('tells what is missing', () => {
    expect(only(webhookWith({ type: 'text', text: {} }))).toEqual({
      kind: 'missing',
      pointer: `${VALUE}/messages/0/text/body`,
      path: 'messages[0].text.body',
      sentence: 'messages[0].text.body is missing.',
    });
  });

  it('misses the object that the type names', () => {
    expect(only(webhookWith({ type: 'image', text: { body: 'x' } }))).toMatchObject({
      kind: 'missing',
      path: 'messages[0].image',
      sentence: 'messages[0].image is missing, though the type is "image".',
    });
    expect(only(webhookWith({ type: 'interactive', interactive: { type: 'list_reply' } }))?.path).toBe(
      'messages[0].interactive.list_reply',
    );
    expect(
      only(webhookWith({ type: 'edit', edit: { original_message_id: '1', message: { type: 'text' } } }))?.path,
    ).toBe('messages[0].edit.message.text');
  });

  it('looks into messages wherever they stand', () => {
    const strange = { id: 'wamid.1', timestamp: '1', type: 'text', text: { body: 'x', mood: 1 } };
    const product = { messaging_product: 'whatsapp', metadata: { display_phone_number: '1', phone_number_id: '2' } };
    expect(only(webhookOf('history', { ...product, history: [{ threads: [{ messages: [strange] }] }] }))?.path).toBe(
      'history[0].threads[0].messages[0].text.mood',
    );
    expect(only(webhookOf('smb_message_echoes', { ...product, message_echoes: [strange] }))?.path).toBe(
      'message_echoes[0].text.mood',
    );
    expect(only(webhookOf('standby', { ...product, standby: { messages: [strange] } }))?.path).toBe(
      'standby.messages[0].text.mood',
    );
  });

  it('tells strangers in the frame', () => {
    const body = { object: 'whatsapp_business_account', entry: [{ id: '1', time: 1, mood: 1, changes: [] }], mood: 1 };
    expect(inspect(body).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'unknown-property mood',
      'unknown-property entry[0].mood',
      'envelope entry[0].changes',
    ]);
  });

  it('writes names that are no names in quotes, and pointers as RFC 6901 does', () => {
    const [first, second] = inspect(webhookWith({ type: 'text', text: { body: 'x', 'a/b~c': 1, 'two words': 2 } }));
    expect(first).toMatchObject({ pointer: `${VALUE}/messages/0/text/a~1b~0c`, path: 'messages[0].text["a/b~c"]' });
    expect(second).toMatchObject({ path: 'messages[0].text["two words"]' });
  });
});

describe('the frame', () => {
  const frame = (entry: unknown) => ({ object: 'whatsapp_business_account', entry });

  it.each<[string, unknown, string, string]>([
    ['no object at all', [], '', 'The body is an array where an object belongs.'],
    ['null', null, '', 'The body is an empty value where an object belongs.'],
    [
      'another product',
      { object: 'page', entry: [{ id: '1', changes: [{ field: 'galaxy', value: {} }] }] },
      '/object',
      'object is "page", not "whatsapp_business_account".',
    ],
    ['no entry', { object: 'whatsapp_business_account' }, '/entry', 'entry is missing.'],
    ['an entry that is no list', frame({}), '/entry', 'entry is an object where an array belongs.'],
    ['an empty entry', frame([]), '/entry', 'entry is empty.'],
    ['a member that is none', frame([5]), '/entry/0', 'entry[0] is a number where an object belongs.'],
    ['no changes', frame([{ id: '1' }]), '/entry/0/changes', 'entry[0].changes is missing.'],
    [
      'a change that is none',
      frame([{ id: '1', changes: [null] }]),
      '/entry/0/changes/0',
      'entry[0].changes[0] is an empty value where an object belongs.',
    ],
    [
      'no field',
      frame([{ id: '1', changes: [{ value: {} }] }]),
      '/entry/0/changes/0/field',
      'entry[0].changes[0].field is missing.',
    ],
    [
      'no value',
      frame([{ id: '1', changes: [{ field: 'x' }] }]),
      '/entry/0/changes/0/value',
      'entry[0].changes[0].value is missing.',
    ],
    [
      'a value that is none',
      frame([{ id: '1', changes: [{ field: 'x', value: [] }] }]),
      '/entry/0/changes/0/value',
      'entry[0].changes[0].value is an array where an object belongs.',
    ],
  ])('is broken by %s', (_, body, pointer, sentence) => {
    const findings = inspect(body);
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'envelope', pointer, sentence }));
    expect(isEnvelopeBroken(findings)).toBe(true);
  });

  it('is not broken by anything that is only unknown, missing or of another type', () => {
    const findings = inspect(webhookWith({ type: 'poll', id: 5, mood: 1, text: {} }));
    expect(findings.length).toBeGreaterThan(3);
    expect(isEnvelopeBroken(findings)).toBe(false);
  });

  it('is found broken also behind a thousand other things', () => {
    const strangers = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`x${at}`, at]));
    const findings = inspect({ object: 'whatsapp_business_account', ...strangers, entry: [{ id: '1' }] });
    expect(isEnvelopeBroken(findings)).toBe(true);
    expect(findings.at(-1)).toMatchObject({ kind: 'more', sentence: '1,000 findings more.' });
  });
});

describe('a body that means harm', () => {
  it('is answered with a bounded list', () => {
    const messages = Array.from({ length: 30_000 }, () => ({ type: 'text', a: 1, b: 2 }));
    const findings = inspect(webhookOf('messages', { messages }));
    expect(findings).toHaveLength(MAX_FINDINGS + 1);
    expect(findings.at(-1)?.kind).toBe('more');
  });

  it('may be as deep as it likes', () => {
    const depth = 100_000;
    for (const [open, close] of [
      ['[', ']'],
      ['{"entry":', '}'],
      ['{"message":', '}'],
    ] as const) {
      const deep: unknown = JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
      expect(inspect(deep).length).toBeGreaterThan(0);
      expect(inspect(webhookOf('messages', deep)).length).toBeGreaterThan(0);
      expect(inspect(webhookWith({ type: 'edit', edit: deep, text: deep, context: deep })).length).toBeGreaterThan(0);
    }
  });

  it('may be any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(...FIELDS), (junk, field) => {
        expectSound(inspect(junk));
        expectSound(inspect(webhookOf(field, junk)));
        expectSound(inspect(webhookWith(isObject(junk) ? junk : { junk }, field)));
      }),
    );
  });

  it.each(everyFixture)('may be a damaged $name', ({ body }) => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...DAMAGE), (at, damage) => {
        expectSound(inspect(damaged(body, at, damage)));
        expectSound(inspect(shortened(body, at)));
      }),
      { numRuns: 30 },
    );
  });
});

const FIELDS = ['messages', 'calls', 'history', 'account_update', 'flows', 'standby', 'constructor'];

const DAMAGE: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e300,
  '',
  '\u001b[31m',
  [],
  [null],
  {},
  { type: 'constructor' },
  [[]],
];

const KINDS: readonly FindingKind[] = [
  'envelope',
  'unknown-field',
  'unknown-type',
  'unknown-property',
  'unknown-value',
  'wrong-type',
  'missing',
  'more',
];

function expectSound(findings: readonly Finding[]): void {
  for (const { kind, sentence, pointer } of findings) {
    expect(KINDS).toContain(kind);
    expect(sentence).toMatch(/^\S[\s\S]*\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    expect(pointer).toMatch(/^(\/|$)/);
  }
}
