import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AppOptions, type AppToStart, startApp } from '../../../src/testing.ts';
import { appAnswering } from '../../support/app-answering.ts';
import { temporaryFolder } from '../../support/fake-io.ts';
import { isRunning } from '../../support/is-running.ts';
import { SECRET, TOKEN } from '../../support/reference-receiver.ts';
import { referenceRunning } from '../../support/reference-running.ts';
import { until } from '../../support/until.ts';

interface Express {
  (request: IncomingMessage, response: ServerResponse): void;
  readonly post: (
    path: string,
    handle: (request: unknown, response: { sendStatus(status: number): void }) => void,
  ) => this;
}
// It brings no types.
const express: () => Express = createRequire(import.meta.url)('express');

const BOT = join(import.meta.dirname, 'app-under-test.mjs');

async function started(app: AppToStart, options: AppOptions = {}) {
  const running = await startApp(app, options);
  onTestFinished(() => running.close());
  return running;
}

describe('startApp', () => {
  it('serves a request listener, signs with its secret, and ends', async () => {
    const signatures: unknown[] = [];
    const app = await started(
      (request, response) => {
        if (request.method === 'POST') signatures.push(request.headers['x-hub-signature-256']);
        response.end();
      },
      { appSecret: 'a-secret', path: '/hooks' },
    );
    expect(app.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hooks$/);
    const delivery = await app.deliver('text');
    expect(delivery).toMatchObject({ ok: true, to: app.url });
    expect(signatures).toEqual([delivery.headers['x-hub-signature-256']]);
    await app.close();
    await app.close();
    expect((await app.deliver('text')).attempts).toMatchObject([{ code: 'ECONNREFUSED' }]);
  });

  it('serves an Express app', async () => {
    const app = await started(express().post('/webhook', (_, response) => response.sendStatus(200)));
    expect(await app.deliver('text')).toMatchObject({ ok: true });
  });

  it('serves the server of Fastify, and leaves alone one that listens', async () => {
    const server = fastify().post('/webhook', () => '');
    await server.ready();
    expect(await (await started(server.server)).deliver('text')).toMatchObject({ ok: true });

    const listening = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    onTestFinished(() => void listening.close());
    const app = await started(listening);
    await app.close();
    expect(await app.deliver('text')).toMatchObject({ ok: true });
  });

  it('takes an app that runs already by its URL', async () => {
    const { url } = await appAnswering(200);
    const app = await started({ url });
    expect(app.url).toBe(url);
    expect(await app.deliver('text')).toMatchObject({ ok: true });
  });

  it('runs a program on a free port, waits until it answers, and ends it', async () => {
    const app = await started(
      { command: 'node', args: [BOT, 'another-secret', '{port}'], env: { MOOD: 'good' } },
      { appSecret: 'another-secret' },
    );
    expect(await app.deliver('text')).toMatchObject({ ok: true });
    expect(app.output()).toBe(`bot on ${new URL(app.url).port}, good`);
    await app.close();
    expect((await app.deliver('text')).attempts).toMatchObject([{ code: 'ECONNREFUSED' }]);
  });

  it('ends what a program started, too', async () => {
    const script = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
      require('node:http').createServer((_, response) => response.end(String(pid))).listen(process.env.PORT);`;
    const app = await started({ command: 'node', args: ['-e', script] });
    const pid = Number(await (await fetch(app.url)).text());
    expect(isRunning(pid)).toBe(true);
    await app.close();
    await until(() => !isRunning(pid), 'the end of the child');
  });

  it('says why a program does not answer', async () => {
    const crash = ['-e', 'console.error("no database"); process.exit(3)'];
    await expect(startApp({ command: 'node', args: crash })).rejects.toThrow(
      /^The app ended with exit code 3 \(nothing listens on .*\)\. It said:\nno database$/,
    );
    const deaf = ['-e', 'setInterval(() => {}, 1e6)'];
    await expect(startApp({ command: 'node', args: deaf }, { startTimeoutMs: 300 })).rejects.toThrow(
      /^The app did not answer within 300 ms/,
    );
    await expect(startApp({ command: 'no-such-program' })).rejects.toThrow(
      'There is no program "no-such-program" on PATH.',
    );
    await expect(startApp({ command: './bot', cwd: temporaryFolder() })).rejects.toThrow(
      'There is no program "./bot" in',
    );
    const { url } = await appAnswering(200);
    const port = Number(new URL(url).port);
    await expect(startApp({ command: 'node', args: [BOT], port })).rejects.toThrow(`Port ${port} is taken`);
  });

  it('asks the handshake, and the whole check', async () => {
    const app = await started({ url: await referenceRunning() }, { appSecret: SECRET, verifyToken: TOKEN });
    expect(await app.handshake()).toMatchObject({ ok: true, status: 200 });
    expect(await app.handshake({ verifyToken: 'another' })).toMatchObject({
      ok: false,
      status: 403,
      reason: 'it answered 403 instead of 200',
    });
    const report = await app.check({ only: ['signature/missing', 'handshake/echo'], budgetMs: 60_000 });
    expect(report).toMatchObject({ ok: true, failures: [] });
    await expect((await started({ url: app.url })).handshake()).rejects.toThrow('needs the verifyToken');
  });

  it.each([
    ['quotes', (challenge: string) => JSON.stringify(challenge), /quotes/],
    ['a line break', (challenge: string) => `${challenge}\n`, /white space/],
    ['another text', () => 'ok', /without the challenge/],
  ])('sees %s around a challenge', async (_, write, reason) => {
    const app = await started(
      (request, response) => {
        const { searchParams } = new URL(request.url ?? '', 'http://app');
        response.end(write(searchParams.get('hub.challenge') ?? ''));
      },
      { verifyToken: 'a token' },
    );
    expect(await app.handshake()).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});
