import type { CheckExchange, HeaderMap } from '../events.ts';
import type { Exchange } from './case.ts';
import { pathOf } from './wire.ts';

/** What a person reads of a body. */
const MAX_SHOWN_BYTES = 2_048;

/** Shorter secrets are words that stand in bodies by chance. */
const MIN_MASKED = 4;

export type Mask = (text: string) => string;

/** Takes secrets out of what a report shows, in each form that they travel in. Pure. */
export function createMask(secrets: readonly string[]): Mask {
  const forms = secrets
    .filter((secret) => secret.length >= MIN_MASKED)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      escapedHtml(secret),
      percented(secret),
    ]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);

  return (text) => {
    // Tokens that are nearly right say too much as well.
    const masked = text.replace(/(hub[._]verify_token=)[^&\s"<]*/gi, `$1${MASK}`);
    return longestFirst.reduce((shown, form) => shown.replaceAll(form, MASK), masked);
  };
}

const MASK = '***';

function percented(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A request and its answer as reports show them. Pure. */
export function evidenceOf({ probe, result }: Exchange, to: URL, mask: Mask): CheckExchange {
  const asked = {
    what: probe.what,
    method: probe.method,
    path: mask(pathOf(to, probe)),
    requestHeaders: pairs(probe.headers, mask),
    requestBody: probe.rawBody === null ? '' : mask(shown(probe.rawBody)),
    requestBytes: probe.rawBody?.byteLength ?? 0,
    tookMs: result.tookMs,
  };
  if (result.kind === 'failed') return { ...asked, silence: mask(result.reason) };
  const { headers, body } = result.answer;
  return { ...asked, status: result.status, answerHeaders: joined(headers, mask), answerBody: mask(shown(body)) };
}

function shown(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, MAX_SHOWN_BYTES)).toString('utf8');
  const left = body.byteLength - MAX_SHOWN_BYTES;
  return left > 0 ? `${text}… (${left} bytes more)` : text;
}

function pairs(headers: readonly string[], mask: Mask): HeaderMap {
  const map = new Map<string, string>();
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at]?.toLowerCase() ?? '';
    const value = mask(headers[at + 1] ?? '');
    map.set(name, map.has(name) ? `${map.get(name)}, ${value}` : value);
  }
  return Object.fromEntries(map);
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>, mask: Mask): HeaderMap {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, mask(Array.isArray(value) ? value.join(', ') : value)]],
    ),
  );
}
