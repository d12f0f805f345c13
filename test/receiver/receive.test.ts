import { describe, expect, it } from 'vitest';
import { toLine } from '../../src/events/line.ts';
import { createEventStream } from '../../src/events.ts';
import { createReceive, type IncomingRequest } from '../../src/receiver/receive.ts';
import { waitingHead } from '../../src/store/waiting.ts';
import { encode } from '../../src/webhook/meta-json.ts';
import { sign, signLegacy } from '../../src/webhook/signature.ts';
import { receiveWith, SECRET } from '../support/receiver-running.ts';

const BODY = encode({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '100000000000001',
      changes: [
        {
          value: { messages: [{ from: '15550100300', id: 'wamid.A', type: 'text', text: { body: 'Grüße' } }] },
          field: 'messages',
        },
      ],
    },
  ],
});

function post(rawBody: Uint8Array, headers: Record<string, string> = {}): IncomingRequest {
  const signed = { 'content-type': 'application/json', 'x-hub-signature-256': sign(rawBody, SECRET) };
  return { method: 'POST', path: '/webhook', query: '', headers: { ...signed, ...headers }, rawBody, startedMs: 0 };
}

function unsigned(headers: Record<string, string> = {}): IncomingRequest {
  return { ...post(BODY), headers: { 'content-type': 'application/json', ...headers } };
}

describe('a webhook', () => {
  it('is received with its exact body, signature and notifications', () => {
    const decision = createReceive(receiveWith()).decide(post(BODY));
    expect(decision).toMatchObject({
      kind: 'received',
      reply: { status: 200 },
      event: { id: 'test-1', signature: { state: 'valid' }, sizeBytes: BODY.byteLength, body: BODY.toString() },
    });
    expect(decision.kind === 'received' && decision.event.notifications).toMatchObject([
      { field: 'messages', kind: 'message', type: 'text', messageId: 'wamid.A' },
    ]);
  });

  it.each([
    '[]',
    'null',
    '5',
    '"x"',
    '{"object":"page","entry":[]}',
    '{"entry":{}}',
    `${'['.repeat(9999)}${']'.repeat(9999)}`,
  ])('is received whatever JSON it is: %.40s', (text) => {
    const decision = createReceive(receiveWith()).decide(post(Buffer.from(text)));
    expect(decision).toMatchObject({ kind: 'received', reply: { status: 200 }, event: { body: text } });
  });

  it('says first what it waits for, where whoever takes it up again looks', () => {
    const waitsFor = ['http://127.0.0.1:3000/webhook'];
    const decision = createReceive(receiveWith({ waitsFor, newId: () => 'test-1' })).decide(post(BODY));
    const lines: Buffer[] = [];
    const stream = createEventStream(() => new Date(0));
    stream.subscribe((event) => void lines.push(Buffer.from(toLine(event))));
    if (decision.kind === 'received') stream.emit(decision.event);
    expect(lines.map(waitingHead)).toEqual([{ session: 'test', number: 1, waitsFor }]);
  });

  it('is unchecked without a secret', () => {
    const decision = createReceive(receiveWith({ appSecret: undefined })).decide(unsigned());
    expect(decision).toMatchObject({ kind: 'received', event: { signature: { state: 'unchecked' } } });
  });

  it.each([
    ['missing', {}, 'missing', 'is missing'],
    ['sha1 only', { 'x-hub-signature': signLegacy(BODY, SECRET) }, 'missing', 'is missing'],
    ['wrong', { 'x-hub-signature-256': sign(BODY, 'other') }, 'invalid', 'does not match the body'],
    ['short', { 'x-hub-signature-256': 'sha256=abc' }, 'invalid', 'is malformed'],
    ['upper case', { 'x-hub-signature-256': `sha256=${'AB'.repeat(32)}` }, 'invalid', 'is malformed'],
  ])('with a signature that is %s is refused, and marked when that is allowed', (_, headers, state, reason) => {
    const refused = createReceive(receiveWith()).decide(unsigned(headers));
    expect(refused).toMatchObject({ kind: 'refused', reply: { status: 401 } });
    expect(refused.kind === 'refused' && refused.event.reason).toContain(reason);
    expect(refused.kind === 'refused' && refused.event.cause).toMatch(/[.?]$/);

    const allowed = createReceive(receiveWith({ isUnsignedAllowed: true })).decide(unsigned(headers));
    expect(allowed).toMatchObject({ kind: 'received', event: { signature: { state } } });
  });

  it.each([
    ['', 'empty'],
    ['{"a":', 'line 1'],
    ["{'a':1}", 'line 1'],
    ['\ufeff{}', 'byte order mark'],
    ['<html>', 'line 1'],
    [Buffer.from([0x22, 0xff, 0x22]), 'UTF-8'],
  ])('that is not JSON is refused: %j', (body, reason) => {
    const decision = createReceive(receiveWith()).decide(post(Buffer.from(body)));
    expect(decision).toMatchObject({ kind: 'refused', reply: { status: 400 } });
    expect(decision.kind === 'refused' && decision.event.reason).toContain(reason);
  });

  it('keeps what it refuses only on request, to the byte', () => {
    const bad = Buffer.from([0x22, 0xff, 0x22]);
    const silent = createReceive(receiveWith()).decide(post(bad));
    expect(silent.kind === 'refused' && Object.keys(silent.event)).not.toContain('bodyBase64');

    const kept = createReceive(receiveWith({ isRefusedKept: true })).decide(post(bad));
    expect(kept).toMatchObject({ event: { bodyBase64: bad.toString('base64') } });
  });

  it('says what it repeats, and how long ago that came', () => {
    let nowMs = 1_000;
    const { decide } = createReceive(receiveWith({ wallClock: () => nowMs }));
    decide(post(BODY));
    nowMs += 34_000;
    expect(decide(post(BODY))).toMatchObject({
      event: { id: 'test-2', duplicateOf: 'test-1', duplicateAfterMs: 34_000 },
    });
  });
});

