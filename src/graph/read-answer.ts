import { isObject, type JsonObject } from '../webhook/json-view.ts';
import type { Answered } from './exchange.ts';
import type { GraphError } from './graph-error.ts';
import { readError } from './read-error.ts';
import type { Scrubber } from './secrets.ts';

export type GraphAnswer =
  | { readonly ok: true; readonly json: JsonObject }
  | { readonly ok: false; readonly error: GraphError };

export interface AnswerContext {
  readonly host: string;
  readonly isChange: boolean;
  readonly scrubber: Scrubber;
  readonly nowMs: number;
}

/** PURE: what an HTTP answer says. Whatever is not the Graph API's JSON is told as what it is. */
export function readAnswer({ status, headers, body }: Answered, context: AnswerContext): GraphAnswer {
  const { host, isChange, scrubber, nowMs } = context;
  if (status >= 300 && status < 400) {
    const to = scrubber.text(headers.location ?? 'nowhere');
    return notGraph(`${host} answered ${status}, a redirect to ${to}. The access token is not sent there.`);
  }

  const text = body.toString('utf8');
  const json = parse(text);
  if (json === undefined) {
    const what = /^\s*</.test(text) ? 'a web page' : text.trim() === '' ? 'nothing' : 'something else than JSON';
    return notGraph(`${host} answered ${status} with ${what}, and the Graph API answers with JSON.`);
  }
  const clean = scrubber.json(json);
  // `true` is what some calls that change something answered in older versions.
  if (clean === true) return { ok: true, json: { success: true } };
  if (!isObject(clean)) return notGraph(`${host} answered ${status} with JSON that is no object.`);
  if (status >= 400 || 'error' in clean) {
    const error = readError({ status, headers, json: clean, nowMs });
    return { ok: false, error: { ...error, isUnsure: isChange && status >= 500 } };
  }
  return { ok: true, json: clean };

  function notGraph(sentence: string): GraphAnswer {
    const isPassing = status >= 500 || status === 429;
    const hint = 'Check --graph-url, and whether a proxy or a login page stands in the way.';
    // A refusal of 4xx did nothing; behind a 200 or a 500 it may have been done.
    const isUnsure = isChange && (status < 300 || status >= 500);
    return { ok: false, error: { kind: 'not-graph', sentence, hint, status, isPassing, isUnsure } };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
