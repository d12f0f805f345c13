import { pause } from '../deadline.ts';
import type { Emit } from '../events.ts';
import type { JsonObject } from '../webhook/json-view.ts';
import { type Answered, openWire, type Sent } from './exchange.ts';
import type { GraphError } from './graph-error.ts';
import { nextPage } from './paging.ts';
import { type GraphAnswer, readAnswer } from './read-answer.ts';
import { PATIENCE, type Patience, retryWaitMs } from './retry.ts';
import { createScrubber } from './secrets.ts';
import { silence } from './silence.ts';

export interface GraphRequest {
  /** GET unless told. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Behind the version: `200000000000002`, `100000000000001/subscribed_apps`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /**
   * Parameters of a GET that must stand in no URL, as URLs are written down on the way: they are sent as a POST that says that
   * it is a GET, which the Graph API takes for one.
   */
  readonly secretQuery?: Readonly<Record<string, string>>;
  /** Instead of the client's own: an app access token. */
  readonly token?: string;
}

export interface GraphClient {
  readonly host: string;
  /** Asks until there is an answer or no use in asking; failures are values. Rejects only when it is stopped. */
  readonly ask: (request: GraphRequest) => Promise<GraphAnswer>;
  /** Page after page, as long as there are more and the reader wants them; ends with the first that fails. */
  readonly pages: (request: GraphRequest) => AsyncGenerator<GraphAnswer, undefined>;
  /** What Meta knows of the access token; asked with itself, or with the token of its app. */
  readonly debugToken: (asApp?: string) => Promise<GraphAnswer>;
  readonly close: () => void;
}

export interface GraphOptions {
  readonly url: URL;
  readonly version: string;
  readonly token: string;
  /** What must stand in nothing that is told, beside the tokens: the app secret. */
  readonly secrets?: readonly string[];
  /** For each try. */
  readonly timeoutMs: number;
  readonly patience?: Patience;
  readonly emit: Emit;
  readonly now: () => Date;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

const MAX_PAGES = 1_000;

export function createGraphClient(options: GraphOptions): GraphClient {
  const { url, version, token, secrets = [], timeoutMs, patience = PATIENCE, emit, now, random, signal } = options;
  const wire = openWire(url);
  const base = `${url.href.replace(/\/+$/, '')}/${version}`;

  async function askOnce(request: GraphRequest): Promise<GraphAnswer> {
    const isChange = request.secretQuery === undefined && (request.method ?? 'GET') !== 'GET';
    const scrubber = createScrubber([token, request.token ?? '', ...secrets]);
    let answered: Answered;
    try {
      answered = await wire.exchange(sentOf(request, base, token), timeoutMs, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      return { ok: false, error: silence(error, { host: url.host, timeoutMs, isChange }) };
    }
    return readAnswer(answered, { host: url.host, isChange, scrubber, nowMs: now().getTime() });
  }

  async function ask(request: GraphRequest): Promise<GraphAnswer> {
    let isUnsure = false;
    for (let tries = 1; ; tries += 1) {
      const answer = await askOnce(request);
      if (answer.ok) return answer;
      const { error } = answer;
      // An earlier try may have done it, whatever the last one says.
      isUnsure ||= error.isUnsure;
      const waitMs = retryWaitMs(error, tries, patience, random);
      if (waitMs === undefined) return { ok: false, error: { ...error, isUnsure } };
      tellRetry(request, error, waitMs, tries);
      await pause(waitMs, signal);
    }
  }

  function tellRetry({ method = 'GET', path }: GraphRequest, error: GraphError, inMs: number, tries: number): void {
    const code = error.code === undefined ? {} : { code: error.code };
    emit({ type: 'graph.retried', method, path, reason: error.sentence, ...code, inMs, try: tries + 1 });
  }

  async function* pages(request: GraphRequest): AsyncGenerator<GraphAnswer, undefined> {
    let query: Readonly<Record<string, string>> | undefined = request.query ?? {};
    for (let page = 0; query !== undefined && page < MAX_PAGES; page += 1) {
      const answer: GraphAnswer = await ask({ ...request, query });
      yield answer;
      query = answer.ok ? nextPage(answer.json, query) : undefined;
    }
    return undefined;
  }

  const debugToken = (asApp = token) => ask({ path: 'debug_token', secretQuery: { input_token: token }, token: asApp });

  return { host: url.host, ask, pages, debugToken, close: wire.close };
}

function sentOf(request: GraphRequest, base: string, ownToken: string): Sent {
  const { method = 'GET', path, query = {}, body, secretQuery, token = ownToken } = request;
  const url = new URL(`${base}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'wa-webhook' };

  if (secretQuery !== undefined) {
    const form = new URLSearchParams({ method: 'GET', ...secretQuery }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return { url, method: 'POST', headers: { ...headers, ...type }, body: Buffer.from(form) };
  }
  if (body !== undefined) {
    const type = { 'content-type': 'application/json' };
    return { url, method, headers: { ...headers, ...type }, body: Buffer.from(JSON.stringify(body)) };
  }
  // Without a body, and with a length of 0: some proxies want it.
  return { url, method, headers, body: method === 'POST' ? new Uint8Array() : undefined };
}
