import { DeadlineError } from '../deadline.ts';
import { errorCode, errorMessage } from '../errors.ts';
import { quote } from './foreign-text.ts';
import type { TunnelCode } from './provider.ts';

export interface NetworkTrouble {
  readonly code: TunnelCode;
  /** To be put behind the name of the other side: `refused the connection`. */
  readonly predicate: string;
}

/** Why no HTTP answer came, in words. */
export function describeTrouble(error: unknown, timeoutMs: number): NetworkTrouble {
  if (error instanceof DeadlineError) {
    return { code: 'timeout', predicate: `did not answer within ${timeoutMs / 1000} s` };
  }

  const code = errorCode(error) ?? '';
  if (code === 'ECONNREFUSED') return { code: 'refused', predicate: 'refused the connection' };
  if (code === 'ENOTFOUND') return { code: 'dns', predicate: 'has no address: its name is unknown' };
  if (code === 'EAI_AGAIN') return { code: 'dns', predicate: 'could not be looked up: no name server answered' };
  if (code === 'ETIMEDOUT') return { code: 'timeout', predicate: 'did not take the connection' };
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return { code: 'unreachable', predicate: 'closed the connection without an answer' };
  }
  if (code.startsWith('HPE_')) return { code: 'bad-answer', predicate: `does not speak HTTP (${code})` };
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return { code: 'tls', predicate: `does not speak HTTPS (${code})` };
  if (isCertificateTrouble(code)) return { code: 'tls', predicate: `has no valid certificate (${code})` };
  return { code: 'unreachable', predicate: `could not be reached (${code || quote(errorMessage(error))})` };
}

/** OpenSSL's and Node's names: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isCertificateTrouble(code: string): boolean {
  return /CERT|^UNABLE_TO/.test(code);
}