describe('a head', () => {
  const { checkHead } = createReceive(receiveWith({ maxBodyBytes: 100 }));
  const head = { method: 'POST', path: '/webhook', query: '', headers: { 'content-type': 'application/json' } };

  it.each([
    [{ path: '/' }, 404, 'the webhook is at /webhook'],
    [{ path: '/webhook/' }, 404, 'nothing is at /webhook/'],
    [{ method: 'PUT' }, 405, 'PUT'],
    [{ headers: {} }, 415, 'no Content-Type'],
    [{ headers: { 'content-type': 'text/plain' } }, 415, 'text/plain'],
    [{ headers: { 'content-type': 'application/jsonp' } }, 415, 'application/jsonp'],
    [{ headers: { ...head.headers, 'content-encoding': 'gzip' } }, 415, 'gzip'],
    [{ headers: { ...head.headers, 'content-length': '101' } }, 413, 'larger than 100 bytes'],
  ])('like %j is refused before the body is read', (changes, status, reason) => {
    const refusal = checkHead({ ...head, ...changes });
    expect(refusal?.reply.status).toBe(status);
    expect(refusal?.event.reason).toContain(reason);
  });

  it.each([
    {},
    { method: 'GET', headers: {} },
    { headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
    { headers: { ...head.headers, 'content-encoding': 'identity', 'content-length': '100' } },
  ])('like %j is read on', (changes) => {
    expect(checkHead({ ...head, ...changes })).toBeUndefined();
  });

  it('says which methods there are', () => {
    expect(checkHead({ ...head, method: 'DELETE' })?.reply.headers['allow']).toBe('GET, POST');
  });
});

describe('a sender', () => {
  const from = (isMeta?: boolean) => ({
    ...post(BODY),
    ...(isMeta !== undefined && { sender: { address: '198.51.100.1', via: 'connection', isMeta } }),
  });

  it('is refused when only Meta may send and it is another, or nobody knows', () => {
    const { checkSender } = createReceive(receiveWith({ isOnlyMeta: true }));
    expect(checkSender(from(true))).toBeUndefined();
    expect(checkSender(from(false))?.event).toMatchObject({
      status: 403,
      reason: "198.51.100.1 is not in Meta's list",
    });
    expect(checkSender(from())?.event).toMatchObject({
      status: 403,
      reason: expect.stringContaining('cannot be told'),
    });
    expect(createReceive(receiveWith()).checkSender(from(false))).toBeUndefined();
  });
});
