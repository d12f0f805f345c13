import { type AnswerFault, createAnswerParser, type WireAnswer } from './answer-parser.ts';
import type { OpenSocket } from './open-socket.ts';
import { WireError } from './wire-error.ts';

/** One request, and what is done with what becomes of it. */
export interface Job {
  /** Its head, to be written as Latin-1. */
  readonly text: string;
  readonly rawBody: Uint8Array | null;
  /** Called before it settles with an answer, when all of the body has left; else never. */
  readonly release?: (() => void) | undefined;
  /** Of the `Host` header. */
  readonly host: string;
  /** The connection is closed behind the answer. */
  readonly isLast: boolean;
  /** The answer and the moment when its head was there, or why there is none. Called once. */
  readonly settle: (outcome: Outcome) => void;
}

export type Outcome =
  | { readonly ok: true; readonly answer: WireAnswer; readonly answeredMs: number }
  | { readonly ok: false; readonly error: unknown };

/** One connection, which carries one request at a time. */
export interface Connection {
  readonly send: (job: Job, deadlineMs: number) => void;
  /** When it is to be ended: what it carries has had its time, or the other side may be about to close. */
  readonly deadlineMs: () => number;
  /** Closes; what it carries fails with this. */
  readonly end: (error: unknown) => void;
  /** Closes one that carries nothing, in a moment: a process that ends now leaves it to the system. */
  readonly closeSoon: () => void;
  readonly job: () => Job | undefined;
  /** Settles when nothing of it is left. */
  readonly closed: Promise<void>;
}

export interface ConnectionOptions {
  readonly open: OpenSocket;
  readonly clock: () => number;
  readonly maxAnswerBytes: number;
  /** It can take another request. */
  readonly whenFree: (connection: Connection) => void;
  /** It takes none any more. */
  readonly whenGone: (connection: Connection) => void;
}

const SOON_MS = 10;

/** Most answers to a webhook fit into one. */
const READ_BYTES = 8 * 1024;
/** Copied behind its head, a body leaves with it in one write; for a larger one the copy takes longer than the second write. */
const MAX_COPIED_BYTES = 16 * 1024;

export function openConnection(
  first: Job,
  firstDeadlineMs: number,
  { open, clock, maxAnswerBytes, whenFree, whenGone }: ConnectionOptions,
): Connection {
  const parser = createAnswerParser(maxAnswerBytes);
  const memory = Buffer.allocUnsafeSlow(READ_BYTES);
  let job: Job | undefined = first;
  let deadlineMs = firstDeadlineMs;
  let answeredMs: number | undefined;
  /** The answer began before the request had left: the rest of it is not wanted. */
  let isEarly = false;
  let isGone = false;

  const onread = {
    buffer: memory,
    callback: (sizeBytes: number) => {
      read(memory.subarray(0, sizeBytes));
      return true;
    },
  };
  const { socket, readyEvent } = open(first.host, onread);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));

  const leave = () => {
    if (isGone) return;
    isGone = true;
    socket.destroy();
    whenGone(connection);
  };
  const fail = (error: unknown) => {
    const failed = job;
    job = undefined;
    leave();
    failed?.settle({ ok: false, error });
  };
  const give = (answer: WireAnswer, atMs: number) => {
    const answered = job;
    job = undefined;
    const isWritten = socket.writableLength === 0;
    if (answer.reusableMs === 0 || answered?.isLast === true || (!isWritten && answer.status >= 300)) leave();
    // It answered at once and goes on reading: cut off, it would take the webhook for broken.
    else if (!isWritten) socket.write('', () => free(answer.reusableMs));
    else free(answer.reusableMs);
    if (isWritten) answered?.release?.();
    answered?.settle({ ok: true, answer, answeredMs: atMs });
  };
  const free = (reusableMs: number) => {
    if (isGone) return;
    deadlineMs = clock() + reusableMs;
    whenFree(connection);
  };

  const read = (bytes: Buffer) => {
    // Nobody asked: it is not known any more which bytes would answer the next request.
    if (job === undefined) return leave();
    const answer = parser.read(bytes);
    if (answeredMs === undefined && (answer !== undefined || parser.hasHead())) {
      answeredMs = clock();
      isEarly = socket.writableLength > 0;
    }
    if (answer === undefined) return;
    const atMs = answeredMs ?? clock();
    answeredMs = undefined;
    if (answer.ok) give(answer, atMs);
    else fail(faultError(answer));
  };
  /** No more bytes come. An answer that begins is none yet, unless the end is what ends it, or we were told to stop. */
  const endReading = (error: Error | undefined) => {
    const isAnswer = parser.endsWithConnection() || (isEarly && parser.hasHead());
    const answer = isAnswer ? parser.cut() : undefined;
    if (answer !== undefined && job !== undefined) return give(answer, answeredMs ?? clock());
    const moment = answeredMs === undefined ? 'without an answer' : 'in the middle of its answer';
    fail(error ?? new WireError('UND_ERR_SOCKET', moment));
  };

  const write = ({ text, rawBody }: Job) => {
    if (rawBody === null) socket.write(text, 'latin1');
    else if (rawBody.byteLength <= MAX_COPIED_BYTES) socket.write(inOnePiece(text, rawBody));
    else {
      socket.cork();
      socket.write(text, 'latin1');
      socket.write(rawBody);
      socket.uncork();
    }
  };

  const connection: Connection = {
    closed,
    job: () => job,
    deadlineMs: () => deadlineMs,
    end: fail,
    closeSoon: () => {
      // To close a socket Node looks at `process.stderr`, which it opens for that: a twentieth of a short run.
      socket.unref();
      setTimeout(leave, SOON_MS).unref();
    },
    send: (next, untilMs) => {
      job = next;
      deadlineMs = untilMs;
      answeredMs = undefined;
      isEarly = false;
      write(next);
    },
  };

  socket.once(readyEvent, () => {
    if (job !== undefined) write(job);
  });
  socket.on('error', (error) => endReading(error));
  socket.on('end', () => endReading(undefined));
  socket.on('close', () => endReading(undefined));
  return connection;
}

function inOnePiece(head: string, rawBody: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + rawBody.byteLength);
  bytes.write(head, 'latin1');
  bytes.set(rawBody, head.length);
  return bytes;
}

function faultError({ kind, reason }: AnswerFault): WireError {
  return new WireError(kind === 'head-too-large' ? 'UND_ERR_HEADERS_OVERFLOW' : 'HTTPParserError', reason);
}
