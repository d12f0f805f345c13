import { describe, expect, it, onTestFinished } from 'vitest';
import type { HappenedEvent } from '../../src/events.ts';
import { createGraphClient, type GraphRequest } from '../../src/graph/client.ts';
import type { GraphError } from '../../src/graph/graph-error.ts';
import { appAnswering } from '../support/app-answering.ts';
import { ACCESS_TOKEN, type GraphAnswering, graphAnswering, PHONE_ID, WABA_ID } from '../support/graph-answering.ts';

function clientFor(graph: Pick<GraphAnswering, 'url'>, options: { token?: string; timeoutMs?: number } = {}) {
  const told: HappenedEvent[] = [];
  const stopping = new AbortController();
  const client = createGraphClient({
    url: new URL(graph.url),
    version: 'v26.0',
    token: options.token ?? ACCESS_TOKEN,
    timeoutMs: options.timeoutMs ?? 60_000,
    patience: { tries: 3, firstWaitMs: 1, longestWaitMs: 2_000 },
    emit: (event) => void told.push(event),
    now: () => new Date(),
    random: () => 0.5,
    signal: stopping.signal,
  });
  onTestFinished(client.close);
  return { ...client, told, stop: () => stopping.abort('SIGINT') };
}

const READ: GraphRequest = { path: PHONE_ID, query: { fields: 'webhook_configuration' } };

async function failed(answering: ReturnType<ReturnType<typeof clientFor>['ask']>): Promise<GraphError> {
  const answer = await answering;
  if (answer.ok) throw new Error(`It was answered: ${JSON.stringify(answer.json)}`);
  return answer.error;
}

