import { createDeferred } from './deferred.ts';
import { findProgram } from './find-program.ts';
import { quote } from './foreign-text.ts';
import { type GuardedChild, startGuarded } from './guarded-child.ts';
import { type OpenContext, type TunnelCode, type TunnelEnd, TunnelError, type TunnelSession } from './provider.ts';

/** What one line of a program's output tells. */
export type LineNews =
  | { readonly kind: 'url'; readonly url: URL }
  /** It stands. Until then a URL that was printed may lead nowhere. */
  | { readonly kind: 'ready' }
  /** It names what went wrong, perhaps before the program ends, perhaps without that it ends. */
  | { readonly kind: 'trouble'; readonly code: TunnelCode; readonly reason: string; readonly isFatal?: boolean };

export interface ProgramTunnel {
  readonly program: string;
  /** A sentence for those who have not got it. */
  readonly howToGet: string;
  readonly args: readonly string[];
  /** The URL, where it is known before; else the program must print it. */
  readonly url?: URL | undefined;
  /** Does a line say that it stands (`ready`), or is the URL all that can be waited for? */
  readonly tellsReady: boolean;
  readonly read: (line: string) => LineNews | undefined;
  /** What can be learned by other ways than its output, while it comes to stand; never rejects, and ends when `signal` aborts. */
  readonly ask?: (signal: AbortSignal) => Promise<LineNews | undefined>;
  /** Lines that explain nothing to a person. */
  readonly isNoise?: (line: string) => boolean;
  /** For URL and readiness. */
  readonly withinMs: number;
}

/** Enough to see why it ended. */
const MAX_LAST_LINES = 20;

/** Runs a tunnel program until it says that the tunnel stands; the session lasts as long as the program does. */
export async function openProgram(tunnel: ProgramTunnel, { env, signal }: OpenContext): Promise<TunnelSession> {
  const { program, howToGet, args, tellsReady, withinMs } = tunnel;
  if (signal.aborted) throw new TunnelError('stopped', 'The tunnel was stopped.');
  const path = await findProgram(program, env['PATH']);
  if (path === undefined) {
    throw new TunnelError('binary-missing', `${quote(program)} is not on PATH. ${howToGet}`, { isFatal: true });
  }

  const standing = createDeferred<URL>();
  const ending = createDeferred<ProgramEnd>();
  const lastLines: string[] = [];
  let url = tunnel.url;
  let isReady = !tellsReady;
  let trouble: ProgramEnd | undefined;

  const take = (news: LineNews | undefined) => {
    // What it said before it came to stand is over.
    if (news !== undefined) trouble = endOf(news);
    if (trouble?.isFatal) ending.resolve(trouble);
    if (news?.kind === 'ready') isReady = true;
    if (news?.kind === 'url' && url !== undefined && news.url.href !== url.href) {
      ending.resolve({ code: 'url-changed', reason: `${program} gave the tunnel another URL, ${news.url.host}.` });
    }
    if (news?.kind === 'url') url ??= news.url;
    if (isReady && url !== undefined) standing.resolve(url);
  };
  const onLine = (line: string) => {
    if (!tunnel.isNoise?.(line)) lastLines.push(line);
    if (lastLines.length > MAX_LAST_LINES) lastLines.shift();
    take(tunnel.read(line));
  };

  const child = startGuarded({ path, args, env: withoutOurs(env), onLine });
  take(undefined);
  const asking = new AbortController();
  void tunnel.ask?.(asking.signal).then((news) => {
    if (!asking.signal.aborted) take(news);
  });
  void child.ended.then(({ exitCode, signal: by }) => {
    const how = exitCode === null ? `was ended by ${by}` : `ended with ${exitCode}`;
    ending.resolve(trouble ?? { code: 'exited', reason: `${program} ${how}${lastWords(lastLines)}.` });
  });
  const tooLate = () =>
    ending.resolve(trouble ?? { code: 'timeout', reason: lateness(program, url, withinMs, lastLines) });
  try {
    return await untilStanding({ child, standing: standing.promise, ending, tooLate, withinMs, signal });
  } finally {
    asking.abort();
  }
}

/** What configures us, secrets among it, is no concern of a tunnel program. */
function withoutOurs(env: OpenContext['env']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('WA_WEBHOOK_')));
}

interface ProgramEnd extends TunnelEnd {
  readonly isFatal?: boolean;
}

function endOf(news: LineNews): ProgramEnd | undefined {
  if (news.kind !== 'trouble') return undefined;
  const { code, reason, isFatal = false } = news;
  return { code, reason, isFatal };
}

interface Rising {
  readonly child: GuardedChild;
  readonly standing: Promise<URL>;
  readonly ending: { readonly promise: Promise<ProgramEnd>; readonly resolve: (end: ProgramEnd) => void };
  readonly tooLate: () => void;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

async function untilStanding({ child, standing, ending, tooLate, withinMs, signal }: Rising): Promise<TunnelSession> {
  const stop = () => ending.resolve({ code: 'stopped', reason: 'The tunnel was stopped.' });
  const timer = setTimeout(tooLate, withinMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const first = await Promise.race([ending.promise, standing]);
    if (first instanceof URL) return { url: first, closed: ending.promise, close: closing(child, stop) };
    await child.close();
    throw new TunnelError(first.code, first.reason, { isFatal: first.isFatal ?? false });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function closing(child: GuardedChild, stop: () => void): () => Promise<void> {
  return () => {
    stop();
    return child.close();
  };
}

function lateness(program: string, url: URL | undefined, withinMs: number, lastLines: readonly string[]): string {
  const missing = url === undefined ? 'printed no public URL' : 'did not say that the tunnel stands';
  return `${program} ${missing} within ${withinMs / 1000} s${lastWords(lastLines)}.`;
}

function lastWords(lines: readonly string[]): string {
  const last = lines.at(-1);
  return last === undefined ? '' : `, and last said ${quote(withoutSecrets(last))}`;
}

/** A long run of letters and digits in what a tunnel program prints is a token or an id; neither helps the reader. */
function withoutSecrets(line: string): string {
  return line.replace(/[\w-]{32,}/g, (word) => (/\d/.test(word) && /[a-z]/i.test(word) ? '…' : word));
}
