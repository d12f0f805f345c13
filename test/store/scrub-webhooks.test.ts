import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stamped, WebhookReceived } from '../../src/events.ts';
import { createWebhookScrubber } from '../../src/store/scrub-webhooks.ts';
import { everyFixture } from '../support/every-fixture.ts';
import { received } from '../support/happened.ts';

function scrubbed(webhooks: readonly Stamped<WebhookReceived>[]) {
  const scrubber = createWebhookScrubber();
  for (const webhook of webhooks) scrubber.meet(webhook);
  return webhooks.map((webhook) => scrubber.scrub(webhook));
}

const holding = (payload: unknown, change: object = {}) => received(1, { body: JSON.stringify(payload), ...change });

/** One notification of the messages field. */
const envelope = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '161803398874989', changes: [{ field: 'messages', value }] }],
});

const payloadsIn = (webhooks: readonly (Stamped<WebhookReceived> | undefined)[]): unknown[] =>
  webhooks.map((webhook) => JSON.parse(String(webhook !== undefined && 'body' in webhook ? webhook.body : 'null')));

/** Every text and number in it, with its path. */
function leavesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, `${path}/${key}`));
}

describe('a scrubbed capture', () => {
  const ada = { profile: { name: 'Ada Lovelace' }, wa_id: '447700900123', user_id: 'GB.31415926535897932384' };
  const message = (id: string, body: string, more: object = {}) =>
    envelope({ contacts: [ada], messages: [{ from: ada.wa_id, id, type: 'text', text: { body }, ...more }] });
  const status = (id: string, state: string) =>
    envelope({ statuses: [{ id, status: state, timestamp: '1790416802', recipient_id: ada.wa_id }] });

  it('keeps the relations between messages, replies, statuses and persons', () => {
    const payloads = [
      status('wamid.OUTGOING7777777777', 'sent'),
      message('wamid.FIRST77777777777777', 'Hallo'),
      message('wamid.SECOND7777777777777', 'Ja', { context: { from: '15550100200', id: 'wamid.OUTGOING7777777777' } }),
      status('wamid.OUTGOING7777777777', 'read'),
    ];
    const [sent, first, second, read] = payloadsIn(scrubbed(payloads.map((payload) => holding(payload)))).map(
      (payload) => new Map(leavesOf(payload)),
    );
    const at = '/entry/0/changes/0/value';
    const outgoing = sent?.get(`${at}/statuses/0/id`);
    expect(outgoing).toMatch(/^wamid\.[A-Z0-9]{16,}$/);
    expect(read?.get(`${at}/statuses/0/id`)).toBe(outgoing);
    expect(second?.get(`${at}/messages/0/context/id`)).toBe(outgoing);
    expect(first?.get(`${at}/messages/0/id`)).not.toBe(second?.get(`${at}/messages/0/id`));
    const person = first?.get(`${at}/contacts/0/wa_id`);
    expect(person).not.toBe(ada.wa_id);
    for (const each of [sent, read]) expect(each?.get(`${at}/statuses/0/recipient_id`)).toBe(person);
    expect(second?.get(`${at}/messages/0/from`)).toBe(person);
    expect(first?.get(`${at}/contacts/0/profile/name`)).toBe(second?.get(`${at}/contacts/0/profile/name`));
    expect([sent, read].map((each) => each?.get(`${at}/statuses/0/status`))).toEqual(['sent', 'read']);
  });

  it('knows in the first webhook who is named in the last', () => {
    const told = { errors: [{ code: 131_000, title: 'Failed for Lovelace', message: 'Something went wrong' }] };
    const [first] = payloadsIn(
      scrubbed([
        holding(envelope({ statuses: [{ id: 'wamid.1', status: 'failed', ...told }] })),
        holding(message('wamid.2', 'x')),
      ]),
    );
    expect(JSON.stringify(first)).not.toMatch(/lovelace/i);
    expect(JSON.stringify(first)).toContain('Something went wrong');
  });

  it('carries nothing of the way it came', () => {
    const webhook = {
      ...received(1, {
        path: '/webhook/my-secret-path',
        method: 'POST',
        headers: {
          host: 'otter.tunnel.example',
          'x-hub-signature-256': `sha256=${'ab'.repeat(32)}`,
          'x-hub-signature': `sha1=${'cd'.repeat(20)}`,
          'x-forwarded-for': '203.0.113.77',
          authorization: 'Basic c2VjcmV0',
          'user-agent': 'facebookexternalua',
          'content-type': 'application/json; boundary=kerry',
        },
        signature: { state: 'invalid', reason: 'of Kerry', cause: 'Kerry' },
        body: JSON.stringify(message('wamid.1', 'Kerry')),
      }),
      sender: { address: '203.0.113.77', via: 'x-forwarded-for' },
      addedHeaders: { via: 'kerry' },
      future: 'Kerry',
    };
    const [result] = scrubbed([webhook]);
    const text = JSON.stringify(result);
    expect(text).not.toMatch(/secret|otter|abab|cdcd|203\.0|Basic|kerry/i);
    expect(result).toMatchObject({
      path: '/webhook',
      signature: { state: 'unchecked' },
      headers: { 'user-agent': 'facebookexternalua', 'content-type': 'application/json' },
    });
    const body = result !== undefined && 'body' in result ? result.body : '';
    expect(result?.sizeBytes).toBe(Buffer.byteLength(body));
    expect(result?.headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(result?.notifications[0]?.messageId).toBe(JSON.parse(body).entry[0].changes[0].value.messages[0].id);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'numbers in other digits',
      message('wamid.1', 'ruf ٠٤٤٧٧٠٠٩٠٠١٢٣ oder ４４７７００９００１２３ an'),
      /٠٤٤٧٧٠٠٩٠٠١٢٣|４４７７００９００１２３/,
    ],
    [
      'names in links',
      message('wamid.1', 'https://www.facebook.com/ada.lovelace https://x.example/?q=lovelace'),
      /lovelace/i,
    ],
    [
      'names in keys',
      { ada: [message('wamid.1', '')], 'Lovelace family': 1, 'Ada.Lovelace': 2, '+447700900123': 3 },
      /lovelace|447700900123/i,
    ],
    [
      'ids that are numbers',
      { object: 'instagram', id: Number('12345678901234567890'), other: -447_700_900_123 },
      /12345678|447700900/,
    ],
    ['numbers where a time belongs', { timestamp: '447700900123', start_time: 447_700_900_123 }, /447700900/],
    ['places of other products', { lat: 51.501_364, lng: -0.141_89 }, /51\.50|0\.1418/],
    [
      'names where a word belongs',
      { ...message('wamid.1', ''), reason: 'Lovelace is busy', event_name: 'Ada Lovelace' },
      /lovelace/i,
    ],
    [
      'system messages',
      envelope({
        messages: [{ type: 'system', system: { body: 'User Grace Hopper changed from 15550100300 to 15550100400' } }],
      }),
      /Grace|Hopper|155501003|155501004/,
    ],
    [
      'JSON in texts',
      message('wamid.1', '{"name":"Ada Lovelace","447700900123":"Lovelace"}'),
      /lovelace|447700900123/i,
    ],
    ['lists and texts', ['Ada Lovelace wrote', '447700900123', { name: 'Ada Lovelace' }], /lovelace|447700900123/i],
  ])('leaves no %s', (_, payload, secret) => {
    const body = JSON.stringify(payload);
    expect(body).toMatch(secret);
    expect(JSON.stringify(payloadsIn(scrubbed([holding(payload)])))).not.toMatch(secret);
  });

  it('leaves out what is no JSON, or deeper than can be walked', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(scrubbed(['Ada Lovelace', '', deep].map((body) => received(1, { body })))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  const folder = fileURLToPath(new URL('../../../shared/data/payloads/', import.meta.url));
  const real = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name): unknown => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')))
    : [];

  it.each([
    ['all fixtures', everyFixture.map(({ body }) => body)],
    [`real payloads${real.length === 0 ? ' (none: ../shared/data/payloads is missing)' : ''}`, real],
  ])('holds nowhere what it replaces anywhere: %s', (_, payloads) => {
    const results = payloadsIn(scrubbed(payloads.map((payload) => holding(payload))));
    const replaced = new Set<string>();
    for (const [index, payload] of payloads.entries()) {
      const after = new Map(leavesOf(results[index]));
      for (const [path, leaf] of leavesOf(payload)) {
        const isLong = String(leaf).length >= 7 && /\d{5}|\p{L}{5}/u.test(String(leaf));
        if (isLong && after.has(path) && after.get(path) !== leaf) replaced.add(String(leaf));
      }
    }
    const left = results
      .flatMap((result) => leavesOf(result))
      .filter(
        // A time may look like a number of somebody in a made-up payload.
        ([path, leaf]) => replaced.has(String(leaf)) && !path.endsWith('/timestamp'),
      );
    expect(left).toEqual([]);
    if (payloads.length > 0) expect(replaced.size).toBeGreaterThan(50);
  });

  /** What is invented has such runs itself. */
  const isVaried = (text: string) => !/(.)\1{3}/.test(text);

  it('holds nothing of anybody, whoever writes what to whom', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`)).filter(isVaried);
    const word = fc.stringMatching(/^[A-Z][a-z]{6,11}$/).filter(isVaried);
    const person = fc.record({ phone: digits(12), first: word, last: word, user: digits(18), id: digits(15) });
    const key = fc.constantFrom('x', 'title', 'payload', 'address', 'referral_text', 'screen', 'code', 'note');
    const webhook = fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      key,
      text: fc.array(word, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 4, maxLength: 4 }),
        fc.array(webhook, { minLength: 1, maxLength: 5 }),
        (people, sent) => {
          const payloads = sent.map(({ from, to, key: extra, text }) => {
            const [sender, other] = [people[from], people[to]];
            const name = `${sender?.first} ${sender?.last}`;
            return envelope({
              contacts: [{ profile: { name }, wa_id: sender?.phone, user_id: `DE.${sender?.user}` }],
              metadata: { phone_number_id: sender?.id, display_phone_number: `+${other?.phone}` },
              messages: [
                {
                  from: sender?.phone,
                  id: `wamid.${Buffer.from(`\u001c\u0018\u000c${sender?.phone}\u0015\u0002${'A1B2C3D4E5F6A7B8'}`).toString('base64')}`,
                  text: { body: `${text.join(' ')} ${other?.first} +${other?.phone} ${other?.last}@mail.example` },
                  [extra]: `${other?.last} ${text.join(' ')}`,
                },
              ],
            });
          });
          const results = scrubbed(payloads.map((payload) => holding(payload)));
          const output = results
            .map((result) => JSON.stringify(result))
            .join('\n')
            .toLowerCase();
          const secrets = [
            ...people.flatMap(({ phone, first, last, user, id }) => [phone, first, last, user, id]),
            ...sent.flatMap(({ text }) => text),
          ].map((secret) => secret.toLowerCase());
          expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
          const ids = [...output.matchAll(/wamid\.([a-z0-9+/=]+)/gi)].length;
          expect(ids).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
