import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import {
  APP_SECRET,
  bodyOf,
  historyFiles,
  historyLines,
  historyText,
  type Listening,
  listening,
  post,
  signatureOf,
  textMessage,
} from '../support/listening.ts';
import { type JsonLine, runProgram } from '../support/program.ts';

/** What is kept (product.md, "stored lines"). */
const STORED = [
  'webhook.received',
  'webhook.answered',
  'webhook.drifted',
  'forward.answered',
  'forward.failed',
  'forward.waiting',
  'forward.resumed',
];

const INVALID_UTF8 = Buffer.from([0x22, 0xff, 0xc3, 0x28, 0x22]);

/** One of each thing that can come: good, again, unsigned, too large, no JSON, no UTF-8, no such path, a handshake. */
async function sendOneOfEach({ url, verifyToken }: Listening): Promise<void> {
  await post(url, textMessage('wamid.1', 'Zeilen\u2028trenner, \u0000 und 👋🏽 "Zitat" \\ </script>'));
  await post(url, textMessage('wamid.1'));
  await post(url, '{"lone":"\\ud83d","escaped":"\\u00fc\\/"}');
  await post(url, '[]', { 'x-hub-signature-256': signatureOf('{}') });
  await post(url, `"${'x'.repeat(3 * 1024 * 1024)}"`);
  await post(url, 'no JSON');
  await post(url, INVALID_UTF8);
  await post(`${url}/other`, '{}');
  await fetch(`${url}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${verifyToken}`);
  await fetch(`${url}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=wrong`, { headers: { 'user-agent': 'x' } });
}

function byType(lines: readonly JsonLine[], type: string): JsonLine[] {
  return lines.filter((line) => line.type === type);
}

