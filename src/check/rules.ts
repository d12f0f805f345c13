import type { Answer, DeliveryResult } from '../delivery/deliver.ts';
import type { Exchange, Fault, Limits, Outcome, Rule } from './case.ts';
import type { CauseId } from './causes.ts';

export type Answered = Extract<DeliveryResult, { kind: 'answered' }>;

/** Taken: Meta would count it as delivered (exactly 200 is a case of its own). */
export const accepted: Rule = each((exchange) => acceptedFault(exchange));

/** As {@link accepted}, for webhooks of a shape that handlers do not expect. */
export const acceptedShape: Rule = each((exchange) => {
  const fault = acceptedFault(exchange);
  const isRefused =
    fault !== undefined && exchange.result.kind === 'answered' && [400, 422].includes(exchange.result.status);
  return isRefused ? { ...fault, cause: 'refused-shape' } : fault;
});

/** Refused with a 4xx: not taken, and no crash. */
export function refused(whenTaken: CauseId): Rule {
  return each((exchange) => {
    const { result } = exchange;
    if (result.kind === 'failed') return silence(exchange);
    if (result.status >= 400 && result.status < 500) return undefined;
    if (result.status >= 500) return fault('signature-crash', `answered ${result.status} instead of 401`, exchange);
    if (result.status >= 300) return fault('redirect', redirectWords(result), exchange);
    return fault(whenTaken, `answered ${result.status}: taken, though it should be refused`, exchange);
  });
}

/** Whatever it answers, it is no crash. */
export function survived(whenCrashed: CauseId): Rule {
  return each((exchange) => {
    const { result } = exchange;
    if (result.kind === 'failed') return silence(exchange);
    return result.status < 500 ? undefined : fault(whenCrashed, `answered ${result.status}`, exchange);
  });
}

/** Exactly 200, where {@link accepted} takes any 2xx. */
export const exactly200: Rule = each((exchange) => {
  const found = acceptedFault(exchange);
  if (found !== undefined) return found;
  const status = statusOf(exchange);
  return status === 200 ? undefined : fault('other-2xx', `answered ${status}`, exchange);
});

/** No redirect; other failures are told by the cases that ask for an answer. */
export const notRedirected: Rule = each((exchange) => {
  const { result } = exchange;
  if (result.kind === 'failed') return silence(exchange);
  const isRedirect = result.status >= 300 && result.status < 400;
  return isRedirect ? fault('redirect', redirectWords(result), exchange) : undefined;
});

/** Every answer within the budget, whatever it is. */
export const withinBudget: Rule = ({ exchanges }, { budgetMs }) => {
  const silent = exchanges.map(silence).find((found) => found !== undefined);
  if (silent !== undefined) return silent;

  const slowest = exchanges.toSorted((a, b) => b.result.tookMs - a.result.tookMs)[0];
  if (slowest === undefined || slowest.result.tookMs <= budgetMs) return undefined;
  return fault('slow', `took ${slowest.result.tookMs} ms, the budget is ${budgetMs} ms`, slowest);
};

/** For a sender that did not wait: nothing to judge but the sign of life that follows. */
export const leftAlone: Rule = () => undefined;

/** The same rule for each exchange: the first that breaks it is told, and how many more. */
export function each(judge: (exchange: Exchange, limits: Limits) => Fault | undefined): Rule {
  return ({ exchanges }, limits) => {
    const faults = exchanges.flatMap((exchange) => judge(exchange, limits) ?? []);
    const [first, ...others] = faults;
    if (first === undefined) return undefined;

    const many = exchanges.length > 1 ? ` (${first.shownBy?.probe.what ?? 'one'}${moreWords(others)})` : '';
    return { ...first, happened: `${first.happened}${many}` };
  };
}

function moreWords(others: readonly Fault[]): string {
  return others.length === 0 ? '' : ` and ${others.length} more`;
}

/** Only the exchanges at these places are judged. */
export function at(places: readonly number[], rule: Rule): Rule {
  return (outcome, limits) => rule(only(outcome, places), limits);
}

/** The first rule that finds something. */
export function all(...rules: readonly Rule[]): Rule {
  return (outcome, limits) => {
    for (const rule of rules) {
      const found = rule(outcome, limits);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function only({ exchanges, sent }: Outcome, places: readonly number[]): Outcome {
  return { exchanges: places.flatMap((place) => exchanges.at(place) ?? []), sent };
}

export function fault(cause: CauseId, happened: string, shownBy?: Exchange): Fault {
  return { kind: 'fault', cause, happened, ...(shownBy === undefined ? {} : { shownBy }) };
}

/** No answer at all; undefined when there was one. */
export function silence(exchange: Exchange): Fault | undefined {
  const { result } = exchange;
  if (result.kind === 'answered') return undefined;
  if (result.code === 'TIMEOUT') return fault('no-answer', result.reason, exchange);
  return fault('crash', `no answer: ${result.reason}`, exchange);
}

export function statusOf({ result }: Exchange): number | undefined {
  return result.kind === 'answered' ? result.status : undefined;
}

export function textOf({ body }: Answer): string {
  return Buffer.from(body).toString('utf8');
}

function acceptedFault(exchange: Exchange): Fault | undefined {
  const { result } = exchange;
  if (result.kind === 'failed') return silence(exchange);
  const { status } = result;
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return fault('redirect', redirectWords(result), exchange);
  return fault(causeOfStatus(status), `answered ${status}`, exchange);
}

function causeOfStatus(status: number): CauseId {
  if (status >= 500) return 'shape-crash';
  return STATUS_CAUSES[status] ?? 'refused-shape';
}

const STATUS_CAUSES: Readonly<Record<number, CauseId>> = {
  401: 'other-secret',
  403: 'other-secret',
  404: 'no-route',
  405: 'no-route',
  413: 'body-limit',
  415: 'media-type',
  419: 'forbidden',
};

function redirectWords({ status, answer }: Answered): string {
  const to = answer.headers['location'];
  return `answered ${status}, a redirect${typeof to === 'string' ? ` to ${to}` : ''}`;
}
