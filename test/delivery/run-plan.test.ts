import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planDeliveries } from '../../src/delivery/plan.ts';
import { summarize } from '../../src/delivery/report.ts';
import { type RunOptions, runPlan } from '../../src/delivery/run-plan.ts';
import type { HappenedEvent } from '../../src/events.ts';
import { appAnswering } from '../support/app-answering.ts';

const rawBody = Buffer.from('{"text":"Gr\\u00fc\\u00dfe"}');

async function replay(
  to: string,
  changes: Partial<Parameters<typeof planDeliveries>[0]> = {},
  { timeoutMs = 10_000, ...running }: Partial<RunOptions> = {},
) {
  const events: HappenedEvent[] = [];
  const plan = planDeliveries({
    bodies: [{ what: 'a', rawBody }],
    signing: { kind: 'right', appSecret: 's' },
    duplicates: 0,
    isConcurrent: false,
    retryForMs: 0,
    speed: 1,
    extraHeaders: [],
    ...changes,
  });
  const outcomes = await runPlan(plan, {
    to: new URL(to),
    timeoutMs,
    emit: (event) => events.push(event),
    clock: () => performance.now(),
    signal: new AbortController().signal,
    ...running,
  });
  const about = { ranMs: 100, planned: plan.groups.flat().length, ...running };
  return { events, outcomes, numbers: summarize(outcomes, about) };
}

