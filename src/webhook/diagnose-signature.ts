import { timingSafeEqual } from 'node:crypto';
import { ESCAPES, encode } from './meta-json.ts';
import { hmac, type SignatureFault } from './signature.ts';

export interface SignatureEvidence {
  readonly rawBody: Uint8Array;
  readonly header: string | undefined;
  /** The older sha1 header, when one came. */
  readonly legacyHeader: string | undefined;
  readonly appSecret: string;
  /** Other secrets that people mistake for the app secret, by the name a person knows them by. */
  readonly otherSecrets: readonly { readonly name: string; readonly secret: string }[];
}

/** Beyond this, hashing a body a dozen ways would hold up the receiver for longer than the answer is worth. */
const MAX_GUESSED_BYTES = 256 * 1024;

/** The likeliest reason why a signature does not fit, as a sentence with the cure. */
export function diagnoseSignature(fault: SignatureFault, evidence: SignatureEvidence): string {
  if (fault === 'missing') return explainMissing(evidence);
  if (fault === 'malformed') return explainMalformed(evidence);
  if (evidence.rawBody.byteLength > MAX_GUESSED_BYTES) return OTHER_SECRET;

  const claimed = Buffer.from((evidence.header ?? '').slice('sha256='.length), 'hex');
  const fits = (body: Uint8Array, key: string | Uint8Array) => timingSafeEqual(hmac('sha256', body, key), claimed);
  return explainKey(evidence, fits) ?? explainBody(evidence, fits) ?? OTHER_SECRET;
}

type Fits = (body: Uint8Array, key: string | Uint8Array) => boolean;

function explainMissing({ legacyHeader }: SignatureEvidence): string {
  if (legacyHeader === undefined) return 'The sender signs nothing: is it Meta, or a tool without the app secret?';
  return 'Only the older X-Hub-Signature (sha1) came. Meta sends X-Hub-Signature-256 too; a proxy may have dropped it.';
}

function explainMalformed({ header = '' }: SignatureEvidence): string {
  if (header === '') return 'The header is empty.';
  if (/^sha1=/i.test(header)) return 'The sha1 signature stands in the sha256 header.';
  if (/^[0-9a-f]{64}$/i.test(header)) return 'The prefix "sha256=" is missing.';
  if (/^sha256=[0-9a-f]{64}$/i.test(header)) return 'Meta writes the hex digits in lower case.';
  if (/^sha256=[0-9a-f]{40}$/i.test(header))
    return 'Its 40 hex digits are a sha1; X-Hub-Signature-256 takes a SHA-256.';
  if (/^sha256=[0-9a-f]*$/i.test(header)) return `It has ${header.length - 'sha256='.length} hex digits instead of 64.`;
  return 'It is not "sha256=" followed by 64 hex digits.';
}

function explainKey({ rawBody, appSecret, otherSecrets }: SignatureEvidence, fits: Fits): string | undefined {
  for (const { name, secret } of otherSecrets) {
    if (fits(rawBody, secret)) return `It was signed with the ${name} instead of the app secret.`;
  }
  for (const ending of ['\n', '\r\n', ' ']) {
    if (fits(rawBody, appSecret + ending)) return 'The key of the sender ends in white space or a line break.';
  }
  if (fits(rawBody, Buffer.from(appSecret, 'hex')))
    return 'The sender decoded the app secret from hex; use it as text.';
  return undefined;
}

function explainBody({ rawBody, appSecret }: SignatureEvidence, fits: Fits): string | undefined {
  const text = Buffer.from(rawBody).toString('utf8');
  const candidates = rewritings(text);

  if (candidates?.some((rewritten) => fits(rewritten, appSecret))) return REWRITTEN;
  if (fits(Buffer.from(`${text}\n`), appSecret)) return 'A line break at the end of the body was lost on the way.';
  if (fits(Buffer.from(text.trimEnd()), appSecret)) return 'White space was added to the end of the body on the way.';
  if (fits(new Uint8Array(), appSecret)) return 'The empty body was signed: it was read before it was hashed.';
  return candidates === undefined ? 'The body is not whole JSON: it may have been cut on the way.' : undefined;
}

const OTHER_SECRET =
  'Most likely the sender has another app secret. Compare it with App settings > Basic in the App Dashboard.';

const REWRITTEN =
  'The body was parsed and written again between signing and sending. Sign and send the same bytes, untouched.';

/** The same JSON as other programs would write it; undefined for what is no JSON, none when it is nested too deep to be written. */
function rewritings(text: string): Uint8Array[] | undefined {
  const value = parse(text);
  if (value === undefined) return undefined;

  try {
    return [...ESCAPES.map((escaping) => encode(value, escaping)), Buffer.from(JSON.stringify(value, null, 2))];
  } catch {
    return [];
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
