import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** The header that counts, and the older one that real deliveries still carry. In lower case, as Node gives header names. */
export const SIGNATURE_HEADER = 'x-hub-signature-256';
export const LEGACY_SIGNATURE_HEADER = 'x-hub-signature';

export type SignatureCheck = { readonly ok: true } | { readonly ok: false; readonly reason: SignatureFault };

export type SignatureFault = 'missing' | 'malformed' | 'mismatch';

/** The faults as a person reads them. */
export const SIGNATURE_REASONS = {
  missing: 'X-Hub-Signature-256 is missing',
  malformed: 'X-Hub-Signature-256 is malformed',
  mismatch: 'X-Hub-Signature-256 does not match the body',
} as const;

/** Meta writes 64 lower-case digits ("Create a webhook endpoint", 2025-11-07); anything else is not its signature. */
const HEADER_SHAPE = /^sha256=([0-9a-f]{64})$/;

/** Both are filled and compared within one call, so all calls share them. */
const claimedDigits = Buffer.alloc(64);
const rightDigits = Buffer.alloc(64);

/** The value of `X-Hub-Signature-256` for exactly these bytes: the app secret is the key, as text. */
export function sign(rawBody: Uint8Array, appSecret: string): string {
  return `sha256=${hmacHex('sha256', rawBody, appSecret)}`;
}

/** The value of the older `X-Hub-Signature`, over the same bytes with the same secret. */
export function signLegacy(rawBody: Uint8Array, appSecret: string): string {
  return `sha1=${hmacHex('sha1', rawBody, appSecret)}`;
}

/** Whether `header` is the signature of exactly these bytes, compared in constant time. Never throws. */
export function checkSignature(rawBody: Uint8Array, header: string | undefined, appSecret: string): SignatureCheck {
  if (header === undefined) return { ok: false, reason: 'missing' };

  const claimed = HEADER_SHAPE.exec(header)?.[1];
  if (claimed === undefined) return { ok: false, reason: 'malformed' };

  claimedDigits.write(claimed, 'latin1');
  rightDigits.write(hmacHex('sha256', rawBody, appSecret), 'latin1');
  return timingSafeEqual(claimedDigits, rightDigits) ? { ok: true } : { ok: false, reason: 'mismatch' };
}

export function hmac(algorithm: 'sha256' | 'sha1', rawBody: Uint8Array, key: string | Uint8Array): Buffer {
  const secret = typeof key === 'string' ? keyOf(key) : key;
  return createHmac(algorithm, secret).update(rawBody).digest();
}

let latest: { readonly text: string; readonly key: KeyObject } | undefined;

/** There is one app secret for webhook after webhook: it is made a key once. OpenSSL makes none of an empty text. */
function keyOf(text: string): KeyObject | string {
  if (text === '') return text;
  if (latest?.text !== text) latest = { text, key: createSecretKey(text, 'utf8') };
  return latest.key;
}

/** The block of both algorithms: a longer secret is another one by RFC 2104. */
const BLOCK_BYTES = 64;
/** A copy of more costs more than it saves. */
const MAX_COPIED_BYTES = 16 * 1024;

const inner = Buffer.alloc(BLOCK_BYTES + MAX_COPIED_BYTES);
const outer = { sha1: Buffer.alloc(BLOCK_BYTES + 20), sha256: Buffer.alloc(BLOCK_BYTES + 32) };
let padded: string | undefined;

/** As `hmac`, by two plain hashes: an Hmac is an object with a life of its own, which takes twice as long for 1 KB. */
function hmacHex(algorithm: 'sha256' | 'sha1', rawBody: Uint8Array, secret: string): string {
  if (rawBody.byteLength > MAX_COPIED_BYTES || !padWith(secret))
    return hmac(algorithm, rawBody, secret).toString('hex');

  inner.set(rawBody, BLOCK_BYTES);
  const digest = hash(algorithm, inner.subarray(0, BLOCK_BYTES + rawBody.byteLength), 'binary');
  outer[algorithm].write(digest, BLOCK_BYTES, 'latin1');
  return hash(algorithm, outer[algorithm], 'hex');
}

/** Writes the secret before what is hashed; done already for webhook after webhook. False for one that is too long. */
function padWith(secret: string): boolean {
  if (secret === padded) return true;
  const key = Buffer.from(secret, 'utf8');
  if (key.byteLength > BLOCK_BYTES) return false;

  for (let index = 0; index < BLOCK_BYTES; index += 1) {
    const byte = key[index] ?? 0;
    inner[index] = byte ^ 0x36;
    for (const block of [outer.sha1, outer.sha256]) block[index] = byte ^ 0x5c;
  }
  padded = secret;
  return true;
}
