import fc from 'fast-check';

/** An answer as a server may write it. */
export interface ScriptedAnswer {
  readonly bytes: Buffer<ArrayBuffer>;
  /** The end of the connection ends it too. */
  readonly endsWithConnection: boolean;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/;
const OWN = /^(?:connection|content-length|transfer-encoding|keep-alive|upgrade|trailer|__proto__)$/i;

const name = fc.oneof(
  fc.stringMatching(TOKEN).filter((text) => !OWN.test(text)),
  fc.constantFrom('Set-Cookie', 'Date', 'Server', 'X-Powered-By', 'content-type', 'ETag'),
);
const value = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }), fc.constant(0x09)), {
    maxLength: 20,
  })
  .map((codes) => String.fromCharCode(...codes));
const blank = fc.constantFrom('', ' ', '\t', '  \t');
const header = fc
  .tuple(name, blank, value, blank)
  .map(([key, before, text, behind]) => `${key}:${before}${text}${behind}`);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .uint8Array({ minLength: 1, maxLength: 8 })
    .map((seed) => Uint8Array.from({ length: 20_000 }, (_, at) => seed[at % seed.length] ?? 0)),
);

const interim = fc
  .tuple(fc.constantFrom('100 Continue', '102 Processing', '103 Early Hints'), fc.array(header, { maxLength: 2 }))
  .map(([status, headers]) => [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n'));

const extension = fc.constantFrom('', ';name', ';name=value', ';name="quoted"');

/** Chunks of this body, with what may stand beside them. */
function chunked(whole: Uint8Array, sizes: readonly number[], extra: string, trailers: readonly string[]): Buffer {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const size of [...sizes, whole.byteLength]) {
    const part = whole.subarray(from, from + size);
    from += part.byteLength;
    if (part.byteLength > 0)
      parts.push(Buffer.from(`${part.byteLength.toString(16)}${extra}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from(['0', ...trailers, '', ''].join('\r\n'), 'latin1')]);
}

/** Answers that RFC 9112 allows: interim ones before it, and every way to find the end of a body. */
export const scriptedAnswer: fc.Arbitrary<ScriptedAnswer> = fc
  .record({
    interims: fc.array(interim, { maxLength: 2 }),
    version: fc.constantFrom('1.1', '1.1', '1.0'),
    status: fc.constantFrom(200, 200, 201, 204, 301, 304, 404, 413, 500, 503, 599),
    reason: fc.constantFrom('OK', '', 'Not as bad as it looks'),
    headers: fc.array(header, { maxLength: 6 }),
    connection: fc.constantFrom(undefined, 'close', 'keep-alive', 'Keep-Alive, X-Other'),
    framing: fc.constantFrom('length', 'chunked', 'until-close'),
    body,
    sizes: fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 4 }),
    extra: extension,
    trailers: fc.array(header, { maxLength: 2 }),
  })
  .map(({ interims, version, status, reason, headers, connection, framing, body: whole, sizes, extra, trailers }) => {
    const isBodyless = status === 204 || status === 304;
    const kind = version === '1.0' && framing === 'chunked' ? 'until-close' : framing;
    const lines = [
      `HTTP/${version} ${status}${reason === '' ? '' : ` ${reason}`}`,
      ...headers,
      ...(connection === undefined ? [] : [`Connection: ${connection}`]),
      ...(isBodyless || kind === 'until-close'
        ? []
        : kind === 'chunked'
          ? ['Transfer-Encoding: chunked']
          : [`Content-Length: ${whole.byteLength}`]),
    ];
    const head = Buffer.from([...interims, [...lines, '', ''].join('\r\n')].join(''), 'latin1');
    const rest = isBodyless ? [] : [kind === 'chunked' ? chunked(whole, sizes, extra, trailers) : whole];
    return { bytes: Buffer.concat([head, ...rest]), endsWithConnection: !isBodyless && kind === 'until-close' };
  });

/** Where an answer is cut on its way; none, a few places, or behind every byte of its beginning. */
export const cutPlaces = fc.oneof(
  fc.constant<number[]>([]),
  fc.array(fc.nat(), { maxLength: 6 }),
  fc.constant(Array.from({ length: 300 }, (_, at) => at)),
);
