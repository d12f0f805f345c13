import { describe, expect, it, onTestFinished } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { type Authority, createAuthority } from '../support/authority.ts';
import { startFakeTunnel } from '../support/fake-tunnel.ts';
import { freePort } from '../support/free-port.ts';
import { APP_SECRET, signatureOf, textMessage } from '../support/listening.ts';
import { hasNginx, nginxRunning } from '../support/nginx-running.ts';
import { startProgram } from '../support/program.ts';
import { deliver, expectBytesToPass, longMessage, MAX_BYTES, tunnelled } from '../support/tunnelled.ts';
import { visitPublicUrl } from '../support/visit-public-url.ts';

const NAME = 'my-bot';
const NAMES = `DNS:localhost,DNS:${NAME}.localhost`;

/** localtunnel's host as people run it: nginx ends TLS in front of it. */
async function hostBehindNginx(authority: Authority, { names = NAMES, days = 2, isWhole = true, lines = [''] } = {}) {
  const host = await startFakeTunnel();
  onTestFinished(host.close);
  const { certFile, keyFile, leafFile } = authority.issue({ names, days });
  const port = await nginxRunning(
    [
      `ssl_certificate ${isWhole ? certFile : leafFile}; ssl_certificate_key ${keyFile};`,
      ...lines,
      `location / {
         proxy_pass http://${host.url.host}; proxy_http_version 1.1; proxy_set_header Connection '';
         proxy_set_header Host $http_host;
         proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
       }`,
    ],
    'ssl',
  );
  host.setPublicOrigin((name) => `https://${name}.localhost:${port}`);
  return {
    host,
    flags: ['--tunnel', 'localtunnel', '--tunnel-host', `https://localhost:${port}`, '--subdomain', NAME],
  };
}

