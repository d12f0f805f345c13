import { describe, expect, it } from 'vitest';
import { diagnoseSignature, type SignatureEvidence } from '../../src/webhook/diagnose-signature.ts';
import { encode } from '../../src/webhook/meta-json.ts';
import { hmac, sign, signLegacy } from '../../src/webhook/signature.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const payload = { object: 'whatsapp_business_account', text: 'Grüße https://a.example/x' };
const rawBody = encode(payload);

function evidence(changes: Partial<SignatureEvidence>): SignatureEvidence {
  return {
    rawBody,
    header: undefined,
    legacyHeader: undefined,
    appSecret: SECRET,
    otherSecrets: [{ name: 'verify token', secret: 'my-token' }],
    ...changes,
  };
}

describe('diagnoseSignature', () => {
  it.each([
    ['the verify token as key', sign(rawBody, 'my-token'), 'signed with the verify token'],
    ['a newline in the secret', sign(rawBody, `${SECRET}\n`), 'white space or a line break'],
    ['a secret decoded from hex', signWithBytes(Buffer.from(SECRET, 'hex')), 'decoded the app secret from hex'],
    ['a body written again', sign(encode(payload, 'none'), SECRET), 'parsed and written again'],
    ['a body laid out', sign(Buffer.from(JSON.stringify(payload, null, 2)), SECRET), 'parsed and written again'],
    ['a lost newline', sign(Buffer.concat([rawBody, Buffer.from('\n')]), SECRET), 'line break at the end of the body'],
    ['the empty body', sign(new Uint8Array(), SECRET), 'The empty body was signed'],
    ['another secret', sign(rawBody, 'another'), 'another app secret'],
  ])('names %s', (_, header, cause) => {
    expect(diagnoseSignature('mismatch', evidence({ header }))).toContain(cause);
  });

  it.each([
    ['', 'empty'],
    [signLegacy(rawBody, SECRET), 'sha1 signature stands in the sha256 header'],
    [sign(rawBody, SECRET).slice(7), 'prefix "sha256=" is missing'],
    [`sha256=${sign(rawBody, SECRET).slice(7).toUpperCase()}`, 'lower case'],
    [`sha256=${signLegacy(rawBody, SECRET).slice(5)}`, 'are a sha1'],
    ['sha256=abc', '3 hex digits instead of 64'],
    ['sha256=…', 'not "sha256=" followed by'],
  ])('explains the malformed header %j', (header, cause) => {
    expect(diagnoseSignature('malformed', evidence({ header }))).toContain(cause);
  });

  it('tells a sender without a signature from one with the older header alone', () => {
    expect(diagnoseSignature('missing', evidence({}))).toContain('signs nothing');
    expect(diagnoseSignature('missing', evidence({ legacyHeader: signLegacy(rawBody, SECRET) }))).toContain('sha1');
  });

  it('names a cut body', () => {
    const cut = evidence({ rawBody: rawBody.subarray(0, 20), header: sign(rawBody, SECRET) });
    expect(diagnoseSignature('mismatch', cut)).toContain('cut on the way');
  });

  it('survives a body that is nested too deep to be written again', () => {
    const deep = Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(diagnoseSignature('mismatch', evidence({ rawBody: deep, header: sign(deep, 'x') }))).toContain('app secret');
  });
});

function signWithBytes(key: Uint8Array): string {
  return `sha256=${hmac('sha256', rawBody, key).toString('hex')}`;
}
