import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/webhook/explain.ts';
import { notificationsOf } from '../../src/webhook/payload.ts';
import { scrub } from '../../src/webhook/scrub.ts';
import { everyFixture } from '../support/every-fixture.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const names = everyFixture.map(({ name }) => `${name}.json`);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const scrubbedText = (body: unknown) => JSON.stringify(scrub(body).value);

/** A message with everything in it that tells who somebody is. */
function personal(message: object, profile: object = { name: 'Kerry Fisher', username: '@kerry.fisher84' }): unknown {
  const contacts = [{ profile, wa_id: '447700900123', user_id: 'GB.31415926535897932384' }];
  const metadata = { display_phone_number: '+44 20 7946 0958', phone_number_id: '271828182845904' };
  const messages = [
    { from: '447700900123', from_user_id: 'GB.31415926535897932384', id: ID, timestamp: '1790416800', ...message },
  ];
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages };
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '161803398874989', changes: [{ value, field: 'messages' }] }],
  };
}

const ID = `wamid.${Buffer.from('\x1c\x18\x0c447700900123\x15\x02\x00\x12\x18\x144D1F0B3A9C8E7D6F5A4B\x00', 'latin1').toString('base64')}`;

const text = (body: string) => ({ type: 'text', text: { body } });

describe('scrub', () => {
  it('leaves no name, number or id, whatever it stands in', () => {
    const said =
      'Hi, Kerry here: +44 7700 900123, kerry@fisher.co.uk, order 4711, https://www.fisher-family.co.uk/kerry?id=99887766';
    const scrubbed = scrubbedText(personal(text(said)));
    for (const secret of [
      'Kerry',
      'kerry',
      'Fisher',
      'fisher',
      '900123',
      '314159',
      '271828',
      '161803',
      '7946',
      '4711',
      '9988',
    ]) {
      expect(scrubbed).not.toContain(secret);
    }
    const [id = ''] = /wamid\.[^"]+/.exec(scrubbed) ?? [];
    const inside = Buffer.from(id.slice('wamid.'.length), 'base64').toString('latin1');
    expect(inside).not.toContain('447700900123');
    expect(inside).not.toContain('4D1F0B3A');
    expect(id).toHaveLength(ID.length);
  });

  it('replaces the same by the same, in every form', () => {
    const scrubbed = scrub(personal(text('Kerry, KERRY, 447700900123 and +44 7700 900123'))).value;
    const [name = ''] = /"name":"([^"]+)"/.exec(JSON.stringify(scrubbed))?.slice(1) ?? [];
    const [phone = ''] = /"wa_id":"([^"]+)"/.exec(JSON.stringify(scrubbed))?.slice(1) ?? [];
    const [first = ''] = name.split(' ');
    const body = /"body":"([^"]+)"/.exec(JSON.stringify(scrubbed))?.[1] ?? '';
    expect(body.startsWith(`${first}, ${first.toUpperCase()}, ${phone} `)).toBe(true);
    expect(body.replace(/\D/g, '')).toBe(phone + phone);
    expect(phone).toMatch(/^4477\d{8}$/);
  });

  it('keeps shape, length, script and signs of a text', () => {
    const said = 'Grüße, 你好! Привет 👋🏽 (ok?) עברית — 𝓐𝓭𝓪';
    const scrubbed = scrub(personal(text(said))).value;
    const body = /"body":"([^"]+)"/.exec(JSON.stringify(scrubbed))?.[1] ?? '';
    expect(body).toHaveLength(said.length);
    expect(body).toMatch(
      /^[A-Z].{4}, \p{Script=Han}{2}! [\p{Script=Cyrillic}]{6} 👋🏽 \([a-z]{2}\?\) \p{Script=Hebrew}{5} — /u,
    );
    expect(body).not.toContain('Gr');
  });

  it('keeps types, statuses, codes, times, enumerations and Meta’s own words', () => {
    const body = read('statuses/failed.json');
    const scrubbed = scrubbedText(body);
    for (const kept of [
      '"failed"',
      '131047',
      'Re-engagement message',
      '1790416802',
      'whatsapp_business_account',
      '"messages"',
    ])
      expect(scrubbed).toContain(kept);
    expect(scrubbedText(read('account_update/partner-removed.json'))).toContain('PRIMARY_INACTIVITY');
    expect(scrubbedText(read('messages/system-number-changed.json'))).toMatch(
      /User \S+ \S+ changed from 1555\d+ to 1555\d+/,
    );
  });

  it('looks into JSON inside a text', () => {
    const interactive = {
      type: 'nfm_reply',
      nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"abc-123-def","name":"Kerry"}' },
    };
    const scrubbed = scrubbedText(personal({ type: 'interactive', interactive }));
    expect(scrubbed).toContain('"body":"Sent"');
    expect(scrubbed).toContain('"name":"flow"');
    expect(scrubbed).not.toMatch(/Kerry|abc-123/);
  });

  it('keeps media links with Meta’s host and the media id inside', () => {
    const scrubbed = JSON.stringify(scrub(read('messages/image.json')).value);
    const [, mid] = /\?mid=(\d+)&/.exec(scrubbed) ?? [];
    expect(scrubbed).toContain(`"id":"${mid}"`);
    expect(mid).not.toBe('600000000000006');
    expect(scrubbed).toContain('https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=');
  });

  it('keeps the offer of a call readable, without addresses and keys', () => {
    const sdp = [
      'v=0',
      'o=- 4611731400430051336 2 IN IP4 84.17.52.9',
      'c=IN IP6 2a02:8109:9340:1c4::7e1',
      'a=ice-pwd:asd88fgpdd777uzjYhagZg',
      'a=fingerprint:sha-256 6B:8B:F0:65:5F:78',
      'a=rtpmap:111 opus/48000/2',
    ].join('\r\n');
    const scrubbed = scrubbedText(personal({ type: 'call', session: { sdp_type: 'offer', sdp } }));
    expect(scrubbed).toContain('v=0\\r\\no=- ');
    expect(scrubbed).toContain('IN IP4 192.0.2.1');
    expect(scrubbed).toContain('a=rtpmap:111 opus/48000/2');
    expect(scrubbed).not.toMatch(/46117|84\.17|2a02|asd88|6B:8B/);
  });

  it('does not tell where somebody stood', () => {
    const location = { latitude: 51.501_364, longitude: -0.141_89, name: 'Buckingham Palace' };
    expect(scrubbedText(personal({ type: 'location', location }))).not.toMatch(/51\.5|0\.14|Palace/);
  });

  it.each(names)('gives %s back in the same shape, twice the same', (name) => {
    const body = read(name);
    const once = scrub(body);
    expect(scrub(body)).toEqual(once);
    expect(shapeOf(once.value)).toEqual(shapeOf(body));
    expect(kindsOf(once.value)).toEqual(kindsOf(body));
    expect(findingsOf(once.value)).toEqual(findingsOf(body));
  });

  it('takes keys that every object has', () => {
    const body: unknown = JSON.parse('{"__proto__":1,"constructor":52.5,"latitude":47.123}');
    expect(JSON.stringify(scrub(body).value)).toBe('{"__proto__":1,"constructor":52.5,"latitude":52.52}');
  });

  it('takes any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { value: scrubbed } = scrub(value);
        expect(Object.keys(Object(scrubbed))).toHaveLength(Object.keys(Object(value)).length);
      }),
    );
  });
});

/** Keys, types and lengths: all that must not change. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'string') return /^(?:\{|v=0)/.test(value) ? 'text with an order of its own' : value.length;
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, child]) => [key, shapeOf(child)]);
}

function kindsOf(body: unknown): unknown {
  return notificationsOf(body).map(({ field, kind, type }) => ({ field, kind, type }));
}

function findingsOf(body: unknown): unknown {
  return explain(body).findings.map(({ kind, pointer }) => ({ kind, pointer }));
}
