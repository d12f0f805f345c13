/** Why a TLS connection did not come about, and what to do; undefined for an error that is none of TLS. */
export function tlsFailure(
  error: unknown,
  { code, message }: { code: string; message: string },
  to: URL,
): string | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return otherNames(error, to);
  return REASONS.find(({ codes }) => codes.test(code) || codes.test(message))?.reason(to.host);
}

/** Node keeps the certificate at its error: the names that it does hold say more than the one that it does not. */
function otherNames(error: unknown, { host, hostname }: URL): string {
  const cert = error instanceof Error && 'cert' in error ? error.cert : undefined;
  const held = typeof cert === 'object' && cert !== null && 'subjectaltname' in cert ? cert.subjectaltname : undefined;
  const names = typeof held === 'string' ? held.split(', ') : [];
  const shown = [...names.slice(0, NAMES_SHOWN), ...(names.length > NAMES_SHOWN ? ['…'] : [])].join(', ');
  const itsOwn = shown === '' ? 'another name' : `${shown} and not for ${hostname}`;
  return `the certificate of ${host} is for ${itsOwn}: use a name that it holds, or take it with --insecure`;
}

const NAMES_SHOWN = 3;

/** With TLS 1.3 a server that misses a client certificate hangs up only after the handshake, mostly without a word. */
export function silentRefusal(code: string, { protocol }: URL): string {
  if (protocol !== 'https:' || !['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code)) return '';
  return ': it may want a client certificate (--client-cert, --client-key), or another one';
}

interface TlsReason {
  /** Of the error's code, or of OpenSSL's words. */
  readonly codes: RegExp;
  readonly reason: (host: string) => string;
}

const TRUST = 'trust it with --ca FILE, or take it with --insecure; Meta refuses it';

/** What people meet. An alert is what the other side says of us. */
const REASONS: readonly TlsReason[] = [
  {
    codes: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    reason: (host) => `${host} has a self-signed certificate: ${TRUST}`,
  },
  {
    codes: /^SELF_SIGNED_CERT_IN_CHAIN$/,
    reason: (host) => `the certificate of ${host} comes from an authority of its own: ${TRUST}`,
  },
  {
    codes: /^UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY)$/,
    reason: (host) =>
      `the certificate of ${host} leads to no known authority, since a link of its chain is missing or its authority is your own: ${TRUST}`,
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    reason: (host) => `the certificate of ${host} has expired: renew it, or take it with --insecure; Meta refuses it`,
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    reason: (host) => `the certificate of ${host} is not valid yet: check the clocks of both sides`,
  },
  {
    codes: /ALERT_CERTIFICATE_REQUIRED|alert certificate required/i,
    reason: (host) => `${host} wants a client certificate: give one with --client-cert and --client-key`,
  },
  {
    codes: /ALERT_UNKNOWN_CA|alert unknown ca/i,
    reason: (host) =>
      `${host} does not know who issued the client certificate: it must trust the root of --client-cert`,
  },
  {
    codes: /ALERT_CERTIFICATE_EXPIRED|alert certificate expired/i,
    reason: (host) => `${host} refused the client certificate as expired: renew the one after --client-cert`,
  },
  {
    codes:
      /ALERT_(?:BAD|UNSUPPORTED)_CERTIFICATE|ALERT_CERTIFICATE_(?:UNKNOWN|REVOKED)|ALERT_(?:HANDSHAKE_FAILURE|ACCESS_DENIED)/i,
    reason: (host) =>
      `${host} refused the TLS handshake: it may want a client certificate (--client-cert, --client-key), or another one`,
  },
  {
    codes: /ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/i,
    reason: (host) => `${host} and this program share no version of TLS: it should take TLS 1.2 or 1.3`,
  },
  {
    codes: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long/i,
    reason: (host) => `${host} speaks no TLS: use http:// in the URL`,
  },
];
