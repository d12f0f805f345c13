import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { historyLines, listening, post, textMessage } from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** An app that answers when it is told to. */
async function waitingApp() {
  const answers: (() => void)[] = [];
  const app = await appAnswering((_, response) => void answers.push(() => void response.writeHead(200).end()));
  const answerAll = () => {
    for (const answer of answers.splice(0)) answer();
  };
  return { ...app, answerAll };
}

function isClosed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(true));
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
}

const noteIn = ({ cwd, pid }: { readonly cwd: string; readonly pid: number }) =>
  join(cwd, `.wa-webhook/listening/${pid}.json`);

const DONE = { exitCode: 0, signal: null };

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s lets a running request end, and exits 0', async (signal) => {
    const app = await waitingApp();
    const listen = await listening(['--forward-to', app.url]);
    expect(JSON.parse(readFileSync(noteIn(listen), 'utf8'))).toMatchObject({ pid: listen.pid, url: listen.url });
    const answer = post(listen.url, textMessage('wamid.1'));
    await until(() => app.requests[0], 'the request at the app');

    const stopped = listen.stop(signal);
    await until(() => isClosed(listen.port), 'the closed port');
    app.answerAll();

    expect((await answer).status).toBe(200);
    expect(await stopped).toEqual(DONE);
    expect(listen.err()).toBe('');
    expect(listen.events().slice(-3)).toMatchObject([
      { type: 'forward.answered', status: 200 },
      { type: 'webhook.answered', status: 200, by: 'app' },
      { type: 'session.ended', received: 1, reason: signal },
    ]);
    expect(existsSync(noteIn(listen))).toBe(false);
  });

  it('cuts a request that takes too long, and loses nothing of it', async () => {
    const app = await waitingApp();
    const listen = await listening(['--forward-to', app.url]);
    const answer = post(listen.url, textMessage('wamid.1')).catch(() => 'cut');
    await until(() => app.requests[0], 'the request at the app');

    expect(await listen.stop('SIGINT')).toEqual(DONE);
    expect(await answer).toBe('cut');
    expect(listen.err()).toBe('');
    const [received, failed, ...more] = historyLines(listen.cwd);
    expect(received).toMatchObject({ type: 'webhook.received', body: textMessage('wamid.1') });
    expect(failed).toMatchObject({
      type: 'forward.failed',
      reason: `stopped before ${new URL(app.url).host} answered`,
    });
    expect(more.filter(({ type }) => type !== 'webhook.answered')).toEqual([]);
  });

  it('that comes twice leaves at once, and a next listen takes over', async () => {
    const app = await waitingApp();
    const listen = await listening(['--forward-to', app.url]);
    const answer = post(listen.url, textMessage('wamid.1')).catch(() => 'cut');
    await until(() => app.requests[0], 'the request at the app');

    void listen.stop('SIGINT');
    await until(() => isClosed(listen.port), 'the closed port');
    expect(await listen.stop('SIGINT')).toEqual({ exitCode: 130, signal: null });
    expect(await answer).toBe('cut');
    expect(listen.err()).toBe('');

    const { stop } = await listening([], { cwd: listen.cwd });
    expect(await stop()).toEqual(DONE);
    expect(existsSync(noteIn(listen))).toBe(false);
  });
});

describe('a closed pipe', () => {
  it.each([
    ['listen', '--json', '--no-tunnel', '--port', '0'],
    ['replay', 'all', 'all', 'all', '--dry-run', '--json'],
    ['fixtures', 'list', '--json'],
  ])('ends %s %s quietly', async (...args) => {
    const program = startProgram(args);
    program.closeStdout();
    expect(await program.ended).toEqual(DONE);
    expect(program.err()).toBe('');
  });

  it('loses nothing that is answered while it ends', async () => {
    const listen = await listening();
    listen.closeStdout();
    const bodies = Array.from({ length: 20 }, (_, n) => textMessage(`wamid.${n}`));
    const answers = await Promise.all(bodies.map((body) => post(listen.url, body).catch(() => undefined)));

    expect(await listen.ended).toEqual(DONE);
    expect(listen.err()).toBe('');
    const answered = bodies.filter((_, n) => answers[n]?.status === 200);
    expect(answered.length).toBeGreaterThan(0);
    expect(historyLines(listen.cwd).map(({ body }) => body)).toEqual(expect.arrayContaining(answered));
  });
});

describe('--exit-after', () => {
  it('ends with 0 after so many webhooks, each of them answered', async () => {
    const listen = await listening(['--exit-after', '2', '--timeout', '60s']);
    expect((await post(listen.url, textMessage('wamid.1'))).status).toBe(200);
    expect((await post(listen.url, textMessage('wamid.2'))).status).toBe(200);
    expect(await listen.ended).toEqual(DONE);
    expect(listen.events().at(-1)).toMatchObject({ type: 'session.ended', received: 2, duplicates: 0, refused: 0 });
  });

  it('ends with 1 when --timeout comes first', async () => {
    const listen = await listening(['--exit-after', '2', '--timeout', '5s']);
    expect((await post(listen.url, textMessage('wamid.1'))).status).toBe(200);
    expect(await listen.ended).toEqual({ exitCode: 1, signal: null });
    expect(listen.events().at(-1)).toMatchObject({ type: 'session.ended', received: 1, reason: 'time is up' });
  });

  it('is not needed for --timeout, which alone ends with 0', async () => {
    const { exitCode, err } = await runProgram(['listen', '--no-tunnel', '--port', '0', '--timeout', '100ms']);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^Ended \(time is up\): 0 webhooks/m);
  });
});
