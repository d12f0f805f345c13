import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AppRequest, appAnswering } from '../support/app-answering.ts';
import { createAuthority } from '../support/authority.ts';
import {
  APP_SECRET,
  bodyOf,
  historyLines,
  listening,
  post,
  READY,
  signatureOf,
  textMessage,
} from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const MAX_BYTES = 3 * 1024 * 1024;

/** What the app would find: the signature of the bytes that it got, with the secret that it knows. */
function isSigned({ headers, rawBody }: AppRequest): boolean {
  return headers['x-hub-signature-256'] === signatureOf(rawBody);
}

/** Of exactly so many bytes, with letters of one, two, three and four bytes. */
function largeMessage(sizeBytes: number): string {
  const letters = 'aß€👋🏽';
  const room = sizeBytes - Buffer.byteLength(textMessage('wamid.large', ''));
  const text = letters.repeat(Math.floor(room / Buffer.byteLength(letters)));
  return textMessage('wamid.large', text + 'a'.repeat(room - Buffer.byteLength(text)));
}

describe('an app behind listen', () => {
  it("gets Meta's request: exact bytes, Meta's headers, its own query", async () => {
    const app = await appAnswering(200);
    const listen = await listening(['--forward-to', `${app.url}/bot?tenant=7`, '--header', 'X-Team: blue']);
    const flags = ['--to', listen.url, '--app-secret', APP_SECRET, '--verbatim'];
    expect((await runProgram(['replay', 'text', ...flags])).exitCode).toBe(0);
    const printed = await runProgram(['replay', 'text', '--verbatim', '--print', 'body']);

    const [request] = app.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/webhook/bot?tenant=7',
      headers: {
        'user-agent': 'facebookexternalua',
        accept: '*/*',
        'accept-encoding': 'deflate, gzip',
        'content-type': 'application/json',
        'content-length': `${Buffer.byteLength(printed.out)}`,
        'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
        'x-hub-signature-256': signatureOf(printed.out),
        'x-team': 'blue',
        host: new URL(app.url).host,
      },
    });
    expect(request?.headers).not.toHaveProperty('transfer-encoding');
    expect(request?.rawBody.toString()).toBe(printed.out);
  });

  it('gets 3 MiB of text in many alphabets to the byte, and can check the signature', async () => {
    const app = await appAnswering(200);
    const listen = await listening(['--forward-to', app.url]);
    const body = largeMessage(MAX_BYTES);
    expect(Buffer.byteLength(body)).toBe(MAX_BYTES);
    expect((await post(listen.url, body)).status).toBe(200);

    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const [kept] = historyLines(listen.cwd);
    expect(app.requests.map(isSigned)).toEqual([true]);
    expect(app.requests.map(({ rawBody }) => sha256(rawBody))).toEqual([sha256(Buffer.from(body))]);
    expect(kept !== undefined && sha256(bodyOf(kept))).toBe(sha256(Buffer.from(body)));
  });

  it.each([
    [200, 'taken'],
    [201, '{"ok":true}'],
    [401, 'who are you'],
    [500, 'Traceback: grüße'],
    [302, ''],
  ])('answers %i, and that goes back to the sender', async (status, text) => {
    const headers = { 'content-type': 'text/x-app', location: '/login', 'set-cookie': 'session=1' };
    const app = await appAnswering((_, response) => response.writeHead(status, headers).end(text));
    const listen = await listening(['--forward-to', app.url]);
    const rawBody = textMessage('wamid.1');
    const signed = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(rawBody) };
    const answer = await fetch(listen.url, { method: 'POST', headers: signed, body: rawBody, redirect: 'manual' });

    expect({ status: answer.status, text: await answer.text() }).toEqual({ status, text });
    expect(answer.headers.get('content-type')).toBe('text/x-app');
    expect(await listen.next('forward.answered')).toMatchObject({ to: app.url, status });
    expect(await listen.next('webhook.answered')).toMatchObject({ status, by: 'app' });
    await listen.stop();
    expect(historyLines(listen.cwd)).toMatchObject([
      { type: 'webhook.received', body: rawBody },
      { type: 'forward.answered', status },
      { type: 'webhook.answered', status, by: 'app' },
    ]);
  });

  it('that is down means 502 and a kept webhook, and that is back gets the next one', async () => {
    const first = await appAnswering(200);
    const listen = await listening(['--forward-to', first.url]);
    expect((await post(listen.url, textMessage('wamid.1'))).status).toBe(200);

    await first.close();
    const answer = await post(listen.url, textMessage('wamid.2'));
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain('did not answer');
    expect(await listen.next('forward.failed')).toMatchObject({
      to: first.url,
      code: 'ECONNREFUSED',
      reason: expect.stringContaining('nothing listens'),
    });
    expect(await listen.next('webhook.answered')).toMatchObject({ status: 502, by: 'listen' });

    const bodies = await appAgain(Number(new URL(first.url).port));
    expect((await post(listen.url, textMessage('wamid.2'))).status).toBe(200);
    expect(bodies).toEqual([textMessage('wamid.2')]);
    const kept = historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received');
    expect(kept.map(({ body }) => body)).toEqual([1, 2, 2].map((n) => textMessage(`wamid.${n}`)));
    expect(kept.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, undefined, kept[1]?.['id']]);
  });

  it('gets no webhook that was refused', async () => {
    const app = await appAnswering(200);
    const listen = await listening(['--forward-to', app.url]);
    const signature = { 'x-hub-signature-256': signatureOf('another body') };
    expect((await post(listen.url, textMessage('wamid.1'), signature)).status).toBe(401);
    expect((await post(listen.url, 'no JSON')).status).toBe(400);
    expect(app.requests).toEqual([]);
  });

  it('gets many at once, each with its own answer', async () => {
    const app = await appAnswering(({ rawBody }, response) => response.end(signatureOf(rawBody)));
    const listen = await listening(['--forward-to', app.url]);
    const bodies = Array.from({ length: 200 }, (_, n) => textMessage(`wamid.${n}`));
    const answers = await Promise.all(bodies.map(async (body) => (await post(listen.url, body)).text()));
    expect(answers).toEqual(bodies.map((body) => signatureOf(body)));
    expect(app.requests.every(isSigned)).toBe(true);
  });
});

