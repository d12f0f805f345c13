import type { ReplayFinished } from '../events.ts';
import { clueIn } from './answer-clues.ts';
import type { Answer, DeliveryResult } from './deliver.ts';

/** Which answer counts as good. */
export interface Expectation {
  readonly status: number;
  /** The longest that an answer may take; undefined lets the timeout alone decide. */
  readonly withinMs?: number | undefined;
}

/** What Meta expects. */
export const METAS_EXPECTATION: Expectation = { status: 200 };

/** Meta's documented bound: less than 1 % of the answers above one second ("Throughput"). */
const SLOW_MS = 1_000;

export interface Judgement {
  readonly ok: boolean;
  /** Why it is not ok, or what else is to be said of it. */
  readonly reason?: string;
}

type Answered = Pick<Extract<DeliveryResult, { kind: 'answered' }>, 'status' | 'tookMs'> & {
  readonly answer?: Answer;
};

/** Whether an answer is what was expected, and if not, why. */
export function judge({ status, tookMs, answer }: Answered, { status: expected, withinMs }: Expectation): Judgement {
  if (status !== expected) return fault(expected === 200 ? answerFault(status, answer) : `${expected} was expected`);
  if (withinMs !== undefined && tookMs > withinMs) return fault(`slower than the ${withinMs} ms of --expect-within`);
  if (tookMs > SLOW_MS) return { ok: true, reason: 'slower than 1 s, which Meta asks for in 99 % of answers' };
  return { ok: true };
}

/** Whether Meta sends the webhook again after this answer: only 200 counts ("Webhooks" overview, 2025-12-02). */
export function isTakenByMeta(status: number): boolean {
  return status === 200;
}

/** What an event says of it: nothing when it is what Meta expects. */
export function expectedOf({ status, withinMs }: Expectation = METAS_EXPECTATION): Pick<ReplayFinished, 'expected'> {
  if (status === METAS_EXPECTATION.status && withinMs === undefined) return {};
  return { expected: { status, ...(withinMs === undefined ? {} : { withinMs }) } };
}

function fault(reason: string | undefined): Judgement {
  return reason === undefined ? { ok: false } : { ok: false, reason };
}

/** Why Meta takes this answer for a failure. */
function answerFault(status: number, answer: Answer | undefined): string | undefined {
  if (status < 300) return 'Meta documents 200; any other 2xx counts as a failure and is delivered again';
  if (status < 400) return 'Meta does not follow redirects';
  return (answer === undefined ? undefined : clueIn(status, answer)) ?? STATUS_FAULTS[status];
}

const STATUS_FAULTS: Readonly<Record<number, string>> = {
  401: 'the endpoint did not accept the signature: is --app-secret the one that it checks with?',
  403: 'the endpoint forbids it: often a CSRF or login check on the webhook route',
  404: 'nothing is at this path: check the URL after --to',
  405: 'the endpoint takes no POST at this path',
  413: "the body is too large for it; Meta sends up to 3 MB: raise its limit, as express.json({ limit: '3mb' }) does",
  415: 'it does not take Content-Type application/json',
  502: 'a proxy stands there, the app behind it is down',
};
