import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/webhook/meta-json.ts';
import { checkSignature, sign, signLegacy } from '../../src/webhook/signature.ts';

const SECRET = 'wa-webhook-test-secret';

// The four vectors of the reference: 3 and 4 are the same text, as Meta writes it and as others write it again.
const ESCAPED =
  '{"object":"whatsapp_business_account","entry":[{"id":"0","changes":[{"value":{"text":"Gr\\u00fc\\u00dfe \\ud83d\\udc4b https:\\/\\/a.example\\/x"},"field":"messages"}]}]}';
const PLAIN =
  '{"object":"whatsapp_business_account","entry":[{"id":"0","changes":[{"value":{"text":"Grüße 👋 https://a.example/x"},"field":"messages"}]}]}';

const vectors = [
  {
    body: '{"object":"whatsapp_business_account","entry":[]}',
    sizeBytes: 49,
    sha256: 'f2fec82060eda3d9395062f535d1cd5acc76a0ad67f39decea02569fb2de9f2e',
    sha1: '084e8b6bc21940b1bafda93ffc37efd980d44d48',
  },
  {
    body: '{"object": "whatsapp_business_account", "entry": []}',
    sizeBytes: 52,
    sha256: '2ca2ec0db63c5c590446f9c1e0d61fe48eac2cca109c18a188b662914bc875af',
  },
  {
    body: ESCAPED,
    sizeBytes: 163,
    sha256: '7e814aff647bb69443ea00a1c8f1ab70a5c06a29c3bbbd57d2ca58853133a69a',
    sha1: 'f3cac9abbebf248d7df9c27f3911d1f073fe79d8',
  },
  { body: PLAIN, sizeBytes: 144, sha256: 'f6904ee68f96b0fac74ee217d473e19758b54ec16ac7d1c7006196eb830461ae' },
];

describe('sign', () => {
  it.each(vectors)('gives the reference signature of $sizeBytes bytes', ({ body, sizeBytes, sha256, sha1 }) => {
    const rawBody = Buffer.from(body);
    expect(rawBody.byteLength).toBe(sizeBytes);
    expect(sign(rawBody, SECRET)).toBe(`sha256=${sha256}`);
    expect(checkSignature(rawBody, `sha256=${sha256}`, SECRET)).toEqual({ ok: true });
    if (sha1 !== undefined) expect(signLegacy(rawBody, SECRET)).toBe(`sha1=${sha1}`);
  });

  it('is the HMAC of any bytes with any key, whatever their lengths', () => {
    const lengths = [0, 1, 63, 64, 65, 1_000, 16 * 1024, 16 * 1024 + 1, 100_000];
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...lengths).map((length) => Buffer.alloc(length, 'ü')),
    );
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(...lengths).map((length) => 'k'.repeat(length)),
    );
    fc.assert(
      fc.property(body, key, (rawBody, secret) => {
        const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
        expect(sign(rawBody, secret)).toBe(`sha256=${digest}`);
      }),
    );
  });

  it('signs what encode writes like the escaped reference body', () => {
    expect(encode(JSON.parse(PLAIN)).toString()).toBe(ESCAPED);
  });
});

describe('a signature', () => {
  it('is the HMAC of OpenSSL, for any body and any secret, whatever was signed before', () => {
    const body = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom(16_383, 16_384, 16_385).map((size) => Buffer.alloc(size, 'x')),
    );
    const secret = fc.oneof(fc.string(), fc.constantFrom(SECRET, 'ä'.repeat(32), 'ä'.repeat(33), 'x'.repeat(200)));
    fc.assert(
      fc.property(fc.array(fc.tuple(body, secret), { minLength: 1, maxLength: 5 }), (pairs) => {
        for (const [rawBody, appSecret] of pairs) {
          const of = (algorithm: string) => createHmac(algorithm, appSecret).update(rawBody).digest('hex');
          expect(sign(rawBody, appSecret)).toBe(`sha256=${of('sha256')}`);
          expect(signLegacy(rawBody, appSecret)).toBe(`sha1=${of('sha1')}`);
          expect(checkSignature(rawBody, `sha256=${of('sha256')}`, appSecret)).toEqual({ ok: true });
        }
      }),
    );
  });
});

describe('checkSignature', () => {
  const rawBody = Buffer.from(ESCAPED);
  const right = sign(rawBody, SECRET);

  it.each([
    ['missing', undefined, 'missing'],
    ['empty', '', 'malformed'],
    ['short', right.slice(0, -1), 'malformed'],
    ['long', `${right}0`, 'malformed'],
    ['upper case', right.toUpperCase().replace('SHA256', 'sha256'), 'malformed'],
    ['without prefix', right.slice('sha256='.length), 'malformed'],
    ['sha1', signLegacy(rawBody, SECRET), 'malformed'],
    ['of another secret', sign(rawBody, 'other'), 'mismatch'],
    ['of the rewritten body', sign(Buffer.from(PLAIN), SECRET), 'mismatch'],
  ])('refuses a signature that is %s', (_, header, reason) => {
    expect(checkSignature(rawBody, header, SECRET)).toEqual({ ok: false, reason });
  });

  it('refuses any body that differs by one bit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 0, max: 7 }), (body, where, bit) => {
        const changed = Uint8Array.from(body);
        const index = where % body.length;
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(checkSignature(changed, sign(body, SECRET), SECRET).ok).toBe(false);
      }),
    );
  });

  it('takes any header without throwing', () => {
    fc.assert(fc.property(fc.string(), (header) => !checkSignature(rawBody, header, SECRET).ok));
  });
});
