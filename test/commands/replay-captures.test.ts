import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { checkSignature } from '../../src/webhook/signature.ts';
import { appAnswering } from '../support/app-answering.ts';
import { type FakeIoOptions, fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { received } from '../support/happened.ts';

/** Bytes that nobody would write again in this way. */
const BODIES = ['{"n": 1.0, "text":"Grüße/\\u00fc"}', '[ ]', '{"n":12345678901234567890}'];

const signatures = (n: number) => ({ 'x-hub-signature': `sha1=${n}`, 'x-hub-signature-256': `sha256=${n}` });

const line = (n: number, headers: unknown = signatures(n)) =>
  `${JSON.stringify({ ...received(n), id: `mhz3k2p1-${n}`, headers, body: BODIES[n - 1] })}\n`;

const capture = `{"type":"receiver.ready","at":"x","v":1}\n${line(1)}${line(2)}{"type":"webhook.answered","at":"x","v":1}\n${line(3)}{"type":"webh`;

function folderWithCaptures(): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, '.wa-webhook/history'), { recursive: true });
  writeFileSync(join(cwd, '.wa-webhook/history/2026-11-01T08-00-00.000Z-mhz3k2p1.ndjson'), capture);
  writeFileSync(join(cwd, 'capture.ndjson'), capture);
  return cwd;
}

async function replaying(args: readonly string[], options: FakeIoOptions = { cwd: folderWithCaptures() }) {
  const app = await appAnswering(200);
  const { io, out, err } = fakeIo(options);
  const exitCode = await run(['replay', ...args, '--to', app.url], io);
  const bodies = app.requests.map(({ rawBody }) => rawBody.toString());
  return { exitCode, out: out(), err: err(), bodies, requests: app.requests };
}

describe('replay of what came', () => {
  it('sends each webhook of a capture in order, byte for byte, with the signature that it came with', async () => {
    const { exitCode, err, bodies, requests } = await replaying(['capture.ndjson']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(bodies).toEqual(BODIES);
    expect(requests.map(({ headers }) => headers['x-hub-signature-256'])).toEqual(['sha256=1', 'sha256=2', 'sha256=3']);
    expect(requests[0]?.headers['x-hub-signature']).toBe('sha1=1');
  });

  it('signs it anew with a secret', async () => {
    const { bodies, requests } = await replaying(['capture.ndjson', '--app-secret', 'a-secret']);
    expect(bodies).toEqual(BODIES);
    for (const { rawBody, headers } of requests) {
      expect(checkSignature(rawBody, String(headers['x-hub-signature-256']), 'a-secret')).toEqual({ ok: true });
    }
  });

  it.each([
    ['last', 3],
    ['mhz3k2p1-2', 2],
    ['1', 1],
    ['#2', 2],
  ])('finds %s in history', async (word, n) => {
    const { exitCode, out, bodies } = await replaying([word]);
    expect({ exitCode, bodies }).toEqual({ exitCode: 0, bodies: [BODIES[n - 1]] });
    expect(out).toContain(`mhz3k2p1-${n} → `);
  });

  it('takes a capture from standard input, beside fixtures', async () => {
    const { exitCode, out, bodies, err } = await replaying(['text', '-'], { stdin: capture });
    expect(exitCode).toBe(0);
    expect(bodies.slice(1)).toEqual(BODIES);
    expect(out).toContain('stdin mhz3k2p1-3');
    expect(err).toContain('Note on the app secret');
  });

  it('sends no signature for one that came without, and none that no header can hold', async () => {
    for (const headers of [{}, null, 'x', { 'x-hub-signature-256': 'a\r\nb: c' }, { 'x-hub-signature': 7 }]) {
      const { exitCode, requests } = await replaying(['-'], { stdin: line(1, headers) });
      expect(exitCode).toBe(0);
      expect(Object.keys(requests[0]?.headers ?? {}).join()).not.toContain('signature');
    }
  });

  it('sends the same bytes at each --count, whatever the order', async () => {
    const { bodies } = await replaying(['capture.ndjson', '--count', '2', '--shuffle', '--seed', '1']);
    expect([...bodies].sort()).toEqual([...BODIES, ...BODIES].sort());
  });

  it.each([
    ['--set', 'n=2'],
    ['--identity', 'username'],
    ['--escape', 'none'],
    ['--size', '3mb'],
    ['--batch', '2'],
  ])('refuses %s with exit code 2, since the bytes stay', async (...flags) => {
    const { exitCode, err, bodies } = await replaying(['text', 'last', ...flags]);
    expect({ exitCode, bodies }).toEqual({ exitCode: 2, bodies: [] });
    expect(err).toContain(`${flags[0]} cannot change mhz3k2p1-3: a webhook that came keeps its bytes.`);
    expect(err).toContain('--save-fixture');
  });

  it.each([
    ['last', 'There is no webhook in the history of'],
    ['#99', 'There is no webhook #99 in the history of'],
    ['events.ndjson', 'There is no webhook.received line in events.ndjson.'],
  ])('refuses %s with exit code 3', async (word, sentence) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'events.ndjson'), '{"type":"receiver.ready","at":"x","v":1}\n');
    const { exitCode, err } = await replaying([word], { cwd });
    expect(exitCode).toBe(3);
    expect(err).toContain(sentence);
  });

  it('leaves the capture as it was', async () => {
    const cwd = folderWithCaptures();
    await replaying(['capture.ndjson', 'last'], { cwd });
    expect(readFileSync(join(cwd, 'capture.ndjson'), 'utf8')).toBe(capture);
  });
});
