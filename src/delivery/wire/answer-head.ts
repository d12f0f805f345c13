/** The head of an answer: what it says, and how much body follows it. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly framing: Framing;
  /** Whether the connection stays open behind this answer. */
  readonly isKeptAlive: boolean;
  /** So long the other side keeps an idle connection, as it says itself. */
  readonly keptAliveMs: number | undefined;
}

/** Names in lower case; an array where one came several times, as `Set-Cookie` does. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** How the end of a body is found (RFC 9112, 6.3). */
export type Framing =
  | { readonly kind: 'length'; readonly sizeBytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

/** Why these bytes are no HTTP answer. */
export interface HeadFault {
  readonly fault: string;
}

/**
 * PURE: reads the text of a head, its bytes as Latin-1, without the empty line behind it. Takes what old servers write
 * and RFC 9112 lets a client take: lines that end in a bare line feed, and values that go on in the next line.
 */
export function parseHead(text: string): AnswerHead | HeadFault {
  const lines = text.split('\n');
  const [, minor, status] = STATUS_LINE.exec(withoutReturn(lines[0] ?? '')) ?? [];
  if (status === undefined) return { fault: NO_STATUS_LINE };

  const headers: Record<string, string | string[]> = Object.create(null);
  for (let index = 1; index < lines.length; index += 1) {
    let line = withoutReturn(lines[index] ?? '');
    for (; isFolded(lines[index + 1]); index += 1) line += ` ${trim(withoutReturn(lines[index + 1] ?? ''))}`;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!NAME.test(name)) return { fault: 'a line of its head is no header' };
    const value = trim(line.slice(colon + 1));
    if (UNPRINTABLE.test(value)) return { fault: `the value of its header ${name} has control characters` };
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return frame({ status: Number(status), isOld: minor === '0' }, headers);
}

export const NO_STATUS_LINE = 'it begins with no status line';

/** What stands behind the status is for nobody. */
const STATUS_LINE = /^HTTP\/1\.(\d) ([1-9]\d\d)(?: .*)?$/;
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const UNPRINTABLE = /[\x00-\x08\x0a-\x1f\x7f]/;

type Headers = Readonly<Record<string, string | string[]>>;

function frame({ status, isOld }: { status: number; isOld: boolean }, headers: Headers): AnswerHead | HeadFault {
  const framing = framingOf(status, headers);
  if ('fault' in framing) return framing;

  const connection = listed(headers['connection']);
  const isKeptAlive =
    framing.kind !== 'until-close' && (isOld ? connection.includes('keep-alive') : !connection.includes('close'));
  const seconds = /(?:^|[\s,;])timeout=(\d{1,6})/i.exec(String(headers['keep-alive'] ?? ''))?.[1];
  return {
    status,
    headers,
    framing,
    isKeptAlive,
    keptAliveMs: seconds === undefined ? undefined : Number(seconds) * 1_000,
  };
}

function framingOf(status: number, headers: Headers): Framing | HeadFault {
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', sizeBytes: 0 };

  const codings = listed(headers['transfer-encoding']);
  const lengths = new Set(listed(headers['content-length']));
  if (codings.length > 0) {
    // Two ways to find the end: one of those who read this answer would find the wrong one.
    if (lengths.size > 0) return { fault: 'it has both Transfer-Encoding and Content-Length' };
    return codings.at(-1) === 'chunked' ? { kind: 'chunked' } : { kind: 'until-close' };
  }
  if (headers['content-length'] === undefined) return { kind: 'until-close' };

  const [length = '', ...others] = lengths;
  const sizeBytes = /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (others.length > 0) return { fault: 'it has more than one Content-Length' };
  if (!Number.isSafeInteger(sizeBytes)) return { fault: 'its Content-Length is no length' };
  return { kind: 'length', sizeBytes };
}

/** The members of a list in a header, or in several of that name. */
function listed(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return [value]
    .flat()
    .join(',')
    .toLowerCase()
    .split(',')
    .map(trim)
    .filter((member) => member !== '');
}

function isFolded(line: string | undefined): boolean {
  return line !== undefined && (line.startsWith(' ') || line.startsWith('\t'));
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Of spaces and tabs alone: `trim` takes what HTTP counts as text. By hand, since a pattern would take its time on long runs. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