describe('every line', () => {
  it('parses, starts with type, at and v, and is the only thing on stdout', async () => {
    const app = await appAnswering(200, 500);
    const listen = await listening(['--forward-to', app.url, '--keep-refused']);
    await sendOneOfEach(listen);
    await app.close();
    await post(listen.url, textMessage('wamid.2'));
    await listen.stop();

    const lines = listen.out().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(listen.events().length);
    for (const line of [...lines, ...historyText(listen.cwd).trimEnd().split('\n')]) {
      expect(line).toMatch(/^\{"type":"[a-z]+\.[a-z]+","at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","v":1,/);
    }
    expect(listen.err()).toBe('');
    const times = listen.events().map(({ at }) => at);
    expect(new Set(listen.events().map(({ type }) => type))).toEqual(
      new Set([
        'receiver.listening',
        'receiver.ready',
        'webhook.received',
        'forward.answered',
        'forward.failed',
        'webhook.answered',
        'webhook.drifted',
        'webhook.refused',
        'handshake.answered',
        'session.ended',
      ]),
    );
    expect(times.filter((at) => Number.isNaN(Date.parse(at)))).toEqual([]);
  });

  it('that is stored was printed, byte for byte, and every one that is to be stored is', async () => {
    const app = await appAnswering(200, 500);
    const listen = await listening(['--forward-to', app.url]);
    await sendOneOfEach(listen);
    await app.close();
    await Promise.all(Array.from({ length: 50 }, (_, n) => post(listen.url, textMessage(`wamid.many.${n}`))));
    await listen.stop();

    const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
    const printed = linesOf(listen.out()).filter((line) => STORED.some((type) => line.startsWith(`{"type":"${type}"`)));
    // At the same instant, what is printed next may be on disk already: the order within one webhook is what counts.
    expect(linesOf(historyText(listen.cwd)).sort()).toEqual(printed.sort());
    for (const { id } of byType(listen.events(), 'webhook.received')) {
      const types = historyLines(listen.cwd).flatMap((line) =>
        line['id'] === id && line.type !== 'webhook.drifted' ? [line.type] : [],
      );
      expect(types).toEqual(['webhook.received', expect.stringMatching(/^forward\./), 'webhook.answered']);
    }
  });
});

describe('a body', () => {
  it('is text where it is UTF-8, else Base64, and both give back the bytes', async () => {
    const listen = await listening(['--keep-refused']);
    const text = textMessage('wamid.1', 'Zeilen\u2028trenner, 👋🏽, \ufeff und \u0000');
    await post(listen.url, text);
    const received = await listen.next('webhook.received');
    expect(received).toMatchObject({ body: text, sizeBytes: Buffer.byteLength(text) });
    expect(received).not.toHaveProperty('bodyBase64');

    await post(listen.url, INVALID_UTF8);
    const refused = await listen.next('webhook.refused');
    expect(refused).not.toHaveProperty('body');
    expect(bodyOf(refused)).toEqual(INVALID_UTF8);

    await post(listen.url, '\ufeff{}');
    expect(bodyOf(await listen.next('webhook.refused'))).toEqual(Buffer.from('\ufeff{}'));
    expect(byType(historyLines(listen.cwd), 'webhook.refused')).toEqual([]);
  });

  it('of a refused webhook is told nowhere without --keep-refused', async () => {
    const listen = await listening();
    await post(listen.url, textMessage('wamid.refused', 'a word of it'), { 'x-hub-signature-256': 'sha256=0' });
    expect(await listen.next('webhook.refused')).toMatchObject({ status: 401 });
    expect(listen.out()).not.toContain('a word of it');
    await listen.stop();
    expect(historyText(listen.cwd)).toBe('');
  });
});

describe('the fixed details', () => {
  it('are on the lines of listen', async () => {
    const app = await appAnswering(200);
    const listen = await listening(['--forward-to', app.url]);
    const body = textMessage('wamid.1');
    await post(listen.url, body);
    await post(listen.url, body);
    await post(listen.url, body, { 'x-hub-signature-256': signatureOf('other') });
    await app.close();
    await post(listen.url, textMessage('wamid.2'));
    await fetch(`${listen.url}?hub.mode=subscribe`, { headers: { 'user-agent': 'facebookplatform/1.0' } });
    await listen.stop();

    const events = listen.events();
    const id = expect.stringMatching(/^[a-z0-9]+-\d+$/);
    const ms = expect.any(Number);
    expect(byType(events, 'receiver.listening')).toMatchObject([{ url: listen.url, forwardTo: [app.url] }]);
    expect(listen.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/webhook$/);
    expect(byType(events, 'receiver.ready')).toMatchObject([
      { localUrl: listen.url, publicUrl: null, verifyToken: listen.verifyToken },
    ]);

    const received = byType(events, 'webhook.received');
    expect(received).toHaveLength(3);
    expect(received[0]).toMatchObject({
      id,
      method: 'POST',
      path: '/webhook',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(body) },
      body,
      sizeBytes: Buffer.byteLength(body),
      signature: { state: 'valid' },
      notifications: [
        { field: 'messages', type: 'text', summary: 'text from Ada: "Hallo, wann öffnet ihr?"', messageId: 'wamid.1' },
      ],
    });
    expect(received.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, received[0]?.['id'], undefined]);
    expect(byType(events, 'webhook.answered')).toMatchObject([
      { id: received[0]?.['id'], status: 200, tookMs: ms, by: 'app' },
      { id: received[1]?.['id'], status: 200, tookMs: ms, by: 'app' },
      { id: received[2]?.['id'], status: 502, tookMs: ms, by: 'listen' },
    ]);
    expect(byType(events, 'forward.answered')).toMatchObject([
      { id: received[0]?.['id'], to: app.url, status: 200, tookMs: ms },
      { id: received[1]?.['id'], to: app.url, status: 200, tookMs: ms },
    ]);
    expect(byType(events, 'forward.failed')).toMatchObject([
      { id: received[2]?.['id'], to: app.url, code: 'ECONNREFUSED', reason: expect.any(String), tookMs: ms },
    ]);
    expect(byType(events, 'webhook.refused')).toMatchObject([
      {
        status: 401,
        reason: expect.any(String),
        cause: expect.any(String),
        headers: { 'content-type': 'application/json' },
        sizeBytes: Buffer.byteLength(body),
      },
    ]);
    expect(byType(events, 'handshake.answered')).toMatchObject([
      { status: 502, ok: false, by: 'listen', tookMs: ms, userAgent: 'facebookplatform/1.0' },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'session.ended', received: 3, duplicates: 1, refused: 1 });
  });

  it.each([
    [
      ['--unsigned', 'allow'],
      'another secret',
      { state: 'invalid', reason: expect.stringContaining('does not match') },
    ],
    [[], APP_SECRET, { state: 'valid' }],
  ])('tell the state of the signature with %j', async (flags, secret, signature) => {
    const listen = await listening(flags);
    await post(listen.url, '{}', { 'x-hub-signature-256': signatureOf('{}', secret) });
    expect((await listen.next('webhook.received'))['signature']).toMatchObject(signature);
  });

  it('are on the lines of replay', async () => {
    const app = await appAnswering(200, 500);
    const flags = ['--app-secret', APP_SECRET, '--json', '--duplicates', '1', '--to', app.url];
    const { exitCode, err, events } = await runProgram(['replay', 'text', ...flags]);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    const sizeBytes = app.requests[0]?.rawBody.byteLength ?? 0;
    const sent = { what: 'messages/text', to: app.url, try: 1, sizeBytes, tookMs: expect.any(Number) };
    const numbers = ['p50Ms', 'p95Ms', 'maxMs', 'perSecond'].map((name) => [name, expect.any(Number)]);
    expect(events()).toMatchObject([
      { type: 'delivery.answered', n: 1, ...sent, status: 200, ok: true },
      { type: 'delivery.answered', n: 2, ...sent, status: 500, ok: false },
      {
        type: 'replay.finished',
        sent: 2,
        ok: 1,
        refused: 1,
        failed: 0,
        bytes: 2 * sizeBytes,
        ...Object.fromEntries(numbers),
      },
    ]);
    expect(app.requests[1]?.rawBody).toEqual(app.requests[0]?.rawBody);
  });
});

describe('history', () => {
  it('is one file a session, whose lines replay could read: exact bytes and the headers that came', async () => {
    const listen = await listening();
    const flags = ['--to', listen.url, '--app-secret', APP_SECRET];
    expect((await runProgram(['replay', 'all', ...flags])).exitCode).toBe(0);
    const files = historyFiles(listen.cwd);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/\.ndjson$/);
    expect(readFileSync(files[0] ?? '', 'utf8')).toMatch(/\n$/);
    for (const line of byType(historyLines(listen.cwd), 'webhook.received')) {
      const headers = line['headers'] as Record<string, string>;
      expect(headers['x-hub-signature-256']).toBe(signatureOf(bodyOf(line)));
      expect(headers['user-agent']).toBe('facebookexternalua');
    }
  });
});
