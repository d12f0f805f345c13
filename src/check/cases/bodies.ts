import type { CheckLevel } from '../../events.ts';
import type { CheckCase } from '../case.ts';
import { type Kit, textMessage } from '../kit.ts';
import { survived } from '../rules.ts';

const ERROR_500 = 'An error 500 makes Meta send it again for seven days; an error that nobody catches ends the app.';

interface Odd {
  readonly title: string;
  readonly sends: string;
  readonly level?: CheckLevel;
  readonly why?: string;
  readonly contentType?: string;
  readonly body: (kit: Kit) => Uint8Array | string;
}

/** A body that is rightly signed, and not what a handler expects. */
function odd(name: string, { body, contentType, ...about }: Odd): CheckCase {
  return {
    id: `body/${name}`,
    level: 'should',
    expects: 'anything below 500, and a sign of life afterwards',
    why: 'A secret that leaked, a proxy or another product of Meta’s on the same app can send it: one webhook must not break the next.',
    breaks: ERROR_500,
    usualCause: 'json-crash',
    probes: (kit) => [
      [kit.postBytes(`signed: ${about.sends}`, body(kit), contentType === undefined ? {} : { contentType })],
    ],
    rule: survived('json-crash'),
    traits: ['hostile'],
    ...about,
  };
}

function envelope(entry: unknown): string {
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

/** What no handler expects, signed as if it came from Meta. After each of them a sign of life is asked for. */
export const bodyCases: readonly CheckCase[] = [
  odd('not-json', {
    title: 'What is no JSON is no crash',
    sends: 'text that is no JSON',
    body: () => 'this is no JSON',
  }),
  odd('cut', {
    title: 'JSON that is cut is no crash',
    sends: 'the first half of a text message',
    body: (kit) => JSON.stringify(textMessage(kit, 'Hello')).slice(0, 200),
  }),
  odd('empty', { title: 'An empty body is no crash', sends: 'no body at all, signed', level: 'must', body: () => '' }),
  odd('empty-object', { title: 'An empty object is no crash', sends: '{}', level: 'must', body: () => '{}' }),
  odd('array', { title: 'An array is no crash', sends: '[]', body: () => '[]' }),
  odd('null', { title: 'null is no crash', sends: 'null', body: () => 'null' }),
  odd('number', { title: 'A bare number is no crash', sends: '42', body: () => '42' }),
  odd('text', { title: 'A bare text is no crash', sends: '"Hello"', body: () => '"Hello"' }),
  odd('other-object', {
    title: 'The object of another product is no crash',
    sends: 'a message of a Facebook page: object "page" with messaging[]',
    level: 'must',
    why: 'One app has one callback URL for each product, and people give all of them the same (Graph API, "Webhooks: getting started").',
    body: () =>
      JSON.stringify({
        object: 'page',
        entry: [
          { id: '1', time: 1_790_416_800, messaging: [{ sender: { id: '2' }, message: { mid: 'm_1', text: 'Hi' } }] },
        ],
      }),
  }),
  odd('entry-missing', {
    title: 'An envelope without entry is no crash',
    sends: 'the envelope without entry',
    body: () => '{"object":"whatsapp_business_account"}',
  }),
  odd('entry-empty', { title: 'An empty entry list is no crash', sends: 'entry: []', body: () => envelope([]) }),
  odd('entry-null', { title: 'A null in entry is no crash', sends: 'entry: [null]', body: () => envelope([null]) }),
  odd('entry-object', { title: 'An entry that is no list is no crash', sends: 'entry: {}', body: () => envelope({}) }),
  odd('changes-missing', {
    title: 'An entry without changes is no crash',
    sends: 'an entry without changes',
    body: () => envelope([{ id: '1' }]),
  }),
  odd('value-null', {
    title: 'A change without value is no crash',
    sends: 'value: null',
    body: () => envelope([{ id: '1', changes: [{ field: 'messages', value: null }] }]),
  }),
  odd('value-empty', {
    title: 'An empty value is no crash',
    sends: 'value: {}',
    level: 'must',
    body: () => envelope([{ id: '1', changes: [{ field: 'messages', value: {} }] }]),
  }),
  odd('messages-empty', {
    title: 'An empty list of messages is no crash',
    sends: 'messages: []',
    level: 'must',
    body: () =>
      envelope([{ id: '1', changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', messages: [] } }] }]),
  }),
  odd('content-missing', {
    title: 'A text message without text is no crash',
    sends: 'type: "text" without the object text',
    body: (kit) => JSON.stringify(textMessage(kit, 'Hello')).replace('"text":{"body":"Hello"}', '"context":{}'),
  }),
  odd('deep', {
    title: 'Deep nesting is no crash',
    sends: 'ten thousand lists in each other',
    why: 'Parsers and walkers that call themselves run out of stack.',
    body: () => envelope([]).replace('[]', `${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  }),
  odd('prototype', {
    title: 'Keys named __proto__ and constructor are no crash',
    sends: 'a text message with "__proto__" and "constructor" in it',
    why: 'Merging such an object into another changes every object of a JavaScript program.',
    body: (kit) =>
      JSON.stringify(textMessage(kit, 'Hello')).replace(
        '"type":"text"',
        '"type":"text","__proto__":{"polluted":true,"toString":1},"constructor":{"prototype":{"polluted":true}}',
      ),
  }),
  odd('huge-number', {
    title: 'Numbers beyond all bounds are no crash',
    sends: 'a timestamp of 1e400 and a number of 400 digits',
    body: (kit) =>
      JSON.stringify(textMessage(kit, 'Hello')).replace(
        '"type":"text"',
        `"type":"text","n":1e400,"m":${'9'.repeat(400)}`,
      ),
  }),
  odd('invalid-utf8', {
    title: 'Bytes that are no UTF-8 are no crash',
    sends: 'a text message with the bytes ff c3 28 in its text',
    body: (kit) => {
      const [before = '', after = ''] = JSON.stringify(textMessage(kit, 'Hello')).split('Hello');
      return Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(after)]);
    },
  }),
  odd('lone-surrogate', {
    title: 'Half an emoji is no crash',
    sends: 'a text message that holds \\ud83d alone',
    why: 'Texts that were cut at a length end in half an emoji, which UTF-8 and databases cannot hold.',
    body: (kit) => JSON.stringify(textMessage(kit, 'Hello')).replace('Hello', '\\ud83d'),
  }),
  odd('null-character', {
    title: 'A NUL in a text is no crash',
    sends: 'a text message that holds \\u0000',
    why: 'PostgreSQL takes no NUL in a text.',
    body: (kit) => JSON.stringify(textMessage(kit, 'Hello')).replace('Hello', 'a\\u0000b'),
  }),
  odd('byte-order-mark', {
    title: 'A byte order mark is no crash',
    sends: 'a text message behind ef bb bf',
    level: 'may',
    body: (kit) => `\ufeff${JSON.stringify(textMessage(kit, 'Hello'))}`,
  }),
  odd('other-content-type', {
    title: 'A body that does not call itself JSON is no crash',
    sends: 'a text message as Content-Type: text/plain',
    level: 'may',
    contentType: 'text/plain',
    body: (kit) => JSON.stringify(textMessage(kit, 'Hello')),
  }),
];
