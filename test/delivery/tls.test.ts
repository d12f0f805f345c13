import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeliverer } from '../../src/delivery/deliver.ts';
import type { TlsOptions } from '../../src/delivery/tls.ts';
import { createAuthority } from '../support/authority.ts';
import { selfSigned } from '../support/self-signed.ts';

const authority = createAuthority();
const stranger = createAuthority();
const { ca } = authority;
const good = authority.issue();
const META = 'client.webhooks.fbclientcerts.com';
const asMeta = authority.issue({ commonName: META, names: `DNS:${META}` });

/** An https server that answers with the name in the client's certificate. */
async function httpsAt(host: string, options: ServerOptions): Promise<URL> {
  const server = createServer(options, (request, response) => {
    // Over https it is one.
    const peer: Partial<PeerCertificate> = (request.socket as TLSSocket).getPeerCertificate();
    request.resume().on('end', () => response.end(peer.subject?.CN ?? 'nobody'));
  });
  return listenOn(server, host, 'https');
}

async function listenOn(server: ReturnType<typeof createHttpServer>, host: string, scheme: string): Promise<URL> {
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/webhook`);
}

async function deliverTo(to: URL, tls?: TlsOptions) {
  const deliverer = createDeliverer({ to, connections: 1, timeoutMs: 60_000, clock: () => performance.now(), tls });
  try {
    const result = await deliverer.deliver({ method: 'POST', path: '/', headers: [], rawBody: Buffer.from('{}') });
    return result.kind === 'failed' ? `${result.code}: ${result.reason}` : Buffer.from(result.answer.body).toString();
  } finally {
    await deliverer.close();
  }
}

describe('a delivery over TLS', () => {
  it.each(['127.0.0.1', '::1'])('trusts the given authority on %s', async (host) => {
    expect(await deliverTo(await httpsAt(host, good), { ca })).toBe('nobody');
  });

  it('takes any certificate when told to', async () => {
    const expired = authority.issue({ names: 'DNS:shop.example', days: -1 });
    expect(await deliverTo(await httpsAt('127.0.0.1', expired), { isInsecure: true })).toBe('nobody');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('appears as Meta with a client certificate over %s', async (version) => {
    const wants = { requestCert: true, rejectUnauthorized: true, minVersion: version, maxVersion: version };
    const to = await httpsAt('127.0.0.1', { ...good, ca, ...wants });
    expect(await deliverTo(to, { ca, cert: asMeta.cert, key: asMeta.key })).toBe(META);
  });
});

describe('a refusal over TLS', () => {
  it.each<[string, ServerOptions, string, RegExp]>([
    [
      'nobody vouches',
      selfSigned(),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /has a self-signed certificate: .*--ca.*--insecure/,
    ],
    [
      'the chain is cut',
      { key: good.key, cert: good.leaf },
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      /a link of its chain is/,
    ],
    ['it is over', authority.issue({ days: -1 }), 'CERT_HAS_EXPIRED', /has expired: renew it/],
    [
      'it is for another name',
      authority.issue({ names: 'DNS:shop.example' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /is for DNS:shop\.example and not for 127\.0\.0\.1: use a name/,
    ],
  ])('is told when of the certificate %s', async (_, options, code, reason) => {
    const told = await deliverTo(await httpsAt('127.0.0.1', options), { ca });
    expect(told.startsWith(`${code}: `)).toBe(true);
    expect(told).toMatch(reason);
  });

  it('is told when the authority is not known', async () => {
    const told = await deliverTo(await httpsAt('127.0.0.1', good));
    expect(told).toMatch(/leads to no known authority.*--ca FILE/);
  });

  it('names few of many names', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `DNS:shop-${n}.example`).join(',');
    const told = await deliverTo(await httpsAt('127.0.0.1', authority.issue({ names })), { ca });
    expect(told).toContain('is for DNS:shop-0.example, DNS:shop-1.example, DNS:shop-2.example, … and not for');
  });

  const wantsCertificate = { ...good, ca, requestCert: true, rejectUnauthorized: true };

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is told when a client certificate is missing over %s', async (version) => {
    const to = await httpsAt('127.0.0.1', { ...wantsCertificate, minVersion: version, maxVersion: version });
    expect(await deliverTo(to, { ca })).toMatch(/client certificate.*--client-cert/);
  });

  it('is told when the client certificate is of strangers', async () => {
    const { cert, key } = stranger.issue();
    expect(await deliverTo(await httpsAt('127.0.0.1', wantsCertificate), { ca, cert, key })).toMatch(/or another one/);
  });

  it('is told when the versions differ', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await deliverTo(await httpsAt('127.0.0.1', { ...good, ...old }), { ca })).toMatch(/share no version of TLS/);
  });

  it('is told when the other side speaks no TLS', async () => {
    const plain = await listenOn(
      createHttpServer((_, response) => response.end()),
      '127.0.0.1',
      'https',
    );
    expect(await deliverTo(plain, { ca })).toMatch(/speaks no TLS: use http:\/\/ in the URL/);
  });
});
