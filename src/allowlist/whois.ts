import { connect, type Socket } from 'node:net';
import { pause } from '../deadline.ts';
import { CliError, errorCode, errorMessage } from '../errors.ts';
import type { Emit } from '../events.ts';
import { failOnServerError, hasEndMark } from './rpsl.ts';

export interface WhoisServer {
  readonly host: string;
  readonly port: number;
}

/** How long each part may take. Shorter ones are for tests. */
export interface WhoisPatience {
  readonly connectMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** One entry a retry. RADB resets the fifth connection of an address, so never in parallel and never at once. */
  readonly retryDelaysMs: readonly number[];
}

export interface WhoisQuestion {
  readonly server: WhoisServer;
  readonly query: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** From 0 to 1, so that many machines behind one address do not ask again in step. */
  readonly jitter: () => number;
  readonly patience?: WhoisPatience;
}

type Attempt =
  | { readonly ok: true; readonly rawAnswer: Buffer }
  | { readonly ok: false; readonly reason: string; readonly isWorthRetrying: boolean; readonly cause?: unknown };

const PATIENCE: WhoisPatience = { connectMs: 10_000, idleMs: 20_000, totalMs: 60_000, retryDelaysMs: [2_000, 4_000] };

/** A real answer has half a megabyte. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** What passes by itself. A name that does not exist stays so. */
const PASSING_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'];

/** `host:port`, an IPv6 host in brackets. */
export function serverName({ host, port }: WhoisServer): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * One question, one whole answer. Throws `whois-failed` when the network fails, and `list-refused` when an answer came
 * that is cut, denied or empty: whois has no length and no status, so only its end mark tells the whole from the part.
 */
export async function askWhois(question: WhoisQuestion): Promise<string> {
  const { server, query, emit, signal, jitter, patience = PATIENCE } = question;
  const name = serverName(server);

  emit({ type: 'allowlist.asked', server: name, query });
  for (let tries = 1; ; tries += 1) {
    const attempt = await exchange(question, patience);
    if (attempt.ok) return readAnswer(attempt.rawAnswer, name);
    // No CliError: nothing failed, somebody wanted an end, and cli.ts knows the exit code for that.
    if (signal.aborted) throw new DOMException(`Stopped before ${name} had answered.`, 'AbortError');

    const delayMs = patience.retryDelaysMs[tries - 1];
    if (!attempt.isWorthRetrying || delayMs === undefined) {
      const often = tries > 1 ? ` after ${tries} tries` : '';
      throw new CliError('whois-failed', `No whole answer from ${name}${often}: ${attempt.reason}.`, {
        cause: attempt.cause,
      });
    }

    const inMs = Math.round(delayMs * (0.75 + jitter() / 2));
    emit({ type: 'allowlist.retried', server: name, reason: attempt.reason, inMs });
    await pause(inMs, signal);
  }
}

function readAnswer(rawAnswer: Buffer, name: string): string {
  const answerText = new TextDecoder().decode(rawAnswer);
  failOnServerError(answerText);
  if (answerText.trim() === '') throw new CliError('list-refused', `The answer of ${name} is empty.`);
  if (!hasEndMark(answerText)) {
    throw new CliError('list-refused', `The answer of ${name} is cut: it does not end with two empty lines.`);
  }
  return answerText;
}

/** One connection. Every way out settles the attempt, and settling closes the socket. */
function exchange({ server, query, signal }: WhoisQuestion, patience: WhoisPatience): Promise<Attempt> {
  if (signal.aborted) return Promise.resolve(failure('stopped', false));

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;

    const settle = (attempt: Attempt) => {
      clearTimeout(connectTimer);
      clearTimeout(totalTimer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(attempt);
    };
    const stop = () => settle(failure('stopped', false));

    // Half-open, so that our side stays untouched until the other side's end has been looked at.
    const socket = connect({ host: server.host, port: server.port, allowHalfOpen: true });
    const connectTimer = setTimeout(
      () => settle(failure(`no connection within ${seconds(patience.connectMs)}`, true)),
      patience.connectMs,
    );
    // Not worth a retry: whoever drips for a minute would drip for three.
    const totalTimer = setTimeout(
      () => settle(failure(`not finished within ${seconds(patience.totalMs)}`, false)),
      patience.totalMs,
    );
    signal.addEventListener('abort', stop);

    socket.on('connect', () => {
      clearTimeout(connectTimer);
      socket.setTimeout(patience.idleMs);
      // No half-close after it: some servers and middleboxes take that for a client that went away.
      socket.write(`${query}\r\n`);
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      sizeBytes += chunk.byteLength;
      if (sizeBytes > MAX_ANSWER_BYTES) settle(failure('more than 8 MiB came', false));
    });
    socket.on('timeout', () => settle(failure(`silent for ${seconds(patience.idleMs)}`, true)));
    socket.on('error', (cause) => settle(fromError(cause)));
    socket.on('end', () => {
      settle(isReset(socket) ? failure('ECONNRESET', true) : { ok: true, rawAnswer: Buffer.concat(chunks) });
    });
    socket.on('close', () => settle(failure('the connection closed', true)));
  });
}

/**
 * A reset that arrives together with the last bytes reaches us as a clean end: libuv takes any hang-up after a short read
 * for one. The system knows better: a connection that was reset has no peer any more.
 */
function isReset(socket: Socket): boolean {
  return socket.remoteAddress === undefined;
}

function failure(reason: string, isWorthRetrying: boolean, cause?: unknown): Attempt {
  return { ok: false, reason, isWorthRetrying, cause };
}

function fromError(cause: Error): Attempt {
  const code = errorCode(cause);
  return failure(code ?? errorMessage(cause), code !== undefined && PASSING_CODES.includes(code), cause);
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
