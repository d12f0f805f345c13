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
  const certificate = CERTIFICATE_TROUBLES.get(code);
  if (certificate !== undefined) return { code: 'tls', predicate: `has a certificate that ${certificate} (${code})` };
  if (isCertificateTrouble(code)) return { code: 'tls', predicate: `has no valid certificate (${code})` };
  return { code: 'unreachable', predicate: `could not be reached (${code || quote(errorMessage(error))})` };
}

/** Each is refused by Meta too, which wants the whole chain up to a root that everybody trusts. */
const CERTIFICATE_TROUBLES = new Map([
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['CERT_NOT_YET_VALID', 'is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'nobody vouches for: it signed itself'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'ends at a root that is not trusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ends at a root that is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'came alone: the one between it and a trusted root is missing, or there is none'],
]);

/** OpenSSL's and Node's names: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isCertificateTrouble(code: string): boolean {
  return /CERT|^UNABLE_TO/.test(code);
}
