import { STATUS_CODES } from 'node:http';
import type { CaseFinished } from '../events.ts';

/** What the App Dashboard says first, whatever went wrong. */
const DASHBOARD =
  "The callback URL or verify token couldn't be validated. Please verify the provided information or try again later.";

/** Without which Meta does not take the URL. */
const DECISIVE = ['handshake/echo', 'handshake/quoted', 'handshake/trailing-newline', 'handshake/nothing-around'];

/**
 * PURE: what Meta would say of these findings, in its own words as developers quote them (whatsapp-webhooks.md 9, rows 3 and
 * 4); undefined when it would take the URL, or nobody asked.
 */
export function metaWords(cases: readonly CaseFinished[]): string | undefined {
  const failed = cases.find(({ id, verdict }) => DECISIVE.includes(id) && verdict === 'failed');
  if (failed === undefined) return undefined;

  const status = failed.evidence?.status;
  if (status === undefined || status === 200) return DASHBOARD;
  const message = STATUS_CODES[status];
  const named = message === undefined ? '' : `; HTTP Message = ${message}`;
  return `${DASHBOARD} ${FAILED} HTTP Status Code = ${status}${named}`;
}

const FAILED = 'Callback verification failed with the following errors:';

/** PURE: what Meta's checker, a curl, would say when nothing answers. */
export function metaWordsForSilence(code: string | undefined, host: string): string {
  const [errno, text] = (code === undefined ? undefined : CURL_ERRORS[code]) ?? [
    56,
    'Failure when receiving data from the peer',
  ];
  return `${DASHBOARD} ${FAILED} curl_errno = ${errno}; curl_error = ${text.replace('HOST', host)}`;
}

/** The errors of curl for those of Node. */
const CURL_ERRORS: Readonly<Record<string, readonly [errno: number, text: string]>> = {
  ENOTFOUND: [6, 'Could not resolve host: HOST'],
  EAI_AGAIN: [6, 'Could not resolve host: HOST'],
  ECONNREFUSED: [7, 'Failed to connect to HOST: Connection refused'],
  EHOSTUNREACH: [7, 'Failed to connect to HOST: No route to host'],
  TIMEOUT: [28, 'Operation timed out'],
  UND_ERR_CONNECT_TIMEOUT: [28, 'Connection timed out'],
  EPROTO: [35, 'SSL connect error'],
  ERR_TLS_CERT_ALTNAME_INVALID: [51, "SSL: no alternative certificate subject name matches target host name 'HOST'"],
  UND_ERR_SOCKET: [52, 'Empty reply from server'],
  DEPTH_ZERO_SELF_SIGNED_CERT: [60, 'SSL certificate problem: self signed certificate'],
  SELF_SIGNED_CERT_IN_CHAIN: [60, 'SSL certificate problem: self signed certificate in certificate chain'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [60, 'SSL certificate problem: unable to get local issuer certificate'],
  CERT_HAS_EXPIRED: [60, 'SSL certificate problem: certificate has expired'],
};
