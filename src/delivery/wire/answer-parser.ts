import { type BodyReader, createBodyReader } from './answer-body.ts';
import { type AnswerHead, type AnswerHeaders, NO_STATUS_LINE, parseHead } from './answer-head.ts';

/** An answer as far as it is read: all of it, or as much as is wanted. */
export interface WireAnswer {
  readonly ok: true;
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Uint8Array;
  /** For so long another request may go over the connection; 0 when none may. */
  readonly reusableMs: number;
}

export interface AnswerFault {
  readonly ok: false;
  readonly kind: 'broken' | 'head-too-large';
  readonly reason: string;
}

/** Reads the answers of one connection, one after the other. */
export interface AnswerParser {
  /** Undefined while more must come. Keeps nothing of the memory that it is given. */
  readonly read: (bytes: Buffer) => WireAnswer | AnswerFault | undefined;
  /** The status and the headers are there, 1xx aside. */
  readonly hasHead: () => boolean;
  /** What came up to here of an answer whose head is there, as if it were all. */
  readonly cut: () => WireAnswer | undefined;
  /** Whether the end of the connection is the end of this answer. */
  readonly endsWithConnection: () => boolean;
}

/** Servers refuse to write more, and clients to read it: Node's own limit. */
const MAX_HEAD_BYTES = 16 * 1024;

/** Answers up to here are recognised when they come again. */
const MAX_KNOWN_BYTES = 4 * 1024;

/** While the other side does not say how long it keeps an idle connection. */
const USUAL_REUSABLE_MS = 4_000;
const LONGEST_REUSABLE_MS = 600_000;
/** A request must be there before the other side closes. */
const HEADROOM_MS = 2_000;

const BEGINNING = Buffer.from('HTTP/1.', 'latin1');
const NOTHING = Buffer.alloc(0);

/** PURE: bytes → answers, wherever the bytes are cut. Of a body so much is read and no more. */
export function createAnswerParser(maxBodyBytes: number): AnswerParser {
  let waiting = NOTHING;
  let head: AnswerHead | undefined;
  let body: BodyReader | undefined;
  let parts: Uint8Array[] = [];
  let bodyBytes = 0;
  let known: { readonly bytes: Buffer; readonly answer: WireAnswer } | undefined;

  const keep = (part: Uint8Array) => {
    if (bodyBytes < maxBodyBytes) parts.push(Buffer.from(part.subarray(0, maxBodyBytes - bodyBytes)));
    bodyBytes += part.byteLength;
  };
  const give = (isReusable: boolean): WireAnswer | undefined => {
    if (head === undefined) return undefined;
    const { status, headers } = head;
    const reusableMs = isReusable && head.isKeptAlive ? reusableFor(head) : 0;
    const whole = parts.length === 0 ? NOTHING : Buffer.concat(parts);
    [waiting, head, body, parts, bodyBytes] = [NOTHING, undefined, undefined, [], 0];
    return { ok: true, status, headers, body: whole, reusableMs };
  };
  const readBody = (bytes: Buffer, from: number) => {
    const end = body?.read(bytes, from) ?? from;
    if (body?.state() === 'broken') return fault('broken', 'a chunk of its body is not as long as it says');
    // What comes behind the end belongs to no request.
    if (body?.state() === 'whole') return give(end === bytes.byteLength);
    return bodyBytes >= maxBodyBytes ? give(false) : undefined;
  };
  /** The head of the answer itself; those with 1xx before it are passed over. */
  const readHead = (bytes: Buffer): WireAnswer | AnswerFault | undefined => {
    let rest = waiting.byteLength === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (;;) {
      rest = rest.subarray(startOf(rest));
      if (!rest.subarray(0, BEGINNING.byteLength).equals(BEGINNING.subarray(0, rest.byteLength))) {
        return fault('broken', NO_STATUS_LINE);
      }
      const end = endOfHead(rest);
      if ((end?.text ?? rest.byteLength) > MAX_HEAD_BYTES) {
        return fault('head-too-large', `its head has more than ${MAX_HEAD_BYTES / 1024} KB`);
      }
      if (end === undefined) {
        waiting = Buffer.from(rest);
        return undefined;
      }
      const parsed = parseHead(rest.toString('latin1', 0, end.text));
      if ('fault' in parsed) return fault('broken', parsed.fault);
      if (parsed.status === 101) return fault('broken', 'it changes to another protocol, which nobody asked for');
      if (parsed.status >= 200) {
        head = parsed;
        body = createBodyReader(parsed.framing, keep);
        return readBody(rest, end.whole);
      }
      rest = rest.subarray(end.whole);
    }
  };

  return {
    hasHead: () => head !== undefined,
    endsWithConnection: () => head?.framing.kind === 'until-close',
    cut: () => give(false),
    read: (bytes) => {
      if (body !== undefined) return readBody(bytes, 0);
      // A server under load says the same over and over, but for the second in its Date.
      if (waiting.byteLength === 0 && known?.bytes.equals(bytes) === true) return known.answer;

      const isFirst = waiting.byteLength === 0;
      const answer = readHead(bytes);
      const isWorthKnowing = isFirst && bytes.byteLength <= MAX_KNOWN_BYTES && answer?.ok === true;
      if (isWorthKnowing && answer.reusableMs > 0) known = { bytes: Buffer.from(bytes), answer };
      return answer;
    },
  };
}

function fault(kind: AnswerFault['kind'], reason: string): AnswerFault {
  return { ok: false, kind, reason };
}

function reusableFor({ keptAliveMs }: AnswerHead): number {
  if (keptAliveMs === undefined) return USUAL_REUSABLE_MS;
  return Math.min(Math.max(keptAliveMs - HEADROOM_MS, keptAliveMs / 2), LONGEST_REUSABLE_MS);
}

/** Some servers end an answer with an empty line too many. */
function startOf(bytes: Buffer): number {
  let start = 0;
  while (bytes[start] === 0x0d || bytes[start] === 0x0a) start += 1;
  return start;
}

/** The first empty line: where the text before it ends, and where it ends itself. */
function endOfHead(bytes: Buffer): { readonly text: number; readonly whole: number } | undefined {
  const usual = bytes.indexOf('\n\r\n', 0, 'latin1');
  // It may end where the other one begins.
  const bare = (usual === -1 ? bytes : bytes.subarray(0, usual + 1)).indexOf('\n\n', 0, 'latin1');
  if (bare !== -1) return { text: bare, whole: bare + 2 };
  if (usual === -1) return undefined;
  return { text: bytes[usual - 1] === 0x0d ? usual - 1 : usual, whole: usual + 3 };
}
