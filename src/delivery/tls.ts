import { X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
} from 'node:tls';

/** How an https endpoint is met: whom to trust besides the usual authorities, and as whom to appear. All texts are PEM. */
export interface TlsOptions {
  readonly ca?: string;
  /** Ours, with what leads up to its root, as Meta presents one when mTLS is on. */
  readonly cert?: string;
  readonly key?: string;
  /** Takes whatever certificate the endpoint has. */
  readonly isInsecure?: boolean;
}

export interface TlsConnection {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity: (host: string, cert: PeerCertificate) => Error | undefined;
}

/** Made once for all connections: reading the roots takes 20 ms each time. Throws what OpenSSL says of texts it cannot use. */
export function tlsConnection({ ca, cert, key, isInsecure = false }: TlsOptions): TlsConnection {
  const secureContext = createSecureContext({
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  });
  return { secureContext, rejectUnauthorized: !isInsecure, checkServerIdentity: checkIdentity };
}

/** Node 22.23 finds no IPv6 address in a certificate that holds it (24.21 does), so OpenSSL is asked first. */
function checkIdentity(host: string, cert: PeerCertificate): Error | undefined {
  const isHeld = isIPv6(host) && new X509Certificate(cert.raw).checkIP(host) !== undefined;
  return isHeld ? undefined : checkServerIdentity(host, cert);
}
