import { diagnoseSignature } from '../webhook/diagnose-signature.ts';
import { type Finding, inspect as inspectBody } from '../webhook/inspect.ts';
import { encode as encodeAs } from '../webhook/meta-json.ts';
import type { Notification } from '../webhook/notification.ts';
import { notificationsOf, parseBody } from '../webhook/payload.ts';
import { checkSignature as checkBytes, type SignatureFault, sign as signBytes } from '../webhook/signature.ts';

/** What {@link checkSignature} found. */
export type SignatureCheck =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** No header, a header that is not `sha256=` and 64 lower-case hex digits, or the signature of other bytes. */
      readonly reason: SignatureFault;
      /** The likeliest cause, as a sentence with its cure: another secret, a body that was parsed and written again, … */
      readonly cause: string;
    };

/** What {@link parse} found. */
export type ParsedBody =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      /** What is wrong with it and where, as a sentence. */
      readonly reason: string;
    };

/**
 * The value of the `X-Hub-Signature-256` header that Meta would send with exactly these bytes: `sha256=` and 64 lower-case
 * hex digits, HMAC-SHA256 with the app secret as text (Meta, "Create a webhook endpoint").
 *
 * @param rawBody - The bytes of the body as they go over the wire; a string stands for its UTF-8.
 * @param appSecret - As App settings > Basic shows it.
 */
export function sign(rawBody: string | Uint8Array, appSecret: string): string {
  return signBytes(bytesOf(rawBody), appSecret);
}

/**
 * Is `signature`, the value of `X-Hub-Signature-256`, that of exactly these bytes? Compared in constant time. Never throws.
 *
 * @param rawBody - The bytes as they came, before anything parsed them; a string stands for its UTF-8.
 */
export function checkSignature(
  rawBody: string | Uint8Array,
  signature: string | null | undefined,
  appSecret: string,
): SignatureCheck {
  const bytes = bytesOf(rawBody);
  const header = signature ?? undefined;
  const check = checkBytes(bytes, header, appSecret);
  if (check.ok) return check;

  const evidence = { rawBody: bytes, header, legacyHeader: undefined, appSecret, otherSecrets: [] };
  return { ...check, cause: diagnoseSignature(check.reason, evidence) };
}

/**
 * The bytes that Meta sends for this payload: compact JSON in its order of keys, everything beyond ASCII as `\uXXXX` in lower
 * case, `/` as `\/` (seen in real deliveries). `JSON.stringify` gives other bytes, and so another signature.
 *
 * @throws RangeError for a payload that is nested some thousand levels deep.
 */
export function encode(payload: unknown): Uint8Array {
  return encodeAs(payload);
}

/** A webhook's bytes to its payload, strictly: no byte order mark, no broken UTF-8, nothing but JSON. Never throws. */
export function parse(rawBody: string | Uint8Array): ParsedBody {
  const parsed = parseBody(bytesOf(rawBody));
  return parsed.ok ? { ok: true, payload: parsed.value } : parsed;
}

/**
 * What a payload tells, in order: one notification for each message, status, call and event. Takes any JSON and never throws;
 * what is no webhook, or is not known, is told as what it is.
 */
export function describe(payload: unknown): readonly Notification[] {
  return notificationsOf(payload);
}

/**
 * Where a payload differs from what Meta documents: unknown fields, types, properties and values, what is missing or of another
 * type. Empty for a payload as documented. Takes any JSON and never throws.
 */
export function inspect(payload: unknown): readonly Finding[] {
  return inspectBody(payload);
}

function bytesOf(rawBody: string | Uint8Array): Uint8Array {
  return typeof rawBody === 'string' ? Buffer.from(rawBody, 'utf8') : rawBody;
}