describe('a handshake', () => {
  const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=of%20the%20app';

  it('is answered by the app, which gets it as Meta wrote it', async () => {
    const app = await appAnswering((_, response) => response.end('1158201444'));
    const listen = await listening(['--forward-to', `${app.url}?tenant=7`]);
    expect(await (await fetch(`${listen.url}?${query}`)).text()).toBe('1158201444');
    expect(app.requests).toMatchObject([{ method: 'GET', url: `/webhook?tenant=7&${query}` }]);
    expect(await listen.next('handshake.answered')).toMatchObject({ status: 200, ok: true, by: 'app' });
  });

  it.each([403, 500])('that the app answers with %i is refused', async (status) => {
    const app = await appAnswering(status);
    const listen = await listening(['--forward-to', app.url]);
    expect((await fetch(`${listen.url}?${query}`)).status).toBe(status);
    expect(await listen.next('handshake.answered')).toMatchObject({ status, ok: false, by: 'app' });
  });

  it('is answered with 502 while the app is down', async () => {
    const app = await appAnswering(200);
    await app.close();
    const listen = await listening(['--forward-to', app.url]);
    expect((await fetch(`${listen.url}?${query}`)).status).toBe(502);
    expect(await listen.next('handshake.answered')).toMatchObject({ status: 502, ok: false, by: 'listen' });
  });
});

