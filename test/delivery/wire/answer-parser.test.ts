import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerFault, createAnswerParser, type WireAnswer } from '../../../src/delivery/wire/answer-parser.ts';
import { cutPlaces, scriptedAnswer } from '../../support/http-answers.ts';

const MAX = 1024 * 1024;

/** What a parser gives for these parts, and then for the end of the connection. The memory of each part is used again. */
function readAll(parts: readonly Uint8Array[], parser = createAnswerParser(MAX)): WireAnswer | AnswerFault | undefined {
  for (const part of parts) {
    const memory = Buffer.from(part);
    const answer = parser.read(memory);
    memory.fill(0x2a);
    if (answer !== undefined) return answer;
  }
  return parser.endsWithConnection() ? parser.cut() : undefined;
}

function read(...texts: readonly string[]) {
  return readAll(texts.map((text) => Buffer.from(text, 'latin1')));
}

function shown(answer: WireAnswer | AnswerFault | undefined) {
  if (answer?.ok !== true) return answer;
  return { ...answer, headers: { ...answer.headers }, body: Buffer.from(answer.body).toString('latin1') };
}

describe('an answer', () => {
  it('is the same wherever it is cut', () => {
    fc.assert(
      fc.property(scriptedAnswer, cutPlaces, ({ bytes }, places) => {
        const cuts = [0, ...places.map((place) => place % bytes.byteLength).sort((one, other) => one - other)];
        const parts = cuts.map((from, index) => bytes.subarray(from, cuts[index + 1] ?? bytes.byteLength));
        expect(shown(readAll(parts))).toEqual(shown(readAll([bytes])));
        expect(readAll([bytes])?.ok).toBe(true);
      }),
    );
  });

  it('is told from the next one, and from itself when it comes again', () => {
    const parser = createAnswerParser(MAX);
    const first = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    for (const [text, status, body] of [
      [first, 200, 'hi'],
      [first, 200, 'hi'],
      ['HTTP/1.1 500 OK\r\nContent-Length: 2\r\n\r\nhi', 500, 'hi'],
      [first.replace('hi', 'ho'), 200, 'ho'],
      [first, 200, 'hi'],
    ] as const) {
      expect(shown(readAll([Buffer.from(text)], parser))).toMatchObject({ status, body });
    }
  });

  it('gives nothing of the one before to one that comes in parts', () => {
    const parser = createAnswerParser(MAX);
    const whole = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
    expect(parser.read(whole)?.ok).toBe(true);
    expect(parser.read(Buffer.from('HTTP/1.1 404 No\r\nContent-Length: 99\r\n\r\n'))).toBe(undefined);
    // Bytes of a body that look like the answer before.
    expect(parser.read(whole)).toBe(undefined);
    expect(parser.hasHead()).toBe(true);
    expect(shown(parser.cut())).toMatchObject({ status: 404, body: whole.toString(), reusableMs: 0 });
  });

  it('is read no further than wanted', () => {
    const parser = createAnswerParser(4);
    expect(shown(parser.read(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcdef')))).toMatchObject({
      body: 'abcd',
      reusableMs: 0,
    });
  });

  it.each([
    ['a bare line feed', 'HTTP/1.1 200 OK\nA: b\nContent-Length: 2\n\nhi', { a: 'b', 'content-length': '2' }],
    [
      'an empty line that is a bare line feed',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nhi',
      { 'content-length': '2' },
    ],
    ['a folded value', 'HTTP/1.1 200 OK\r\nA: b\r\n\t c\r\nContent-Length: 2\r\n\r\nhi', { a: 'b c' }],
    ['an empty line before it', '\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi', { a: 'b' }],
    ['one length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi', {}],
    [
      'blanks in the line of a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 ; a=b\r\nhi\r\n0\r\n\r\n',
      {},
    ],
    ['chunks with bare line feeds', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n', {}],
    ['several of one name', 'HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nContent-Length: 2\r\n\r\nhi', { a: ['1', '2'] }],
    ['a name of JavaScript', 'HTTP/1.1 200 OK\r\n__proto__: 1\r\nContent-Length: 2\r\n\r\nhi', {}],
  ])('may have %s', (_, text, headers) => {
    expect(shown(read(text))).toMatchObject({ status: 200, headers, body: 'hi' });
  });

  it('has its head up to the first empty line, whatever line ends stand behind it', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\n\r\nhi';
    expect(shown(read(text))).toMatchObject({ status: 200, body: '\r\nhi' });
    expect(shown(read(...text))).toEqual(shown(read(text)));
  });

  it.each([
    ['without a word', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 4_000],
    ['after ten seconds', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=10, max=99\r\nContent-Length: 0\r\n\r\n', 8_000],
    ['after one second', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n', 500],
    ['after no time', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 0\r\n\r\n', 0],
    ['after a year', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=999999\r\nContent-Length: 0\r\n\r\n', 600_000],
    ['at once', 'HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n', 0],
    ['at once, as of old', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 0],
    ['some time, as of old', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n', 4_000],
    ['with bytes too many', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1', 0],
  ])('lets its connection be used again when the server closes it %s', (_, text, reusableMs) => {
    expect(read(text)).toMatchObject({ ok: true, reusableMs });
  });

  it.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH', 'no status line'],
    ['is no HTTP/1', 'HTTP/2 200\r\n\r\n', 'no status line'],
    ['has no status', 'HTTP/1.1 OK\r\n\r\n', 'no status line'],
    ['has a line without a name', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'no header'],
    ['has a blank before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nhi', 'no header'],
    ['has control characters', 'HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\n', 'control characters'],
    ['has a bare return', 'HTTP/1.1 200 OK\r\nA: b\rContent-Length: 2\r\n\r\n', 'control characters'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi', 'more than one'],
    ['has two lengths in one', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nhi', 'more than one'],
    ['has a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi', 'no length'],
    ['has an empty length', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhi', 'no length'],
    ['has a length beyond all numbers', `HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(20)}\r\n\r\n`, 'no length'],
    ['has a length and chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n', 'both'],
    ['changes the protocol', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n', 'another protocol'],
    ['has a chunk of no size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'chunk'],
    ['has a chunk that is longer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcd', 'chunk'],
    ['has an endless line', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(17_000)}`, 'chunk'],
    ['has an endless head', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(17_000)}`, 'more than 16 KB'],
    [
      'has endless trailers',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(4_000)}`,
      'chunk',
    ],
  ])('is refused when it %s', (_, text, reason) => {
    expect(read(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
    expect(readAll(Array.from(text, (byte) => Buffer.from(byte, 'latin1')))).toMatchObject({ ok: false });
  });

  it('of random bytes ends in no exception', () => {
    const pieces = fc.constantFrom(
      'HTTP/1.1 200 OK',
      '\r\n',
      '\n',
      '\r',
      ' ',
      ':',
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
      '0',
      '5',
      'abc',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (texts) => {
        read(...texts);
        read(texts.join(''));
      }),
    );
  });
});