describe('createGraphClient', () => {
  it('reads an object, with the token in a header and nowhere else', async () => {
    const graph = await graphAnswering();
    const client = clientFor(graph);
    expect(await client.ask(READ)).toEqual({ ok: true, json: { webhook_configuration: {}, id: PHONE_ID } });

    const [request] = graph.requests;
    expect(request).toMatchObject({ method: 'GET', url: `/v26.0/${PHONE_ID}?fields=webhook_configuration`, body: '' });
    expect(request?.headers.authorization).toBe(`Bearer ${ACCESS_TOKEN}`);
  });

  it('asks about the token itself without a URL that holds it', async () => {
    const graph = await graphAnswering();
    const client = clientFor(graph);
    const answer = await client.ask({ path: 'debug_token', secretQuery: { input_token: ACCESS_TOKEN } });
    expect(answer).toMatchObject({ ok: true, json: { data: { is_valid: true, app_id: '300000000000003' } } });
    expect(graph.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v26.0/debug_token']);
  });

  it.each(['500', 'transient', 'rate-limit', 'retry-after', 'reset', 'cut', 'html-502'] as const)(
    'asks again after %s, and tells it',
    async (fault) => {
      const graph = await graphAnswering();
      graph.fail(fault, { times: 2 });
      const client = clientFor(graph);
      expect((await client.ask(READ)).ok).toBe(true);
      expect(graph.requests).toHaveLength(3);
      expect(client.told).toMatchObject([
        { type: 'graph.retried', method: 'GET', path: PHONE_ID, try: 2 },
        { type: 'graph.retried', try: 3 },
      ]);
      if (fault === 'retry-after') expect(client.told).toMatchObject([{ inMs: 1_000 }, { inMs: 1_000 }]);
    },
  );

  it('gives up in the end', async () => {
    const graph = await graphAnswering();
    graph.fail('500');
    const error = await failed(clientFor(graph).ask(READ));
    expect(error).toMatchObject({ kind: 'meta-trouble', code: 1, status: 500, isUnsure: false });
    expect(graph.requests).toHaveLength(3);
  });

  it('does not wait for twelve minutes, and says that it takes so long', async () => {
    const graph = await graphAnswering();
    graph.fail('rate-limit-long');
    const error = await failed(clientFor(graph).ask(READ));
    expect(error).toMatchObject({ kind: 'rate-limit', code: 80_007, waitMs: 720_000 });
    expect(error.sentence).toContain('It ends in about 12 minutes.');
    expect(graph.requests).toHaveLength(1);
  });

  it.each([
    ['expired', { kind: 'token', code: 190, subcode: 463 }, 'The access token has expired (code 190/463).'],
    ['permission', { kind: 'permission', code: 200 }, 'The access token lacks a permission for it (code 200).'],
    ['unknown', { kind: 'unknown-object', code: 100, subcode: 33 }, 'There is nothing with this id'],
    ['html', { kind: 'not-graph', status: 200 }, 'answered 200 with a web page'],
    ['empty', { kind: 'not-graph', status: 200 }, 'answered 200 with nothing'],
    ['redirect', { kind: 'not-graph', status: 302 }, 'a redirect to http://login.example/'],
    ['huge', { kind: 'not-graph' }, 'is longer than 8 MiB'],
  ] as const)('tells %s at once', async (fault, kind, words) => {
    const graph = await graphAnswering();
    graph.fail(fault);
    const error = await failed(clientFor(graph).ask(READ));
    expect(error).toMatchObject(kind);
    expect(error.sentence).toContain(words);
    expect(error.hint).not.toBe('');
    expect(graph.requests).toHaveLength(1);
  });

  it('takes its token out of what a stranger sends back', async () => {
    const graph = await graphAnswering();
    graph.fail('echo');
    const token = `${ACCESS_TOKEN}|a/b`;
    const error = await failed(clientFor(graph, { token }).ask(READ));
    expect(error.said).toBe('Malformed access token [secret], or [secret]');
    expect(JSON.stringify(error)).not.toContain(ACCESS_TOKEN);
  });

  it('ends a wait for an answer that never comes', async () => {
    const graph = await graphAnswering();
    graph.fail('hang');
    const error = await failed(clientFor(graph, { timeoutMs: 200 }).ask(READ));
    expect(error).toMatchObject({ kind: 'silence', isPassing: true });
    expect(error.sentence).toMatch(/^127\.0\.0\.1:\d+ gave no answer within 0\.2 s\.$/);
  });

  it('says that nothing listens', async () => {
    const graph = await graphAnswering();
    await graph.close();
    expect(await failed(clientFor(graph).ask(READ))).toMatchObject({
      kind: 'silence',
      sentence: expect.stringContaining('refused the connection'),
    });
  });

  it('rejects when it is stopped, as what the user wished', async () => {
    const graph = await graphAnswering();
    graph.fail('hang');
    const client = clientFor(graph);
    const asking = client.ask(READ);
    await expect.poll(() => graph.requests.length).toBe(1);
    client.stop();
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('follows the pages, by cursor and not by the URL that holds a token', async () => {
    const graph = await graphAnswering();
    const phone = graph.world.phones.get(PHONE_ID);
    for (let n = 0; n < 230; n += 1) phone?.history.push({ id: String(n), messageId: `wamid.${n}`, events: [] });
    const sizes: number[] = [];
    for await (const page of clientFor(graph).pages({ path: `${PHONE_ID}/message_history`, query: { limit: '100' } })) {
      sizes.push(page.ok && Array.isArray(page.json['data']) ? page.json['data'].length : -1);
    }
    expect(sizes).toEqual([100, 100, 30]);
    expect(graph.requests.map(({ url }) => url).join()).not.toContain('access_token');
  });
});

describe('a change', () => {
  const change = (uri: string, verifyToken = 'let-me-in'): GraphRequest => {
    const configuration = { override_callback_uri: uri, verify_token: verifyToken };
    return { method: 'POST', path: PHONE_ID, body: { webhook_configuration: configuration } };
  };
  const endpoint = () =>
    appAnswering(({ url }, response) => {
      const query = new URL(url, 'http://x').searchParams;
      const isRight = query.get('hub.verify_token') === 'let-me-in';
      response.writeHead(isRight ? 200 : 403).end(isRight ? query.get('hub.challenge') : 'no');
    });

  it('is made once Meta has asked the URL itself', async () => {
    const graph = await graphAnswering();
    const app = await endpoint();
    const client = clientFor(graph);
    expect(await client.ask(change(app.url))).toEqual({ ok: true, json: { success: true } });
    expect(app.requests).toHaveLength(1);
    expect(app.requests[0]?.url).toMatch(
      /^\/webhook\?hub\.mode=subscribe&hub\.challenge=\d+&hub\.verify_token=let-me-in$/,
    );
    expect(app.requests[0]?.headers['user-agent']).toBe('facebookplatform/1.0 (+http://developers.facebook.com)');
    expect(await client.ask(READ)).toMatchObject({ json: { webhook_configuration: { phone_number: app.url } } });
    expect(graph.requests[0]?.headers['content-type']).toBe('application/json');
  });

  it('is refused with what the verification said', async () => {
    const graph = await graphAnswering();
    const app = await endpoint();
    const error = await failed(clientFor(graph).ask(change(app.url, 'wrong')));
    expect(error).toMatchObject({ kind: 'verification', code: 2200, isUnsure: false });
    expect(error.sentence).toBe(
      'The callback URL did not pass the verification (code 2200). Meta says: "(#2200) Callback verification failed with the following errors: HTTP Status Code = 403; HTTP Message = Forbidden"',
    );
    await app.close();
    const gone = await failed(clientFor(graph).ask(change(app.url)));
    expect(gone.said).toContain('curl_errno = 7; curl_error = Failed to connect to 127.0.0.1');
  });

  it('is unsure where the answer was lost, and still after a later try was refused', async () => {
    const graph = await graphAnswering();
    const app = await endpoint();
    graph.fail('lost', { times: 1, on: /^POST/ });
    graph.fail('expired', { on: /^POST/ });
    const error = await failed(clientFor(graph).ask(change(app.url)));
    expect(error).toMatchObject({ kind: 'token', isUnsure: true });
    graph.mend();
    expect(await clientFor(graph).ask(READ)).toMatchObject({
      json: { webhook_configuration: { phone_number: app.url } },
    });
  });

  it('reaches the account too, and is taken back by a POST without a body', async () => {
    const graph = await graphAnswering();
    const app = await endpoint();
    const client = clientFor(graph);
    const path = `${WABA_ID}/subscribed_apps`;
    const body = { override_callback_uri: app.url, verify_token: 'let-me-in' };
    expect((await client.ask({ method: 'POST', path, body })).ok).toBe(true);
    expect(await client.ask({ path })).toMatchObject({ json: { data: [{ override_callback_uri: app.url }] } });
    expect((await client.ask({ method: 'POST', path })).ok).toBe(true);
    expect(graph.world.accounts.get(WABA_ID)?.subscribed.get('300000000000003')).toBeUndefined();
  });
});
