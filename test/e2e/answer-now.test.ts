import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sessionsThatWait } from '../../src/store/waiting.ts';
import { appAnswering } from '../support/app-answering.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { historyLines, type Listening, listening, post, textMessage } from '../support/listening.ts';
import { type JsonLine, runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** An app that can go away and come back on its port, and that keeps what it took in order. */
interface RestartableApp {
  readonly url: string;
  readonly taken: readonly string[];
  readonly start: (status?: number | ((body: string) => number)) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function restartableApp(): Promise<RestartableApp> {
  const taken: string[] = [];
  let port = 0;
  let server: Server | undefined;
  const stop = async () => {
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    server = undefined;
  };
  const start: RestartableApp['start'] = async (status = 200) => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const code = typeof status === 'number' ? status : status(body);
      if (code === 200) taken.push(body);
      response.writeHead(code).end();
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  };
  await start();
  await stop();
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${port}/webhook`, taken, start, stop };
}

const message = (n: number) => textMessage(`wamid.${n}`);
const messages = (count: number, from = 0) => Array.from({ length: count }, (_, n) => message(from + n));

async function postAll(listen: Listening, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) expect((await post(listen.url, body)).status).toBe(200);
}

function answeringNow(...to: readonly string[]) {
  return (cwd?: string) =>
    listening(['--answer', 'now', ...to.flatMap((url) => ['--forward-to', url])], cwd === undefined ? {} : { cwd });
}

const claims = (cwd: string) => readdirSync(join(cwd, '.wa-webhook/forwarding'));

const waits = (listen: Listening, why: string): JsonLine[] =>
  listen.events().filter((event) => event.type === 'forward.waiting' && event['why'] === why);

describe('listen --answer now', () => {
  it('answers at once, and delivers in order, each once, when the app comes up', async () => {
    const app = await restartableApp();
    const listen = await answeringNow(app.url)();
    await postAll(listen, messages(20));
    expect(await listen.next('forward.waiting')).toMatchObject({ to: app.url, why: 'not-taken' });

    await app.start();
    await until(() => app.taken.length === 20, 'all at the app');
    expect(app.taken).toEqual(messages(20));
    expect(await listen.next('forward.resumed')).toMatchObject({ to: app.url });
    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(listen.events().at(-1)).not.toHaveProperty('waiting');
    expect(claims(listen.cwd)).toEqual([]);
    const answered = listen.events().filter(({ type }) => type === 'webhook.answered');
    expect(answered.map(({ status, by }) => ({ status, by }))).toEqual(
      Array.from({ length: 20 }, () => ({ status: 200, by: 'listen' })),
    );
  });

  it('tries one again until it is taken, and lets none overtake it', async () => {
    let refusals = 3;
    const app = await restartableApp();
    await app.start((body) => (body.includes('wamid.1"') && refusals-- > 0 ? 500 : 200));
    const listen = await answeringNow(app.url)();
    await postAll(listen, messages(4));
    await until(() => app.taken.length === 4, 'all at the app');
    expect(app.taken).toEqual(messages(4));
    const outcomes = () => listen.events().filter(({ type }) => type === 'forward.answered');
    const told = await until(() => outcomes().length === 5 && outcomes(), 'all told');
    // The second and third refusal are no news.
    expect(told.map(({ status }) => status)).toEqual([200, 500, 200, 200, 200]);
    expect(told[2]).toMatchObject({ status: 200, try: 4 });
    expect(told[2]).not.toHaveProperty('isUnsure');
  });

  it('says how many wait when it ends, and the next one takes them up', async () => {
    const app = await restartableApp();
    const first = await answeringNow(app.url)();
    await postAll(first, messages(3));
    await first.next('forward.waiting');
    await first.stop();
    expect(waits(first, 'stopped')).toMatchObject([{ to: app.url, waiting: 3, isUnsure: false }]);
    expect(first.events().at(-1)).toMatchObject({ type: 'session.ended', waiting: 3 });
    expect(await sessionsThatWait(join(first.cwd, '.wa-webhook'), () => false)).toHaveProperty('size', 1);

    await app.start();
    const second = await answeringNow(app.url)(first.cwd);
    await postAll(second, messages(2, 3));
    await until(() => app.taken.length === 5, 'all at the app');
    expect(app.taken).toEqual(messages(5));
    expect(waits(second, 'left-over')).toMatchObject([{ to: app.url, waiting: 3 }]);
    expect(second.events().filter(({ isUnsure }) => isUnsure === true)).toEqual([]);
    await second.stop();
    expect(claims(first.cwd)).toEqual([]);
    expect(await sessionsThatWait(join(first.cwd, '.wa-webhook'), () => false)).toHaveProperty('size', 0);
  });

  it('loses nothing by kill -9, and says of the one that may come twice', async () => {
    const app = await appAnswering(200, () => {}); // Takes one, and is silent on the second.
    const first = await answeringNow(app.url)();
    await postAll(first, messages(4));
    await until(() => app.requests.length === 2, 'the second at the app');
    await first.stop('SIGKILL');

    const later = await appAnswering(200);
    expect(await sessionsThatWait(join(first.cwd, '.wa-webhook'), () => false)).toHaveProperty('size', 1);
    const elsewhere = await answeringNow(later.url)(first.cwd);
    expect(await elsewhere.next('forward.waiting')).toMatchObject({ why: 'unserved', to: app.url, waiting: 3 });
    await elsewhere.stop('SIGKILL');
    expect(later.requests).toEqual([]);

    await app.close();
    const back = createServer((request, response) => request.resume().on('end', () => response.end()));
    back.listen(Number(new URL(app.url).port), '127.0.0.1');
    await once(back, 'listening');
    onTestFinished(() => void back.close());
    const third = await answeringNow(app.url)(first.cwd);
    const taken = [];
    for (let n = 0; n < 3; n += 1) taken.push(await third.next('forward.answered'));
    expect(taken.map(({ id }) => String(id).split('-')[1])).toEqual(['2', '3', '4']);
    expect(taken.map(({ isUnsure }) => isUnsure)).toEqual([true, undefined, undefined]);
    await third.stop();
    expect(claims(first.cwd)).toEqual([]);
  });

  it('delivers to each target at its own pace', async () => {
    const fast = await restartableApp();
    const slow = await restartableApp();
    await fast.start();
    const listen = await answeringNow(fast.url, slow.url)();
    await postAll(listen, messages(5));
    await until(() => fast.taken.length === 5, 'all at the first app');
    expect(slow.taken).toEqual([]);
    await listen.stop();
    expect(waits(listen, 'stopped')).toMatchObject([{ to: slow.url, waiting: 5 }]);

    await slow.start();
    const next = await answeringNow(fast.url, slow.url)(listen.cwd);
    await until(() => slow.taken.length === 5, 'all at the second app');
    await next.stop();
    expect([fast.taken, slow.taken]).toEqual([messages(5), messages(5)]);
  });

  it('lets one of two that start at once take up what is left', async () => {
    const app = await restartableApp();
    const first = await answeringNow(app.url)();
    await postAll(first, messages(50));
    await first.stop('SIGKILL');

    await app.start();
    const both = await Promise.all([answeringNow(app.url)(first.cwd), answeringNow(app.url)(first.cwd)]);
    await until(() => app.taken.length >= 50, 'all at the app');
    await Promise.all(both.map((listen) => listen.stop()));
    expect(app.taken).toEqual(messages(50));
    expect(both.flatMap((listen) => waits(listen, 'left-over'))).toHaveLength(1);
  });

  it('keeps to the order of what came while it is being delivered to', async () => {
    const app = await restartableApp();
    await app.start();
    const listen = await answeringNow(app.url)(temporaryFolder());
    await Promise.all(messages(300).map((body) => post(listen.url, body)));
    await until(() => app.taken.length === 300, 'all at the app');
    const received = historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received');
    expect(app.taken).toEqual(received.map(({ body }) => body));
  });

  it('waits for webhooks of --only alone', async () => {
    const app = await restartableApp();
    await app.start();
    const flags = ['--answer', 'now', '--forward-to', app.url, '--only', 'statuses'];
    const listen = await listening(flags);
    await postAll(listen, messages(2));
    await listen.stop();
    expect(historyLines(listen.cwd).filter((line) => 'waitsFor' in line)).toEqual([]);
    expect(app.taken).toEqual([]);
  });

  it.each([
    [['--answer', 'now'], 'needs an app to forward to'],
    [['--answer', 'now', '--forward-to', 'http://127.0.0.1:9/', '--no-history'], 'cannot go with --no-history'],
    [['--answer', 'later'], 'Allowed choices are app, now.'],
  ])('refuses %j', async (flags, words) => {
    const { exitCode, out, err } = await runProgram(['listen', '--no-tunnel', ...flags]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(words);
  });
});
