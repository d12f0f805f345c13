import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../support/authority.ts';
import { hasNginx, nginxRunning } from '../support/nginx-running.ts';
import { runProgram } from '../support/program.ts';

const authority = createAuthority();
const server = authority.issue();
const META = 'client.webhooks.fbclientcerts.com';
const asMeta = authority.issue({ commonName: META, names: `DNS:${META}` });
const trust = ['--ca', authority.caFile];
const appearance = ['--client-cert', asMeta.certFile, '--client-key', asMeta.keyFile];

const replay = (to: string, ...flags: readonly string[]) =>
  runProgram(['replay', 'text', '--to', to, '--app-secret', 's', ...flags]);

/** What an endpoint with mTLS does, on Node: takes who has a certificate of the authority, and keeps its name. */
async function endpointAt(host: string) {
  const seen: { readonly host: string | undefined; readonly who: string | undefined; readonly isTrusted: boolean }[] =
    [];
  const wants = { ca: authority.ca, requestCert: true, rejectUnauthorized: true };
  const endpoint = createServer({ key: server.key, cert: server.cert, ...wants }, (request, response) => {
    // Over https it is one.
    const socket = request.socket as TLSSocket;
    const who = socket.getPeerX509Certificate()?.subject;
    seen.push({ host: request.headers.host, who, isTrusted: socket.authorized });
    request.resume().on('end', () => response.end());
  });
  endpoint.listen(0, host);
  await once(endpoint, 'listening');
  onTestFinished(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  return { port: (endpoint.address() as AddressInfo).port, seen };
}

describe('an endpoint with mTLS', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
  ])('sees the chain that Meta presents, on %s', async (host, name) => {
    const { port, seen } = await endpointAt(host);
    const { exitCode, err } = await replay(`https://${name}:${port}/webhook`, ...trust, ...appearance);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    // The endpoint knows the root alone: it trusts whoever presents what stands between, too.
    expect(seen).toEqual([{ host: `${name}:${port}`, who: `CN=${META}`, isTrusted: true }]);
  });

  it('refuses who has none, and the output says what is missing', async () => {
    const { port, seen } = await endpointAt('127.0.0.1');
    const { exitCode, out } = await replay(`https://127.0.0.1:${port}/webhook`, ...trust);
    expect({ exitCode, seen }).toEqual({ exitCode: 4, seen: [] });
    expect(out).toContain('--client-cert');
  });
});

describe.skipIf(!hasNginx)('nginx, set up as Meta documents mTLS', () => {
  const verified = [
    `ssl_certificate ${server.certFile}; ssl_certificate_key ${server.keyFile};`,
    `ssl_verify_client on; ssl_client_certificate ${authority.caFile}; ssl_verify_depth 3;`,
    'location / { add_header X-Client $ssl_client_s_dn always; if ($ssl_client_s_dn !~ "fbclientcerts") { return 403; } return 200; }',
  ];

  it('takes the certificate with the one in between, and refuses who has none in words', async () => {
    const port = await nginxRunning(verified, 'ssl');
    const to = `https://localhost:${port}/webhook`;
    expect(await replay(to, ...trust, ...appearance)).toMatchObject({ exitCode: 0, err: '' });

    const other = authority.issue({ commonName: 'another.example', names: 'DNS:another.example' });
    const wrong = await replay(to, ...trust, '--client-cert', other.certFile, '--client-key', other.keyFile);
    expect(wrong).toMatchObject({ exitCode: 1, out: expect.stringContaining('403') });

    const nobody = await replay(to, ...trust);
    expect(nobody).toMatchObject({ exitCode: 1, out: expect.stringContaining('--client-cert') });
  });

  it('is met without a check of its certificate when told so', async () => {
    const port = await nginxRunning([...verified.slice(0, 1), 'location / { return 200; }'], 'ssl');
    const to = `https://127.0.0.1:${port}/webhook`;
    expect(await replay(to)).toMatchObject({ exitCode: 4, out: expect.stringContaining('--insecure') });
    const taken = await replay(to, '--insecure');
    expect(taken).toMatchObject({ exitCode: 0, err: expect.stringContaining('--insecure: nobody checks') });
  });
});

describe('an endpoint on IPv6', () => {
  it('is named in brackets in the Host header', async () => {
    let said = '';
    const raw = createTcpServer((socket) => {
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
        if (said.endsWith('}')) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
    });
    raw.listen(0, '::1');
    await once(raw, 'listening');
    onTestFinished(() => void raw.close());
    const { port } = raw.address() as AddressInfo;

    const { exitCode } = await replay(`http://[::1]:${port}/webhook?a=1`);
    expect(exitCode).toBe(0);
    expect(said).toMatch(new RegExp(`^POST /webhook\\?a=1 HTTP/1\\.1\\r\\nhost: \\[::1\\]:${port}\\r\\n`));
  });

  it('is told when nothing listens there', async () => {
    expect(await replay('http://[::1]:9/')).toMatchObject({ exitCode: 4, out: expect.stringContaining('[::1]:9') });
  });
});
