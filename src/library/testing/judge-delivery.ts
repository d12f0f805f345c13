import { printable } from '../../ui/printable.ts';
import type { Attempt, Delivery } from '../delivery.ts';
import type { Handshake } from './handshake.ts';
import type { Verdict } from './verdict.ts';

/** Was each copy answered 200 in the end, or was the handshake answered with its challenge? */
export function judgeAccepted(received: Delivery | Handshake): Verdict {
  if ('challenge' in received) {
    const { ok, reason = 'it answered with the challenge' } = received;
    return { pass: ok, message: () => `Expected the handshake ${not(ok)}to be accepted: ${printable(reason)}.` };
  }
  const { ok, what } = received;
  const told = () => `Expected ${what} ${not(ok)}to be accepted (answered 200).\n\n${tell(received)}`;
  return { pass: ok, message: told };
}

/** Was the answer this one, or were the answers these, try after try? */
export function judgeAnswered(received: Delivery, expected: number | readonly number[]): Verdict {
  const actual = received.attempts.map(({ status }) => status);
  const isList = typeof expected === 'object';
  const pass = isList
    ? actual.length === expected.length && actual.every((status, index) => status === expected[index])
    : actual.every((status) => status === expected);
  const words = isList ? expected.join(', then ') : expected;
  const message = () => `Expected ${received.what} ${not(pass)}to be answered ${words}.\n\n${tell(received)}`;
  return { pass, message, actual: isList ? actual : actual[0], expected };
}

/** Was each answer there within so many milliseconds? */
export function judgeAnsweredWithin(received: Delivery, ms: number): Verdict {
  const slowest = Math.max(...received.attempts.map(({ tookMs }) => tookMs));
  const pass = slowest <= ms && received.attempts.every(({ status }) => status !== undefined);
  const message = () => `Expected ${received.what} ${not(pass)}to be answered within ${ms} ms.\n\n${tell(received)}`;
  return { pass, message, actual: slowest, expected: ms };
}

/** The words between which `not` belongs are those of the failed expectation. */
export function not(pass: boolean): string {
  return pass ? 'not ' : '';
}

const ATTEMPTS_TOLD = 12;

/** What was sent and what came back, line by line. */
export function tell({ what, to, rawBody, attempts }: Delivery): string {
  const lines = attempts.slice(0, ATTEMPTS_TOLD).map((attempt) => `  ${line(attempt, attempts)}`);
  const left = attempts.length - lines.length;
  return [`${what} (${rawBody.byteLength} bytes) to ${to}`, ...lines, ...(left > 0 ? [`  and ${left} more`] : [])].join(
    '\n',
  );
}

function line(attempt: Attempt, all: readonly Attempt[]): string {
  const hasCopies = all.some(({ copy }) => copy > 1);
  const hasTries = all.some(({ try: tried }) => tried > 1);
  const name = [hasCopies ? `copy ${attempt.copy}` : '', hasTries ? `try ${attempt.try}` : ''].filter(Boolean);
  const after = `after ${attempt.tookMs} ms`;
  const how =
    attempt.status === undefined ? `no answer ${after} (${attempt.code})` : `answered ${attempt.status} ${after}`;
  const why = attempt.reason === undefined ? '' : `: ${printable(attempt.reason)}`;
  return `${[...name, how].join(', ')}${why}${body(attempt)}`;
}

const BODY_TOLD = 200;

/** Of an answer that is not 200, where frameworks say what went wrong. */
function body({ ok, answer }: Attempt): string {
  if (ok || answer === undefined || answer.body.byteLength === 0) return '';
  const text = Buffer.from(answer.body).toString('utf8').trim();
  return `\n    ${printable(text.slice(0, BODY_TOLD))}${text.length > BODY_TOLD ? '…' : ''}`;
}