describe('several apps', () => {
  it('get the same webhook, and the first one decides', async () => {
    const [first, second, third] = [await appAnswering(202), await appAnswering(500), await appAnswering(200)];
    await third.close();
    const targets = [first, second, third].flatMap(({ url }) => ['--forward-to', url]);
    const listen = await listening(targets);
    expect((await post(listen.url, textMessage('wamid.1'))).status).toBe(202);

    expect(await listen.next('webhook.answered')).toMatchObject({ status: 202, by: 'app' });
    await until(() => listen.events().filter(({ type }) => type.startsWith('forward.')).length === 3, 'all three');
    const told = listen.events().filter(({ type }) => type.startsWith('forward.'));
    expect(told).toContainEqual(expect.objectContaining({ type: 'forward.answered', to: first.url, status: 202 }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'forward.answered', to: second.url, status: 500 }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'forward.failed', to: third.url }));
    expect([first, second].map(({ requests }) => requests.map(isSigned))).toEqual([[true], [true]]);
  });

  it('with a private authority are met with --ca', async () => {
    const authority = createAuthority();
    const server = createHttps(authority.issue(), (request, response) => {
      request.resume().on('end', () => response.end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const to = `https://localhost:${portOf(server)}/webhook`;

    const blind = await listening(['--forward-to', to]);
    expect((await post(blind.url, textMessage('wamid.1'))).status).toBe(502);
    expect(String((await blind.next('forward.failed'))['reason'])).toContain('--ca');

    const trusting = await listening(['--forward-to', to, '--ca', authority.caFile]);
    expect((await post(trusting.url, textMessage('wamid.1'))).status).toBe(200);
  });
});

describe('--only', () => {
  it('shows and forwards what is wanted, and keeps and answers the rest', async () => {
    const app = await appAnswering(202);
    const listen = await listening(['--forward-to', app.url, '--only', 'statuses,messages/image', '--exit-after', '1']);
    expect((await post(listen.url, textMessage('wamid.1'))).status).toBe(200);
    expect((await post(listen.url, textMessage('wamid.1').replace('"text"', '"image"'))).status).toBe(202);
    expect(await listen.ended).toMatchObject({ exitCode: 0 });

    const ids = new Set(listen.events().flatMap(({ id }) => (id === undefined ? [] : [id])));
    expect(ids.size).toBe(1);
    expect(listen.events().at(-1)).toMatchObject({ type: 'session.ended', received: 1 });
    expect(app.requests).toHaveLength(1);
    expect(historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received')).toHaveLength(2);
  });

  it('notes a field that nobody knows', async () => {
    const listen = await listening(['--only', 'mesages']);
    expect(listen.events()).toContainEqual(expect.objectContaining({ type: 'setting.noted', setting: '--only' }));
  });
});

describe('a redirect', () => {
  it('is told and not followed', async () => {
    const app = await appAnswering((_, response) => response.writeHead(307, { location: '/other' }).end());
    const flags = ['--no-tunnel', '--port', '0', '--no-color', '--exit-after', '1', '--forward-to', app.url];
    const listen = startProgram(['listen', ...flags]);
    const [, url = ''] = await until(() => READY.exec(listen.out()) ?? undefined, 'ready');
    await post(url, textMessage('wamid.1'));
    await listen.ended;
    expect(listen.out()).toContain('307 in');
    expect(listen.out()).toContain('a redirect, which is not followed');
    expect(app.requests).toHaveLength(1);
  });
});

describe('--forward-to', () => {
  it('listen itself ends with 2', async () => {
    const app = await appAnswering(200);
    await app.close();
    const port = new URL(app.url).port;
    for (const host of ['127.0.0.1', 'localhost']) {
      const to = `http://${host}:${port}/webhook`;
      const { exitCode, out, err } = await runProgram(['listen', '--no-tunnel', '--port', port, '--forward-to', to]);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(err).toBe(`error: --forward-to ${to} is this receiver itself.\n  Name the URL of your app.\n`);
    }
  });

  it('what leads back here over another name is answered 508, and told', async () => {
    const place: { to?: number } = {};
    // Stands for whatever leads back: a tunnel, a proxy, a name in /etc/hosts.
    const relay = createServer((request, response) => {
      const headers = { ...request.headers, host: 'elsewhere.example' };
      const onward = ask({ host: '127.0.0.1', port: place.to, path: '/webhook', method: 'POST', headers }, (answer) =>
        answer.pipe(response.writeHead(answer.statusCode ?? 0)),
      );
      request.pipe(onward);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    onTestFinished(() => void relay.close());

    const listen = await listening(['--forward-to', `http://127.0.0.1:${portOf(relay)}/webhook`]);
    place.to = listen.port;
    expect((await post(listen.url, textMessage('wamid.1'))).status).toBe(508);
    expect(await listen.next('webhook.refused')).toMatchObject({
      status: 508,
      reason: expect.stringContaining('--forward-to'),
    });
    expect(historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received')).toHaveLength(1);
  });

  it.each([
    [['--forward-to', 'http://127.0.0.1:9/', '--forward-to', 'http://127.0.0.1:9/'], 'It is given twice.'],
    [['--only', 'messages,'], 'like messages/text,statuses,account_update'],
  ])('refuses %j', async (flags, message) => {
    const { exitCode, out, err } = await runProgram(['listen', '--no-tunnel', ...flags]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
  });
});

/** The app, started again on the port that it had; answers with the bodies that come. */
async function appAgain(port: number): Promise<readonly string[]> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(Buffer.concat(chunks).toString());
    response.end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return bodies;
}

function portOf(server: { address: () => AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
