import { createHash } from 'node:crypto';
import { quote } from './foreign-text.ts';
import { exchange } from './get.ts';
import { lookupWithLocalhost } from './lookup.ts';

export interface BodyProbeOptions {
  /** With a challenge in its query, by which the receiver knows it: it answers with the SHA-256 of what arrived. */
  readonly urlFor: () => URL;
  /** The largest first. */
  readonly sizesBytes: readonly number[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface BodyLimit {
  readonly passedBytes: number;
  readonly refusedBytes: number;
  /** Goes on from "A body of 3 MB …". */
  readonly reason: string;
}

/** What of Meta's sizes does not pass, if a smaller one does; nothing where all pass, or where none does for another reason. */
export async function probeBody(options: BodyProbeOptions): Promise<BodyLimit | undefined> {
  let refused: { readonly sizeBytes: number; readonly reason: string } | undefined;
  for (const sizeBytes of options.sizesBytes) {
    const reason = await refusalOf(sizeBytes, options).catch(() => 'gets no answer');
    if (reason === undefined) {
      return refused && { passedBytes: sizeBytes, refusedBytes: refused.sizeBytes, reason: refused.reason };
    }
    refused ??= { sizeBytes, reason };
    if (options.signal.aborted) return undefined;
  }
  return undefined;
}

async function refusalOf(sizeBytes: number, options: BodyProbeOptions): Promise<string | undefined> {
  const { urlFor, timeoutMs, signal } = options;
  const body = filler(sizeBytes);
  const {
    status,
    headers,
    body: answer,
  } = await exchange(urlFor(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua' },
    body,
    timeoutMs,
    signal,
    lookup: lookupWithLocalhost,
  });
  if (status === 200 && answer.toString('latin1') === createHash('sha256').update(body).digest('hex')) return undefined;

  const server = typeof headers['server'] === 'string' ? ` by ${quote(headers['server'])}` : '';
  return status === 200 ? 'arrives with other bytes' : `is answered ${status}${server}`;
}

/** A JSON string of exactly so many bytes, with letters of several bytes across the borders of any chunk. */
function filler(sizeBytes: number): Buffer {
  const room = sizeBytes - 2;
  const letters = 'ü€👋';
  const text = letters.repeat(Math.floor(room / Buffer.byteLength(letters)));
  return Buffer.from(`"${text}${'x'.repeat(room - Buffer.byteLength(text))}"`);
}
