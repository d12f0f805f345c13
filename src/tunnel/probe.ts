import { randomInt } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { gunzipSync, inflateSync } from 'node:zlib';
import { handshakeQuery } from '../webhook/handshake.ts';
import { isHtml, quote, titled } from './foreign-text.ts';
import { type Got, get } from './get.ts';
import { lookupWithLocalhost } from './lookup.ts';
import { describeTrouble } from './network-trouble.ts';

/** Meta gives up on the handshake after this long (chatwoot/chatwoot#14690 quotes its "timed out after 6000 milliseconds"). */
const META_HANDSHAKE_MS = 6_000;

/** What Meta sends beside the query; no header that talks a reminder page away, since Meta sends none. */
const META_HEADERS = {
  'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)',
  accept: '*/*',
  'accept-encoding': 'deflate, gzip',
};

/** A short answer may unpack to this much at most. */
const MAX_UNPACKED_BYTES = 1024 * 1024;

export interface ProbeOptions {
  /** The public URL with the webhook's path, as it goes into the dashboard. */
  readonly url: URL;
  readonly verifyToken: string;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Given by those who want to recognise the probe where it arrives. */
  readonly challenge?: string;
  readonly lookup?: LookupFunction;
}

export type ProbeResult =
  | { readonly ok: true; readonly tookMs: number }
  /** A sentence that names what stands in the way; the same for the same trouble. */
  | { readonly ok: false; readonly reason: string };

/** Meta's own verification request through the public URL, and whether the challenge came back byte for byte. */
export async function probe(options: ProbeOptions): Promise<ProbeResult> {
  const { url, verifyToken, signal, timeoutMs = META_HANDSHAKE_MS, lookup = lookupWithLocalhost } = options;
  const challenge = options.challenge ?? String(randomInt(1_000_000_000, 10_000_000_000));
  const asked = new URL(url);
  // Meta appends its query to whatever the callback URL has.
  asked.search = [asked.search.slice(1), handshakeQuery(challenge, verifyToken)]
    .filter((part) => part !== '')
    .join('&');

  const startedMs = performance.now();
  try {
    const got = await get(asked, { headers: META_HEADERS, timeoutMs, signal, lookup });
    const obstacle = findObstacle(got, challenge);
    if (obstacle !== undefined) return { ok: false, reason: `The public URL ${obstacle}.` };
    return { ok: true, tookMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    if (signal.aborted) return { ok: false, reason: 'The check of the public URL was stopped.' };
    return { ok: false, reason: `The public URL's host ${url.host} ${describeTrouble(error, timeoutMs).predicate}.` };
  }
}

function findObstacle(got: Got, challenge: string): string | undefined {
  const body = unpack(got);
  if (body === undefined) return 'answers with a compressed body that cannot be unpacked';
  if (got.status === 200) return findDifference(body, challenge);

  const page = isHtml(body) ? ` with a web page${titled(body)}` : '';
  if (got.status >= 300 && got.status < 400) {
    return `redirects to ${quote(withoutQuery(got.headers.location))} (${got.status}); Meta wants the answer here`;
  }
  const ngrok = got.headers['ngrok-error-code'];
  if (typeof ngrok === 'string') return `answers ${got.status}: ngrok says ${quote(ngrok)}`;
  if (/no required ssl certificate/i.test(body.toString('latin1'))) {
    return `answers ${got.status}: it wants a client certificate (mTLS), which Meta presents once that is switched on and this check cannot`;
  }
  const meaning = STATUS_MEANINGS.get(got.status);
  return `answers ${got.status}${page}${meaning === undefined ? '' : `: ${meaning}`}`;
}

const STATUS_MEANINGS = new Map([
  [401, "the tunnel's reminder page or a login stands in front"],
  [403, 'the verify token is another one, or a firewall stands in front'],
  [404, 'the tunnel is not known there, or nothing is served at this path'],
  [408, 'a connection waited too long for its request'],
  [502, 'the tunnel host, or the receiver, did not reach what is behind it'],
  [503, 'the tunnel host has no connection to this machine'],
  [504, 'the tunnel host waited too long for this machine'],
  [421, 'the server there does not know this name'],
  [429, 'too many requests, by the count of whoever stands in front'],
  [530, 'Cloudflare has no connection to this machine'],
  [511, "the tunnel's reminder page or this network's login stands in front"],
]);

function findDifference(body: Buffer, challenge: string): string | undefined {
  if (body.equals(Buffer.from(challenge))) return undefined;

  const text = body.toString('utf8');
  if (isHtml(body)) return `answers with a web page${titled(body)} instead of the challenge`;
  if (text === '') return 'answers 200 with nothing instead of the challenge';
  if (text.trim() === challenge) return 'answers the challenge with a newline or a space too many';
  if (text.trim() === `"${challenge}"`) return 'answers the challenge in quotes, as JSON; Meta wants the bare text';
  return `answers something else than the challenge: ${quote(text.replaceAll(challenge, '<challenge>'))}`;
}

function unpack({ headers, body }: Got): Buffer | undefined {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity' || body.byteLength === 0) return body;
  try {
    if (encoding === 'gzip') return gunzipSync(body, { maxOutputLength: MAX_UNPACKED_BYTES });
    if (encoding === 'deflate') return inflateSync(body, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    // Not what it claims to be: told as such by the caller.
  }
  return undefined;
}

/** The query carries the verify token and this probe's challenge; neither belongs into a message. */
function withoutQuery(location: string | undefined): string {
  return (location ?? 'nowhere').replace(/[?#].*$/s, '');
}
