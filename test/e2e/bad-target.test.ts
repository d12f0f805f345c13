import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { runProgram } from '../support/program.ts';

/** A server that speaks no HTTP of its own: what becomes of each connection is up to the test. */
async function serverDoing(take: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  onTestFinished(close);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/webhook`, close };
}

async function unusedUrl(): Promise<string> {
  const { url, close } = await serverDoing(() => {});
  close();
  return url;
}

const replay = (to: string, ...flags: string[]) => runProgram(['replay', 'text', '--to', to, '--json', ...flags]);

describe('a target that does not answer', () => {
  it('refused: ends with 4', async () => {
    const to = await unusedUrl();
    const { exitCode, events, err } = await replay(to, '--app-secret', 's');
    const hint = `error: No answer from ${to}.\n  Is your app running? Check the URL after --to.\n`;
    expect({ exitCode, err }).toEqual({ exitCode: 4, err: hint });
    expect(events()).toMatchObject([
      {
        type: 'delivery.failed',
        what: 'messages/text',
        to,
        try: 1,
        code: 'ECONNREFUSED',
        reason: expect.stringContaining('nothing listens'),
      },
      { type: 'replay.finished', sent: 1, ok: 0, refused: 0, failed: 1 },
    ]);
  });

  it.each([
    ['closes the connection', (socket: Socket) => void socket.once('data', () => socket.end()), 'UND_ERR_SOCKET'],
    [
      'resets the connection',
      (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()),
      'ECONNRESET',
    ],
    ['speaks no HTTP', (socket: Socket) => void socket.end('220 mail.example ESMTP\r\n'), 'HTTPParserError'],
    [
      'cuts its answer',
      (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Le')),
      'UND_ERR_SOCKET',
    ],
  ])('%s: ends with 4', async (_, take, code) => {
    const { url } = await serverDoing(take);
    const { exitCode, events } = await replay(url);
    expect(exitCode).toBe(4);
    expect(events().at(-2)).toMatchObject({
      type: 'delivery.failed',
      code,
      reason: expect.stringMatching(/127\.0\.0\.1/),
    });
  });

  it('slow: is given up after --timeout', async () => {
    const { url } = await serverDoing(() => {});
    const { exitCode, events } = await replay(url, '--timeout', '200ms');
    expect(exitCode).toBe(4);
    expect(events().at(-2)).toMatchObject({
      type: 'delivery.failed',
      code: 'TIMEOUT',
      reason: 'no answer within 0.2 s',
    });
  });

  it('slow in the middle of its answer: is given up after --timeout', async () => {
    const { url } = await serverDoing((socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'));
    const { exitCode, events } = await replay(url, '--timeout', '500ms');
    expect(exitCode).toBe(4);
    expect(events().at(-2)).toMatchObject({ type: 'delivery.failed', code: 'TIMEOUT' });
  });

  it('of a name that does not resolve: ends with 4', async () => {
    const { exitCode, events } = await replay('http://no-such-host.invalid/webhook');
    expect(exitCode).toBe(4);
    expect(events().at(-2)).toMatchObject({ type: 'delivery.failed' });
  });

  it('is told in words', async () => {
    const { exitCode, out } = await runProgram(['replay', 'text', '--to', await unusedUrl(), '--app-secret', 's']);
    expect(exitCode).toBe(4);
    expect(out).toMatch(/no answer \(ECONNREFUSED\).* nothing listens on 127\.0\.0\.1:\d+/);
    expect(out).toMatch(/sent 1: 0 answered 200, .*1 without an answer/);
  });
});

describe('a target that answers', () => {
  it.each([
    [201, 'Meta documents 200'],
    [204, 'Meta documents 200'],
    [401, '--app-secret'],
    [404, 'nothing is at this path'],
  ])('%i: ends with 1', async (status, reason) => {
    const app = await appAnswering(status);
    const { exitCode, events } = await replay(app.url);
    expect(exitCode).toBe(1);
    expect(events().at(-2)).toMatchObject({
      type: 'delivery.answered',
      status,
      ok: false,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([301, 302, 307, 308])('%i: ends with 1, and a signed body follows no redirect', async (status) => {
    const elsewhere = await appAnswering(200);
    const app = await appAnswering((_, response) => response.writeHead(status, { location: elsewhere.url }).end());
    const { exitCode, events } = await replay(app.url);
    expect(exitCode).toBe(1);
    expect(events().at(-2)).toMatchObject({ status, ok: false, reason: 'Meta does not follow redirects' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('refusing at first: is tried again until it takes the same bytes', async () => {
    const app = await appAnswering(500, 503, 200);
    const { exitCode, events } = await replay(app.url, '--app-secret', 's', '--retry', '--speed', '10000x');
    expect(exitCode).toBe(0);
    expect(events().map(({ status, try: attempt }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 503],
      [3, 200],
      [undefined, undefined],
    ]);
    const [first, ...others] = app.requests.map(({ rawBody }) => rawBody.toString());
    expect(others).toEqual([first, first]);
  });
});

describe('what is to be sent', () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'cut.json'), '{"object":');
  writeFileSync(join(cwd, 'page.json'), '<!doctype html>');
  writeFileSync(join(cwd, 'latin-1.json'), Buffer.from([0x22, 0xfc, 0x22]));
  writeFileSync(join(cwd, 'deep.json'), `${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  writeFileSync(join(cwd, 'large.json'), JSON.stringify('x'.repeat(3 * 1024 * 1024)));
  mkdirSync(join(cwd, 'empty-folder'));

  it.each([
    [['replay', 'txet'], 'There is no fixture and no file named "txet". Did you mean "text"?'],
    [['replay', 'messages/nothing'], 'There is no fixture and no file named "messages/nothing".'],
    [['replay', 'missing.json'], 'There is no file missing.json.'],
    [['replay', './missing'], 'There is no file ./missing.'],
    [['replay', 'empty-folder'], 'There is no .json file in empty-folder.'],
    [['replay', 'cut.json'], 'cut.json is not JSON at line 1, column 11: it ends too early, as if cut.'],
    [['replay', 'page.json'], 'page.json is not JSON at line 1, column 1: it looks like HTML or XML.'],
    [['replay', 'latin-1.json'], 'latin-1.json is not valid UTF-8 at byte 2 of 3.'],
    [['replay', 'large.json'], 'large.json is too large: it has 3145730 bytes.'],
    [['replay', 'deep.json'], 'deep.json cannot be sent: it is nested too deep to be written anew.'],
    [['replay', '-'], 'stdin is empty.'],
    [['fixtures', 'show', 'nothing'], 'There is no fixture and no file named "nothing".'],
  ])('%j ends with 3 and its sentence', async (args, sentence) => {
    const app = await appAnswering(200);
    const to = args[0] === 'replay' ? ['--to', app.url, '--app-secret', 's'] : [];
    const { exitCode, out, err } = await runProgram([...args, ...to], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toMatch(/^error: .*\n {2}\S.*\n$/);
    expect(err).toContain(`error: ${sentence}`);
    expect(app.requests).toEqual([]);
  });

  it('is sent byte for byte with --verbatim, however deep', async () => {
    const app = await appAnswering(200);
    expect((await runProgram(['replay', 'deep.json', '--verbatim', '--to', app.url], { cwd })).exitCode).toBe(0);
    expect(app.requests[0]?.rawBody.toString()).toBe(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  });
});
