import { describe, expect, it, onTestFinished } from 'vitest';
import { createForwarder } from '../../src/delivery/forward.ts';
import { openTarget } from '../../src/delivery/forward-target.ts';
import type { HappenedEvent } from '../../src/events.ts';
import { appAnswering } from '../support/app-answering.ts';
import { until } from '../support/until.ts';

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

function forwarderTo(urls: string | readonly [string, ...string[]], extra: readonly [string, string][] = []) {
  const events: HappenedEvent[] = [];
  const open = (url: string) => {
    const clock = () => performance.now();
    const target = openTarget({ to: new URL(url), headers: { extra, mark: 'mark-1' }, tls: undefined, clock });
    onTestFinished(target.close);
    return target;
  };
  const [first, ...others] = typeof urls === 'string' ? ([urls] as const) : urls;
  const forwarder = createForwarder([open(first), ...others.map(open)], (event) => events.push(event));
  return { forwarder, events };
}

describe('createForwarder', () => {
  it("passes the exact bytes and Meta's headers, and nothing of the way", async () => {
    const app = await appAnswering(200);
    const { forwarder } = forwarderTo(app.url, [['X-Team', 'blue']]);
    await forwarder.webhook({ query: '', headers, rawBody }, 'a-1');

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
      'x-wa-webhook-via': 'mark-1',
      'x-team': 'blue',
    });
  });

  it("brings the app's own answer back", async () => {
    const app = await appAnswering((_, response) => response.writeHead(422, { 'content-type': 'text/x' }).end('no'));
    const { forwarder, events } = forwarderTo(app.url);
    const reply = await forwarder.webhook({ query: '', headers, rawBody }, 'a-1');
    expect(reply).toMatchObject({ status: 422, headers: { 'content-type': 'text/x' }, by: 'app' });
    expect(Buffer.from(reply.body).toString()).toBe('no');
    expect(events).toMatchObject([{ type: 'forward.answered', id: 'a-1', status: 422, to: app.url }]);
  });

  it('answers 502 while the app is down, and is through again when it is back', async () => {
    const app = await appAnswering(200);
    const { forwarder, events } = forwarderTo(app.url);
    await app.close();
    const reply = await forwarder.webhook({ query: '', headers, rawBody }, 'a-1');
    expect(reply).toMatchObject({ status: 502, by: 'listen' });
    expect(events).toMatchObject([{ type: 'forward.failed', id: 'a-1', code: 'ECONNREFUSED' }]);
  });

  it('hands the handshake on, behind the query that the URL has', async () => {
    const app = await appAnswering((request, response) => void response.end(request.url));
    const { forwarder, events } = forwarderTo(`${app.url}?team=blue`);
    const reply = await forwarder.handshake({
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
    expect((await forwarder.webhook({ query: '', headers, rawBody }, 'a')).status).toBe(302);
    expect(app.requests).toHaveLength(1);
  });

  it('gives each target the same bytes at the same time, and answers with the first', async () => {
    const silent = await appAnswering(() => {});
    const first = await appAnswering((_, response) => {
      // Only when the others have theirs: none waits for another.
      void until(() => silent.requests.length === 1 && refusing.requests.length === 1, 'the other two').then(() =>
        response.end('first'),
      );
    });
    const refusing = await appAnswering(500);
    const { forwarder, events } = forwarderTo([first.url, silent.url, refusing.url]);
    const reply = await forwarder.webhook({ query: '', headers, rawBody }, 'a-1');

    expect(Buffer.from(reply.body).toString()).toBe('first');
    expect([first, silent, refusing].map(({ requests }) => requests.map((each) => each.rawBody))).toEqual([
      [rawBody],
      [rawBody],
      [rawBody],
    ]);
    await silent.close();
    await forwarder.idle();
    expect(events).toHaveLength(3);
    expect(events).toContainEqual(expect.objectContaining({ type: 'forward.answered', to: first.url, status: 200 }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'forward.answered', to: refusing.url, status: 500 }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'forward.failed', to: silent.url }));
  });

  it('asks the first target alone for the handshake', async () => {
    const [first, second] = [await appAnswering(200), await appAnswering(200)];
    const { forwarder } = forwarderTo([first.url, second.url]);
    await forwarder.handshake({ query: 'hub.mode=subscribe', headers, rawBody: Buffer.of() });
    expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
  });

  it('keeps its connections open for what comes next', async () => {
    const ports = new Set<number | undefined>();
    const app = await appAnswering((_, response) => {
      ports.add(response.socket?.remotePort);
      response.end();
    });
    const { forwarder } = forwarderTo(app.url);
    for (let n = 0; n < 20; n += 1) await forwarder.webhook({ query: '', headers, rawBody }, `a-${n}`);
    // The pool may take a second one while the first is just being freed.
    expect(ports.size).toBeLessThan(4);
  });
});
