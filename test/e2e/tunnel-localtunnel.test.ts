import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeTunnel, startFakeTunnel } from '../support/fake-tunnel.ts';
import { freePort } from '../support/free-port.ts';
import { historyLines, post, textMessage } from '../support/listening.ts';
import { startProgram } from '../support/program.ts';
import { exchange } from '../support/raw-http.ts';
import { deliver, expectBytesToPass, longMessage, MAX_BYTES, type Tunnelled, tunnelled } from '../support/tunnelled.ts';
import { until } from '../support/until.ts';
import { visitPublicUrl } from '../support/visit-public-url.ts';

async function fakeTunnel(): Promise<FakeTunnel> {
  const host = await startFakeTunnel();
  onTestFinished(host.close);
  return host;
}

function throughLocaltunnel(host: FakeTunnel, flags: readonly string[] = []): Promise<Tunnelled> {
  return tunnelled(['--tunnel', 'localtunnel', '--tunnel-host', host.url.href, ...flags]);
}

function eventsOf({ events }: Tunnelled, type: string) {
  return events().filter((event) => event.type === type);
}

describe('listen behind localtunnel', () => {
  it('gets 3 MB of text in many alphabets, and twenty webhooks at once, to the byte', async () => {
    await expectBytesToPass(await throughLocaltunnel(await fakeTunnel()));
  });

  it('tells nothing of its own checks, and keeps none: a handshake and a body of 3 MB', async () => {
    const listen = await throughLocaltunnel(await fakeTunnel());
    // What the check of the body says, it has said before the next webhook of that size is through.
    await deliver(listen.publicUrl, longMessage('wamid.1', MAX_BYTES));
    await listen.stop();

    expect(listen.events().map(({ type }) => type)).toEqual([
      'receiver.listening',
      'tunnel.opening',
      'tunnel.proving',
      'tunnel.opened',
      'receiver.ready',
      'webhook.received',
      'webhook.answered',
      'session.ended',
    ]);
    expect(historyLines(listen.cwd)).toHaveLength(2);
  });

  it('outlives the death of its host in the middle of a webhook, and is back under the same name', async () => {
    const host = await fakeTunnel();
    const listen = await throughLocaltunnel(host);
    const half = request({ host: '127.0.0.1', port: host.url.port, path: '/webhook', method: 'POST', agent: false });
    half.setHeader('host', listen.publicUrl.host);
    half.setHeader('content-type', 'application/json');
    half.setHeader('content-length', MAX_BYTES);
    half.on('error', () => {});
    half.write(Buffer.alloc(MAX_BYTES / 2, 'x'));
    await until(() => host.standing() === 10, 'the sockets');

    await host.kill();
    const lost = await listen.next('tunnel.lost');
    expect(lost).toMatchObject({ url: listen.publicUrl.href, upMs: expect.any(Number) });
    for (let n = 0; n < 5; n += 1) expect((await post(listen.localUrl, textMessage(`wamid.${n}`))).status).toBe(200);
    const startedMs = performance.now();
    await host.start();

    const opened = await listen.next('tunnel.opened');
    const backMs = Math.round(performance.now() - startedMs);
    process.stdout.write(`localtunnel: back ${backMs} ms after its host, ${opened['downMs']} ms after the loss\n`);
    expect(opened).toMatchObject({ url: listen.publicUrl.href, downMs: expect.any(Number) });
    expect(opened).not.toHaveProperty('previousUrl');
    expect((await deliver(listen.publicUrl, textMessage('wamid.9'))).status).toBe(200);
    await listen.stop();
    expect(historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received')).toHaveLength(6);
    expect(eventsOf(listen, 'receiver.ready')).toHaveLength(2);
  });

  it('tells a taken name and waits for it', async () => {
    const host = await fakeTunnel();
    const first = await throughLocaltunnel(host, ['--subdomain', 'my-bot']);
    const flags = ['--tunnel-host', host.url.href, '--subdomain', 'my-bot'];
    const second = startProgram(['listen', '--json', '--port', '0', ...flags]);
    expect(await second.next('tunnel.failed')).toMatchObject({ code: 'name-taken', retryInMs: expect.any(Number) });

    await first.stop();

    expect(await second.next('tunnel.opened')).toMatchObject({ url: first.publicUrl.href });
  });
});

describe('what the internet finds behind the tunnel', () => {
  it('is one path: everything else is an empty 404 without a name', async () => {
    const listen = await throughLocaltunnel(await fakeTunnel());
    const paths = [
      '/',
      '/admin',
      '/.env',
      '/webhook/',
      '/webhook/..',
      '/WEBHOOK',
      '//webhook',
      '/%77ebhook',
      '/wp-login.php',
    ];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE']) {
        const answer = await visitPublicUrl(Object.assign(new URL(listen.publicUrl), { pathname: path }), { method });
        const found = { path, method, status: answer.status, body: answer.body };
        expect(found).toEqual({ path, method, status: 404, body: '' });
        expect(answer.headers['server']).toBeUndefined();
        expect(answer.headers['x-powered-by']).toBeUndefined();
        expect(JSON.stringify(answer.headers)).not.toMatch(/wa-webhook|node/i);
      }
    }
  });

  it('answers no forged webhook, and no handshake with a guessed token', async () => {
    const listen = await throughLocaltunnel(await fakeTunnel());
    const json = { 'content-type': 'application/json' };
    const body = Buffer.from(textMessage('wamid.1'));
    const forged = ['', 'sha256=', `sha256=${'0'.repeat(64)}`, `sha1=${'0'.repeat(40)}`];
    for (const signature of forged) {
      const headers = { ...json, 'x-hub-signature-256': signature };
      expect((await visitPublicUrl(listen.publicUrl, { method: 'POST', headers, body })).status).toBe(401);
    }
    const guessed = new URL(listen.publicUrl);
    guessed.search = 'hub.mode=subscribe&hub.challenge=123456789012345&hub.verify_token=guess';
    expect((await visitPublicUrl(guessed)).status).toBe(403);
    // A body that claims to be one of our own checks is a webhook like any other.
    guessed.search = 'hub.challenge=123456789012345';
    expect((await visitPublicUrl(guessed, { method: 'POST', headers: json, body })).status).toBe(401);
    await listen.stop();
    expect(eventsOf(listen, 'webhook.received')).toEqual([]);
  });

  it.each([
    ['a length and chunks at once', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    ['a folded header', 'X-Hub-Signature-256: sha256=\r\n 00\r\nContent-Length: 2\r\n\r\n{}', 400],
    // Node 20.19 takes it for a header named ''; unsigned it is all the same.
    [
      'a header without a name',
      ': x\r\nContent-Length: 2\r\n\r\n{}',
      process.version.startsWith('v20.19.') ? 401 : 400,
    ],
    ['a space before the colon', 'Content-Length : 2\r\n\r\n{}', 400],
    ['a NUL in a header', 'X-A: \0\r\nContent-Length: 2\r\n\r\n{}', 400],
    ['a negative length', 'Content-Length: -2\r\n\r\n{}', 400],
    ['an unknown coding', 'Transfer-Encoding: gzip\r\n\r\n{}', 400],
    ['a packed body', 'Content-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}', 415],
    ['a header of 20 KB', `X-A: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('refuses %s at the tunnel end of this machine', async (_, rest, status) => {
    const host = await fakeTunnel();
    const port = await freePort();
    const listen = await throughLocaltunnel(host, ['--tunnel-port', String(port)]);
    const head = 'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

    const answer = await exchange(port, head + rest);

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/Server:|X-Powered-By/i);
    expect((await deliver(listen.publicUrl, textMessage('wamid.1'))).status).toBe(200);
  });

  it('takes no second request that hides in the body of a first', async () => {
    const port = await freePort();
    const listen = await throughLocaltunnel(await fakeTunnel(), ['--tunnel-port', String(port)]);
    const hidden = 'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';
    const head = 'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const answers = await exchange(
      port,
      `${head}Content-Length: ${hidden.length}\r\nConnection: close\r\n\r\n${hidden}`,
    );

    expect(answers.match(/HTTP\/1\.1/g)).toHaveLength(1);
    await listen.stop();
    expect(eventsOf(listen, 'webhook.refused')).toHaveLength(1);
  });
});
