import type { Exchange, Fault, Rule } from './case.ts';
import { type Answered, each, fault, silence, textOf } from './rules.ts';

/** 200, and the challenge is somewhere in the answer; how it is dressed is for other cases. */
export const echoed: Rule = each((exchange) => {
  const { result } = exchange;
  if (result.kind === 'failed') return silence(exchange);
  const { status } = result;
  if (status === 401) return fault('handshake-guarded', 'answered 401 to the right token', exchange);
  if (status === 404 || status === 405) return fault('no-route', `answered ${status}`, exchange);
  if (status >= 300 && status < 400) return fault('redirect', `answered ${status}, a redirect`, exchange);
  if (status >= 500) return fault('query-unguarded', `answered ${status}`, exchange);
  if (status !== 200) return fault('handshake-refused', `answered ${status} to the right token`, exchange);
  return isEchoed(exchange, result) ? undefined : fault('challenge-in-page', withoutWords(result), exchange);
});

/** As {@link echoed}, with this cause where the plain handshake works and this one does not. */
export function echoedElse(cause: Fault['cause']): Rule {
  return each((exchange) => {
    const { result } = exchange;
    if (result.kind === 'failed') return silence(exchange);
    if (result.status !== 200) return fault(cause, `answered ${result.status}`, exchange);
    return isEchoed(exchange, result) ? undefined : fault(cause, withoutWords(result), exchange);
  });
}

/** The challenge does not come back, and nothing breaks: for what is no right handshake. */
export function notEchoed(whenEchoed: Fault['cause']): Rule {
  return each((exchange) => {
    const { result } = exchange;
    if (result.kind === 'failed') return silence(exchange);
    if (result.status >= 500) return fault('query-unguarded', `answered ${result.status} instead of 403`, exchange);
    const isTaken = result.status === 200 && isEchoed(exchange, result);
    return isTaken ? fault(whenEchoed, 'answered 200 with the challenge', exchange) : undefined;
  });
}

/** A refusal is a 4xx, so that Meta and people can tell it from an answer. */
export function refusedOpenly(whenTaken: Fault['cause']): Rule {
  return each((exchange) => {
    const { result } = exchange;
    if (result.kind === 'failed') return silence(exchange);
    if (result.status >= 400 && result.status < 500) return undefined;
    if (result.status >= 500) return fault('query-unguarded', `answered ${result.status} instead of 403`, exchange);
    const isTaken = isEchoed(exchange, result);
    return fault(
      whenTaken,
      `answered ${result.status}${isTaken ? ' with the challenge' : ' instead of 403'}`,
      exchange,
    );
  });
}

/** Nothing in quotes. Judges only an answer that has the challenge. */
export const notQuoted: Rule = dressed(
  'challenge-quoted',
  (body, challenge) => !body.includes(JSON.stringify(challenge)),
);

export const notPadded: Rule = dressed(
  'challenge-padded',
  (body, challenge) => body.trim().replace(/^\ufeff/, '') !== challenge || body === challenge,
);

/** Nothing around it but what the two rules above judge. */
export const nothingAround: Rule = dressed('challenge-in-page', (body, challenge) => {
  const bare = body.replace(/^\ufeff/, '').trim();
  return bare === challenge || bare === JSON.stringify(challenge);
});

/** What a browser would run is not given back as a page. */
export const notRunnable: Rule = each((exchange) => {
  const { result } = exchange;
  if (result.kind === 'failed') return silence(exchange);
  const type = String(result.answer.headers['content-type'] ?? '');
  // Without a type browsers look for markup themselves.
  const isPage = type === '' || /html|xml|svg/i.test(type);
  const isRunnable = isPage && isEchoed(exchange, result);
  const words = `given back as ${type === '' ? 'no type at all' : type.split(';')[0]}`;
  return isRunnable ? fault('challenge-as-html', words, exchange) : undefined;
});

function dressed(cause: Fault['cause'], isRight: (body: string, challenge: string) => boolean): Rule {
  return each((exchange) => {
    const { result } = exchange;
    if (result.kind === 'failed') return silence(exchange);
    const body = textOf(result.answer);
    const challenge = exchange.probe.challenge ?? '';
    if (!body.includes(challenge) || isRight(body, challenge)) return undefined;
    return fault(cause, `answered ${shortened(JSON.stringify(body))}`, exchange);
  });
}

function isEchoed({ probe }: Exchange, { answer }: Answered): boolean {
  return probe.challenge !== undefined && textOf(answer).includes(probe.challenge);
}

function withoutWords({ status, answer }: Answered): string {
  const body = textOf(answer);
  return `answered ${status} ${body === '' ? 'with an empty body' : `with ${shortened(JSON.stringify(body))}`}`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
