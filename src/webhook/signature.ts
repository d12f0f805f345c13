import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

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

/** The value of `X-Hub-Signature-256` for exactly these bytes: the app secret is the key, as text. */
export function sign(rawBody: Uint8Array, appSecret: string): string {
  return `sha256=${hmac('sha256', rawBody, appSecret).toString('hex')}`;
}

/** The value of the older `X-Hub-Signature`, over the same bytes with the same secret. */
export function signLegacy(rawBody: Uint8Array, appSecret: string): string {
  return `sha1=${hmac('sha1', rawBody, appSecret).toString('hex')}`;
}

/** Whether `header` is the signature of exactly these bytes, compared in constant time. Never throws. */
export function checkSignature(rawBody: Uint8Array, header: string | undefined, appSecret: string): SignatureCheck {
  if (header === undefined) return { ok: false, reason: 'missing' };

  const claimed = HEADER_SHAPE.exec(header)?.[1];
  if (claimed === undefined) return { ok: false, reason: 'malformed' };

  const isMatch = timingSafeEqual(Buffer.from(claimed, 'hex'), hmac('sha256', rawBody, appSecret));
  return isMatch ? { ok: true } : { ok: false, reason: 'mismatch' };
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