describe.skipIf(!hasNginx)('a tunnel host behind nginx with TLS', () => {
  const authority = createAuthority();
  const trusting = { env: { NODE_EXTRA_CA_CERTS: authority.caFile } };

  it('lets 3 MB of text through to the byte where nginx allows it, and names who sent it', async () => {
    const { flags } = await hostBehindNginx(authority, { lines: ['client_max_body_size 4m;'] });
    const listen = await tunnelled([...flags, '--sender-header', 'x-forwarded-for'], trusting);
    expect(listen.publicUrl.protocol).toBe('https:');

    await expectBytesToPass(listen, authority.ca);
    const { sender, headers, addedHeaders } = await listen.next('webhook.received');
    expect(sender).toEqual({ address: '127.0.0.1', via: 'x-forwarded-for' });
    expect(headers).not.toHaveProperty('x-forwarded-for');
    expect(addedHeaders).toHaveProperty('x-forwarded-for');
  });

  it("tells where nginx's own limit is in the way, and what passes", async () => {
    const { flags } = await hostBehindNginx(authority);
    const listen = await tunnelled(flags, trusting);

    expect(await listen.next('tunnel.limited')).toMatchObject({
      url: listen.publicUrl.href,
      refusedBytes: MAX_BYTES,
      passedBytes: 1_000_000,
      reason: expect.stringMatching(/^is answered 413 by "nginx/),
    });
    expect((await deliver(listen.publicUrl, longMessage('wamid.1', MAX_BYTES), authority.ca)).status).toBe(413);
    expect((await deliver(listen.publicUrl, longMessage('wamid.2', 900_000), authority.ca)).status).toBe(200);
    await listen.stop();
    expect(listen.events().filter(({ type }) => type === 'webhook.received')).toHaveLength(1);
  });

  it.each([
    ['by nobody who is trusted', {}, {}, /root that is not trusted/],
    ['without the one in between', { isWhole: false }, trusting, /the one between it and a trusted root is missing/],
    ['that is over', { days: 0 }, trusting, /a certificate that has expired/],
    ['for another name', { names: 'DNS:localhost' }, trusting, /is for another name/],
  ])('names a certificate %s', async (_, wanted, options, reason) => {
    const { flags } = await hostBehindNginx(authority, wanted);
    const listen = startProgram(['listen', '--json', '--port', '0', ...flags], options);

    expect(await listen.next('tunnel.failed')).toMatchObject({ reason: expect.stringMatching(reason) });
    expect((await listen.ended).exitCode).toBe(5);
  });

  it('says that the host is down behind its nginx, and is back with it', async () => {
    const { host, flags } = await hostBehindNginx(authority);
    const listen = await tunnelled(flags, trusting);

    await host.kill();
    await listen.next('tunnel.lost');
    expect(await listen.next('tunnel.failed')).toMatchObject({ reason: expect.stringContaining('answered 502') });
    await host.start();

    expect(await listen.next('tunnel.opened')).toMatchObject({ url: listen.publicUrl.href });
    expect((await deliver(listen.publicUrl, longMessage('wamid.1', 1_000), authority.ca)).status).toBe(200);
  });
});

describe.skipIf(!hasNginx)("a public URL of the user's own, by nginx", () => {
  const authority = createAuthority();

  it('is proven, watched, and told when it is in the way', async () => {
    const { certFile, keyFile } = authority.issue();
    const port = await freePort();
    const nginx = await nginxRunning(
      [
        `ssl_certificate ${certFile}; ssl_certificate_key ${keyFile}; client_max_body_size 4m;`,
        `location /hooks/wa { proxy_pass http://127.0.0.1:${port}/webhook; proxy_set_header X-Real-IP $remote_addr; }`,
      ],
      'ssl',
    );
    const flags = ['--port', String(port), '--sender-header', 'x-real-ip'];
    const env = { NODE_EXTRA_CA_CERTS: authority.caFile };
    const start = (path: string) =>
      startProgram(['listen', '--json', ...flags, '--public-url', `https://localhost:${nginx}${path}`], { env });

    const listen = start('/hooks/wa');
    expect(await listen.next('tunnel.opened')).toMatchObject({ provider: '--public-url' });
    expect(await listen.next('receiver.ready')).toMatchObject({ publicUrl: `https://localhost:${nginx}/hooks/wa` });
    await listen.stop();

    const env2 = { ...env, WA_WEBHOOK_VERIFY_TOKEN: 'the-same' };
    const twin = startProgram(['listen', '--json', '--no-tunnel', '--port', String(port)], { env: env2 });
    await twin.next('receiver.ready');
    const flags2 = ['--port', '0', '--public-url', `https://localhost:${nginx}/hooks/wa`];
    const other = startProgram(['listen', '--json', ...flags2], { env: env2 });
    expect(await other.next('tunnel.failed')).toMatchObject({ reason: expect.stringContaining('another receiver') });
    await Promise.all([twin.stop(), other.stop()]);

    const wrong = start('/somewhere');
    expect(await wrong.next('tunnel.failed')).toMatchObject({ reason: expect.stringContaining('answers 404') });
    expect(await wrong.next('receiver.ready')).toMatchObject({ publicUrl: `https://localhost:${nginx}/somewhere` });
  });

  it.each(['optional', 'on'])(
    'that looks at client certificates (%s) tells them apart from what a sender claims',
    async (mode) => {
      const { certFile, keyFile } = authority.issue();
      const port = await freePort();
      const nginx = await nginxRunning(
        [
          `ssl_certificate ${certFile}; ssl_certificate_key ${keyFile};`,
          `ssl_client_certificate ${authority.caFile}; ssl_verify_client ${mode}; ssl_verify_depth 2;`,
          `location / {
           proxy_pass http://127.0.0.1:${port};
           proxy_set_header X-SSL-Client-Verify $ssl_client_verify; proxy_set_header X-SSL-Client-S-DN $ssl_client_s_dn;
         }`,
        ],
        'ssl',
      );
      const app = await appAnswering(200);
      const flags = ['--port', String(port), '--app-secret', APP_SECRET, '--forward-to', app.url];
      const publicUrl = new URL(`https://localhost:${nginx}/webhook`);
      const env = { NODE_EXTRA_CA_CERTS: authority.caFile };
      const listen = startProgram(['listen', '--json', ...flags, '--public-url', publicUrl.href], { env });
      const proof = await listen.next(mode === 'on' ? 'tunnel.failed' : 'tunnel.opened');
      if (mode === 'on') expect(proof['reason']).toMatch(/it wants a client certificate \(mTLS\)/);

      const body = textMessage('wamid.1');
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': signatureOf(body),
        'x-ssl-client-verify': 'SUCCESS',
        'x-amzn-mtls-clientcert-subject': 'CN=client.webhooks.fbclientcerts.com',
      };
      const visit = { method: 'POST', headers, body: Buffer.from(body), ca: authority.ca };
      const meta = authority.issue({ commonName: 'client.webhooks.fbclientcerts.com' });
      const clients = [
        { client: meta, status: 200, verify: 'SUCCESS' },
        { client: { key: meta.key, cert: meta.leaf }, status: 400, verify: '' },
        {
          client: createAuthority().issue({ commonName: 'client.webhooks.fbclientcerts.com' }),
          status: 400,
          verify: '',
        },
        { client: authority.issue({ days: 0 }), status: 400, verify: '' },
        { client: undefined, status: mode === 'on' ? 400 : 200, verify: 'NONE' },
      ];
      for (const { client, status, verify } of clients) {
        expect((await visitPublicUrl(publicUrl, { ...visit, client })).status).toBe(status);
        if (status !== 200) continue;
        const { addedHeaders, headers: own } = await listen.next('webhook.received');
        expect(addedHeaders).toMatchObject({ 'x-ssl-client-verify': verify });
        expect(Object.keys(own ?? {}).join()).not.toMatch(/ssl|mtls/);
      }
      for (const request of app.requests) expect(Object.keys(request.headers).join()).not.toMatch(/ssl|mtls/);
      expect(app.requests.length).toBe(mode === 'on' ? 1 : 2);
    },
  );
});