describe('runPlan', () => {
  it("sends the exact bytes with Meta's headers, once", async () => {
    const app = await appAnswering(200);
    const { events, numbers } = await replay(`${app.url}?a=1`);
    expect(app.requests).toHaveLength(1);
    expect(app.requests[0]).toMatchObject({
      method: 'POST',
      url: '/webhook?a=1',
      rawBody,
      headers: { 'user-agent': 'facebookexternalua', 'content-length': `${rawBody.byteLength}` },
    });
    expect(app.requests[0]?.headers['transfer-encoding']).toBeUndefined();
    expect(events).toMatchObject([{ type: 'delivery.answered', n: 1, try: 1, status: 200, ok: true }]);
    expect(numbers).toMatchObject({ sent: 1, ok: 1, refused: 0, failed: 0, bytes: rawBody.byteLength });
  });

  it.each([
    [201, 'documents 200'],
    [204, 'documents 200'],
    [302, 'redirects'],
    [401, 'signature'],
    [413, 'too large'],
    [500, undefined],
  ])('counts %i as refused', async (status, reason) => {
    const app = await appAnswering((_, response) => void response.writeHead(status, { location: '/elsewhere' }).end());
    const { events, numbers } = await replay(app.url);
    expect(app.requests).toHaveLength(1);
    expect(events).toMatchObject([{ type: 'delivery.answered', status, ok: false }]);
    if (reason !== undefined) expect(events).toMatchObject([{ reason: expect.stringContaining(reason) }]);
    expect(numbers).toMatchObject({ ok: 0, refused: 1 });
  });

  it('tries again with the same bytes until the answer is 200', async () => {
    const app = await appAnswering(500, 500, 503, 200, 200);
    const { events, numbers } = await replay(app.url, { retryForMs: 7 * 86_400_000, speed: 1e6 });
    expect(app.requests).toHaveLength(4);
    for (const request of app.requests) {
      expect(request.rawBody).toEqual(rawBody);
      expect(request.headers['x-hub-signature-256']).toBe(app.requests[0]?.headers['x-hub-signature-256']);
    }
    expect(events).toMatchObject([
      { try: 1 },
      { try: 2, virtualMs: 0 },
      { try: 3, virtualMs: 60_000 },
      { try: 4, ok: true },
    ]);
    expect(numbers).toMatchObject({ sent: 4, ok: 1, refused: 0 });
  });

  it("tells of each retry how long after the first it comes, on Meta's clock and on ours", async () => {
    const app = await appAnswering(500, 500, 200);
    const { events } = await replay(app.url, { retryForMs: 60_000, speed: 600 });
    expect(events).toMatchObject([
      { try: 1 },
      { try: 2, virtualMs: 0 },
      { try: 3, virtualMs: 60_000, realMs: expect.any(Number) },
    ]);
    const [first, , third] = events;
    expect(first).not.toHaveProperty('realMs');
    expect(third?.type === 'delivery.answered' && third.realMs).toBeGreaterThanOrEqual(99);
  });

  it('takes the answer that is expected, and no other', async () => {
    const refusing = await appAnswering(401);
    const expectation = { status: 401 };
    const refused = await replay(refusing.url, { retryForMs: 60_000, speed: 1e6 }, { expectation });
    expect(refused.events).toMatchObject([{ status: 401, ok: true }]);
    expect(refused.numbers).toMatchObject({ sent: 1, ok: 1, refused: 0, repeatable: 1, expected: { status: 401 } });

    const accepting = await appAnswering(200);
    const accepted = await replay(accepting.url, { retryForMs: 60_000, speed: 1e6 }, { expectation });
    expect(accepted.events).toMatchObject([{ status: 200, ok: false, reason: '401 was expected' }]);
    expect(accepted.numbers).toMatchObject({ sent: 1, ok: 0, refused: 1, repeatable: 0 });
  });

  it('starts nothing more after the first failure when it is told so, and counts what it left', async () => {
    const app = await appAnswering(200, 500, 200);
    const { numbers } = await replay(app.url, { duplicates: 4 }, { isFailFast: true });
    expect(app.requests).toHaveLength(2);
    expect(numbers).toMatchObject({ sent: 2, ok: 1, refused: 1, repeatable: 1, unsent: 3 });
  });

  it('pauses between groups, and neither before nor after them', async () => {
    const app = await appAnswering(200);
    const startedMs = performance.now();
    await replay(app.url, { duplicates: 2, intervalMs: 60 });
    const ranMs = performance.now() - startedMs;
    expect(app.requests).toHaveLength(3);
    expect(ranMs).toBeGreaterThanOrEqual(119);
  });

  it('gives up when the time for retries is over', async () => {
    const app = await appAnswering(500);
    const { numbers } = await replay(app.url, { retryForMs: 60_000, speed: 1e6 });
    expect(app.requests).toHaveLength(3);
    expect(numbers).toMatchObject({ sent: 3, ok: 0, refused: 1 });
  });

  it('sends concurrent duplicates at the same instant', async () => {
    let open = 0;
    const held: (() => void)[] = [];
    const app = await appAnswering((_, response) => {
      open += 1;
      held.push(() => response.end());
      if (open === 5) for (const release of held) release();
    });
    const { numbers } = await replay(app.url, { duplicates: 4, isConcurrent: true });
    expect(open).toBe(5);
    expect(numbers).toMatchObject({ sent: 5, ok: 5 });
  });

  it('calls a refused connection, a silent and a dropping endpoint failures, each by its name', async () => {
    const gone = await appAnswering(200);
    await gone.close();
    expect((await replay(gone.url)).events).toMatchObject([
      {
        type: 'delivery.failed',
        code: 'ECONNREFUSED',
        reason: expect.stringContaining('nothing listens on 127.0.0.1:'),
      },
    ]);

    const silent = await appAnswering(() => {});
    expect((await replay(silent.url, {}, { timeoutMs: 50 })).events).toMatchObject([
      { type: 'delivery.failed', code: 'TIMEOUT' },
    ]);

    const dropping = await appAnswering((_, response) => response.destroy());
    const { events, numbers } = await replay(dropping.url);
    expect(events).toMatchObject([
      { type: 'delivery.failed', reason: expect.stringContaining('closed the connection') },
    ]);
    expect(numbers).toMatchObject({ sent: 1, failed: 1, p50Ms: 0 });
  });

  it('names what is no HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('SSH-2.0-hello\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { events } = await replay(`http://127.0.0.1:${port}/`);
    expect(events).toMatchObject([{ type: 'delivery.failed', reason: expect.stringContaining('does not speak HTTP') }]);
  });

  it('ends an answer that never ends', async () => {
    const app = await appAnswering((_, response) => {
      response.writeHead(200);
      response.write('x');
    });
    expect((await replay(app.url, {}, { timeoutMs: 100 })).events).toMatchObject([
      { type: 'delivery.failed', code: 'TIMEOUT' },
    ]);
  });
});

describe('summarize', () => {
  it('gives the percentiles of what was answered', () => {
    const attempt = (tookMs: number) =>
      [
        { type: 'delivery.answered', n: 1, what: 'a', to: 'x', try: 1, sizeBytes: 10, tookMs, status: 200, ok: true },
      ] as const;
    const outcomes = Array.from({ length: 100 }, (_, index) => attempt(index + 1));
    expect(summarize(outcomes, { ranMs: 2_000, planned: 100 })).toMatchObject({
      p50Ms: 50,
      p95Ms: 95,
      maxMs: 100,
      perSecond: 50,
      bytes: 1000,
    });
  });
});
