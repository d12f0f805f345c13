import type { IncomingHttpHeaders } from 'node:http';
import { isTrue, type JsonObject, numberIn, objectIn, objectsIn, textIn } from '../webhook/json-view.ts';
import { errorWords } from './error-words.ts';
import type { GraphError } from './graph-error.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly json: JsonObject;
  readonly nowMs: number;
}

/** PURE: the error in an answer of the Graph API, told. */
export function readError({ status, headers, json, nowMs }: ErrorAnswer): GraphError {
  const error = objectIn(json, 'error');
  const code = numberIn(error, 'code') ?? -1;
  const subcode = numberIn(error, 'error_subcode');
  const said = (textIn(error, 'message') ?? '').replace(/ Please read the Graph API documentation at \S+$/, '');
  const advice = textIn(error, 'error_user_msg') ?? textIn(objectIn(error, 'error_data'), 'details');
  const words = errorWords(code, subcode, said) ?? generalWords(status);
  const isTransient = isTrue(error, 'is_transient');
  const codes = code < 0 ? `HTTP ${status}` : `code ${code}${subcode === undefined ? '' : `/${subcode}`}`;
  const waitMs = waitOf(headers, nowMs);
  const traceId = textIn(error, 'fbtrace_id');
  const allSaid = [said, advice !== undefined && !said.includes(advice) ? advice : ''].filter((part) => part !== '');
  const quoted = allSaid.length === 0 ? '' : ` Meta says: "${allSaid.join(' ')}"`;
  const back = words.kind === 'rate-limit' && waitMs !== undefined ? ` It ends in about ${inWords(waitMs)}.` : '';
  return {
    kind: words.kind,
    sentence: `${words.what.charAt(0).toUpperCase()}${words.what.slice(1)} (${codes}).${back}${quoted}`,
    hint: words.hint,
    ...(allSaid.length === 0 ? {} : { said: allSaid.join(' ') }),
    ...(code < 0 ? {} : { code }),
    ...(subcode === undefined ? {} : { subcode }),
    status,
    ...(traceId === undefined ? {} : { traceId }),
    ...(waitMs === undefined ? {} : { waitMs }),
    isPassing: isTransient || status >= 500 || words.kind === 'rate-limit' || words.kind === 'meta-trouble',
    isUnsure: false,
  };
}

function generalWords(status: number): Pick<GraphError, 'kind' | 'hint'> & { readonly what: string } {
  if (status === 429) {
    return { kind: 'rate-limit', what: 'the rate limit is reached', hint: 'Wait a while, and ask for less.' };
  }
  if (status >= 500) {
    return {
      kind: 'meta-trouble',
      what: 'something went wrong at Meta',
      hint: 'Try again later; https://metastatus.com tells of outages.',
    };
  }
  return {
    kind: 'bad-request',
    what: 'the Graph API refused the request',
    hint: "Meta's list of error codes says more: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
  };
}

/** How long Meta asks to stay away: `Retry-After`, or the longest of its estimates, which are minutes. */
export function waitOf(headers: IncomingHttpHeaders, nowMs: number): number | undefined {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const ms = /^\d{1,7}$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - nowMs;
    if (Number.isFinite(ms)) return Math.max(ms, 0);
  }
  const minutes = regainMinutes(headers['x-business-use-case-usage']);
  return minutes > 0 ? minutes * 60_000 : undefined;
}

function regainMinutes(header: string | readonly string[] | undefined): number {
  if (typeof header !== 'string') return 0;
  try {
    const usage: unknown = JSON.parse(header);
    if (typeof usage !== 'object' || usage === null) return 0;
    const rows = Object.keys(usage).flatMap((id) => objectsIn(usage as JsonObject, id));
    return Math.max(0, ...rows.map((row) => numberIn(row, 'estimated_time_to_regain_access') ?? 0));
  } catch {
    return 0;
  }
}

/** `40 s`, `12 minutes`. */
function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
