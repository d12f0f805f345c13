import { DeadlineError } from '../deadline.ts';
import { errorCode } from '../errors.ts';
import { AnswerTooLargeError, MAX_ANSWER_BYTES } from './exchange.ts';
import type { GraphError } from './graph-error.ts';

export interface Asked {
  readonly host: string;
  readonly timeoutMs: number;
  /** Does the request change something? */
  readonly isChange: boolean;
}

/** PURE: why no whole answer came, told. */
export function silence(error: unknown, asked: Asked): GraphError {
  const { host, timeoutMs, isChange } = asked;
  const code = errorCode(error) ?? '';
  if (error instanceof AnswerTooLargeError) {
    const limit = `${MAX_ANSWER_BYTES / 1024 / 1024} MiB`;
    return { ...told('not-graph', `The answer of ${host} is longer than ${limit}.`, false), isUnsure: isChange };
  }
  if (error instanceof DeadlineError) return unsure(`${host} gave no answer within ${timeoutMs / 1_000} s.`);
  if (code === 'ECONNREFUSED') return told('silence', `${host} refused the connection.`, true);
  if (code === 'ENOTFOUND') return told('silence', `${host} has no address: the name is unknown.`, false);
  if (code === 'EAI_AGAIN') return told('silence', `${host} could not be looked up: no name server answered.`, true);
  if (/CERT|^UNABLE_TO|^ERR_SSL|^EPROTO|SELF_SIGNED/.test(code)) {
    return told(
      'silence',
      `${host} could not be trusted: its certificate or its TLS is not in order (${code}).`,
      false,
    );
  }
  if (code.startsWith('HPE_')) {
    return { ...told('not-graph', `${host} does not speak HTTP (${code}).`, false), isUnsure: isChange };
  }
  return unsure(`The connection to ${host} broke before a whole answer was there${code === '' ? '' : ` (${code})`}.`);

  function unsure(sentence: string): GraphError {
    return { ...told('silence', sentence, true), isUnsure: isChange };
  }
}

function told(kind: 'silence' | 'not-graph', sentence: string, isPassing: boolean): GraphError {
  return {
    kind,
    sentence,
    hint: 'Check the network, a proxy on the way, and --graph-url.',
    isPassing,
    isUnsure: false,
  };
}
