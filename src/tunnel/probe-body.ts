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

/**
 * What of Meta's sizes does not pass, and the largest that does. Nothing where all pass, and nothing where the smallest gets
 * no answer: then the way itself is gone, which the heartbeat tells.
 */
export async function probeBody(options: BodyProbeOptions): Promise<BodyLimit | undefined> {
  let refused: Omit<BodyLimit, 'passedBytes'> | undefined;
  for (const sizeBytes of options.sizesBytes) {
    const reason = await refusalOf(sizeBytes, options).catch(() => NO_ANSWER);
    if (reason === undefined) return refused && { passedBytes: sizeBytes, ...refused };
    if (options.signal.aborted) return undefined;
    if (sizeBytes === options.sizesBytes.at(-1)) {
      return reason === NO_ANSWER ? undefined : { passedBytes: 0, refusedBytes: sizeBytes, reason };
    }
    refused ??= { refusedBytes: sizeBytes, reason };
  }
  return undefined;
}

const NO_ANSWER = 'gets no answer';

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
