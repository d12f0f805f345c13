import { describe, expect, it, onTestFinished } from 'vitest';
import { createForwarder } from '../../src/delivery/forward.ts';
import type { HappenedEvent } from '../../src/events.ts';
import { appAnswering } from '../support/app-answering.ts';

const rawBody = Buffer.from('{"text":"Gr\\u00fc\\u00dfe 👋"}');
const headers = {
  host: 'public.example',
  connection: 'keep-alive, x-hop',
  'x-hop': '1',
  'content-length': '5',
  'content-type': 'application/json',
  'user-agent': 'facebookexternalua',
  'x-hub-signature': 'sha1=1',
  'x-hub-signature-256': 'sha256=2',
  'x-forwarded-for': '10.0.0.1',
  'cf-ray': '1',
  accept: '*/*',
};

function forwarderTo(url: string, extraHeaders: readonly [string, string][] = []) {
  const events: HappenedEvent[] = [];
  const forwarder = createForwarder({
    to: new URL(url),
    extraHeaders,
    emit: (event) => events.push(event),
    clock: () => performance.now(),
  });
  onTestFinished(forwarder.close);
  return { forwarder, events };
}

describe('createForwarder', () => {
  it("passes the exact bytes and Meta's headers, and nothing of the way", async () => {
    const app = await appAnswering(200);
    const { forwarder } = forwarderTo(app.url, [['X-Team', 'blue']]);
    await forwarder.webhook({ method: 'POST', query: '', headers, rawBody }, 'a-1');

    const [request] = app.requests;
    expect(request?.rawBody).toEqual(rawBody);
    expect(request?.headers).toEqual({
      host: new URL(app.url).host,
      connection: 'keep-alive',
      'content-length': `${rawBody.byteLength}`,
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature': 'sha1=1',
      'x-hub-signature-256': 'sha256=2',
      accept: '*/*',
      'x-team': 'blue',
    });
  });

  it("brings the app's own answer back", async () => {
    const app = await appAnswering((_, response) => response.writeHead(422, { 'content-type': 'text/x' }).end('no'));
    const { forwarder, events } = forwarderTo(app.url);
    const reply = await forwarder.webhook({ method: 'POST', query: '', headers, rawBody }, 'a-1');
    expect(reply).toMatchObject({ status: 422, headers: { 'content-type': 'text/x' }, by: 'app' });
    expect(Buffer.from(reply.body).toString()).toBe('no');
    expect(events).toMatchObject([{ type: 'forward.answered', id: 'a-1', status: 422, to: app.url }]);
  });

  it('answers 502 while the app is down, and is through again when it is back', async () => {
    const app = await appAnswering(200);
    const { forwarder, events } = forwarderTo(app.url);
    await app.close();
    const reply = await forwarder.webhook({ method: 'POST', query: '', headers, rawBody }, 'a-1');
    expect(reply).toMatchObject({ status: 502, by: 'listen' });
    expect(events).toMatchObject([{ type: 'forward.failed', id: 'a-1', code: 'ECONNREFUSED' }]);
  });

  it('hands the handshake on, behind the query that the URL has', async () => {
    const app = await appAnswering((request, response) => void response.end(request.url));
    const { forwarder, events } = forwarderTo(`${app.url}?team=blue`);
    const reply = await forwarder.handshake({
      method: 'GET',
      query: 'hub.mode=subscribe',
      headers,
      rawBody: Buffer.of(),
    });
    expect(Buffer.from(reply.body).toString()).toBe('/webhook?team=blue&hub.mode=subscribe');
    expect(events).toEqual([]);
  });

  it('follows no redirect', async () => {
    const app = await appAnswering((_, response) => response.writeHead(302, { location: '/login' }).end());
    const { forwarder } = forwarderTo(app.url);
    expect((await forwarder.webhook({ method: 'POST', query: '', headers, rawBody }, 'a')).status).toBe(302);
    expect(app.requests).toHaveLength(1);
  });
});
