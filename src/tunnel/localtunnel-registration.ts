import { isHtml, quote, titled } from './foreign-text.ts';
import { type Got, get } from './get.ts';
import { describeTrouble } from './network-trouble.ts';
import { TunnelError } from './provider.ts';

/** More are refused by the reference server, and a refused one is tried again for ever (localtunnel/server, TunnelAgent). */
const MAX_SOCKETS = 10;

export interface Registration {
  readonly name: string;
  readonly url: URL;
  /** Where the tunnel's sockets go. */
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly socketCount: number;
}

export interface RegisterOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks a localtunnel host for a name. Ours, because the package's own call waits and retries in silence for ever. */
export async function register(
  host: URL,
  wantedName: string | undefined,
  { timeoutMs, signal }: RegisterOptions,
): Promise<Registration> {
  const url = new URL(wantedName === undefined ? '/?new' : `/${encodeURIComponent(wantedName)}`, host);
  const who = `The tunnel host ${host.host}`;

  let got: Got;
  try {
    got = await get(url, { headers: { accept: 'application/json' }, timeoutMs, signal });
  } catch (cause) {
    if (signal.aborted) throw new TunnelError('stopped', 'The tunnel was stopped.', { cause });
    const { code, predicate } = describeTrouble(cause, timeoutMs);
    throw new TunnelError(code, `${who} ${predicate}.`, { cause });
  }

  const answer = parseAnswer(got.body);
  if (got.status !== 200) throw refusal(who, got, answer);
  return readRegistration(who, host, got, answer);
}

function parseAnswer(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refusal(who: string, { status, headers }: Got, answer: unknown): TunnelError {
  const message = field(answer, 'message');
  const said = typeof message === 'string' ? `: ${quote(message)}` : '';

  if (status >= 300 && status < 400) {
    return new TunnelError(
      'bad-answer',
      `${who} redirects to ${quote(headers.location ?? '')}, which is not followed.`,
    );
  }
  if (status === 403) return new TunnelError('denied', `${who} refuses with 403${said}.`, { isFatal: true });
  if (status === 429) return new TunnelError('rate-limited', `${who} answered 429: it got too many requests${said}.`);
  return new TunnelError('bad-answer', `${who} answered ${status}${said}.`);
}

function readRegistration(who: string, host: URL, { body }: Got, answer: unknown): Registration {
  if (answer === undefined && isHtml(body)) {
    throw new TunnelError(
      'bad-answer',
      `${who} answered with a web page${titled(body)}: a login page of this network, or no localtunnel host.`,
    );
  }

  const name = field(answer, 'id');
  const url = parseUrl(field(answer, 'url'));
  const remotePort = field(answer, 'port');
  const announced = field(answer, 'max_conn_count') ?? 1;
  if (typeof name !== 'string' || !/^[a-z0-9.-]{1,253}$/i.test(name)) throw notLocaltunnel(who, 'a name');
  if (url === undefined) throw notLocaltunnel(who, 'a URL');
  if (!isWholeNumber(remotePort) || remotePort > 65_535) throw notLocaltunnel(who, 'a port');
  if (!isWholeNumber(announced)) throw notLocaltunnel(who, 'a number of connections');

  const ip = field(answer, 'ip');
  return {
    name,
    url,
    remoteHost: typeof ip === 'string' && ip !== '' ? ip : withoutBrackets(host.hostname),
    remotePort,
    socketCount: Math.min(announced, MAX_SOCKETS),
  };
}

function notLocaltunnel(who: string, missing: string): TunnelError {
  return new TunnelError('bad-answer', `${who} answered without ${missing}: it is no localtunnel host.`);
}

function field(answer: unknown, key: string): unknown {
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[key] : undefined;
}

function parseUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? new URL(url.origin) : undefined;
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

/** `[::1]` in a URL is `::1` to a socket. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
