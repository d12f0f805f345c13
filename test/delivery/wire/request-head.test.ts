import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeadWriter, type RequestHead } from '../../../src/delivery/wire/request-head.ts';

const usual: RequestHead = {
  method: 'POST',
  path: '/webhook?a=b',
  host: 'shop.example:8080',
  headers: [],
  bodyBytes: 2,
};

function write(changed: Partial<RequestHead>) {
  return createHeadWriter()({ ...usual, ...changed });
}

describe('the head of a request', () => {
  it('has the headers in their order and case, and the length of the body behind them', () => {
    expect(write({ headers: ['X-One', '1', 'x-one', ' 2\t', 'Empty', ''] })).toEqual({
      ok: true,
      host: 'shop.example:8080',
      isLast: false,
      text: [
        'POST /webhook?a=b HTTP/1.1',
        'host: shop.example:8080',
        'connection: keep-alive',
        'X-One: 1',
        'x-one:  2\t',
        'Empty: ',
        'content-length: 2',
        '',
        '',
      ].join('\r\n'),
    });
  });

  it('has no length without a body', () => {
    expect(write({ method: 'GET', bodyBytes: undefined })).toMatchObject({
      text: 'GET /webhook?a=b HTTP/1.1\r\nhost: shop.example:8080\r\nconnection: keep-alive\r\n\r\n',
    });
  });

  it('takes the host and the end of the connection from the headers', () => {
    expect(write({ headers: ['HOST', 'other.example', 'Connection', 'x, Close'] })).toMatchObject({
      host: 'other.example',
      isLast: true,
      text: expect.stringMatching(
        /^POST \S+ HTTP\/1\.1\r\nhost: other\.example\r\nconnection: close\r\ncontent-length/,
      ),
    });
    expect(write({ headers: ['Connection', 'x-close'] })).toMatchObject({ isLast: false });
  });

  it.each([
    [{ path: '' }, 'path'],
    [{ path: '/a b' }, 'path'],
    [{ path: '/a\r\nb' }, 'path'],
    [{ path: '/ł' }, 'path'],
    [{ headers: ['', 'b'] }, '"" is no name'],
    [{ headers: ['a\r\nb', 'c'] }, '"a\\r\\nb" is no name'],
    [{ headers: ['a:', 'c'] }, 'no name'],
    [{ headers: ['a', 'b\r\nc: d'] }, 'value of the header a'],
    [{ headers: ['a', 'b\0'] }, 'value of the header a'],
    [{ headers: ['a', '€'] }, 'value of the header a'],
    [{ headers: ['Content-Length', '2'] }, "Content-Length is the connection's own"],
    [{ headers: ['transfer-encoding', 'chunked'] }, "transfer-encoding is the connection's own"],
    [{ headers: ['Upgrade', 'h2c'] }, "Upgrade is the connection's own"],
    [{ headers: ['Expect', '100-continue'] }, "Expect is the connection's own"],
  ])('is refused: %j', (changed, reason) => {
    expect(write(changed)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  it('is the same whatever was written before', () => {
    const entry = fc.tuple(
      fc.constantFrom('A', 'b', 'Host', 'Connection', 'Expect', 'no name'),
      fc.constantFrom('1', '2', 'close', '\n'),
    );
    const headers = fc.array(entry, { maxLength: 5 }).map((entries) => entries.flat());
    fc.assert(
      fc.property(fc.array(headers, { minLength: 1, maxLength: 6 }), (requests) => {
        const writeHead = createHeadWriter();
        for (const each of requests) expect(writeHead({ ...usual, headers: each })).toEqual(write({ headers: each }));
      }),
    );
  });
});
