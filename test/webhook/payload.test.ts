import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBody } from '../../src/webhook/payload.ts';

const utf8 = new TextEncoder();

describe('parseBody', () => {
  it('gives back the value and a text that encodes to the same bytes', () => {
    const rawBody = utf8.encode('{"text":"Gr\\u00fc\\u00dfe ü 👋 https:\\/\\/a.example\\/x", "n":1.0}\n');
    const parsed = parseBody(rawBody);
    expect(parsed).toMatchObject({ ok: true, value: { text: 'Grüße ü 👋 https://a.example/x', n: 1 } });
    expect(parsed.ok && utf8.encode(parsed.text)).toEqual(rawBody);
  });

  it('takes any JSON value, since what is signed is received', () => {
    for (const text of ['null', '[]', '5', '"x"', ' {} ']) expect(parseBody(utf8.encode(text)).ok).toBe(true);
  });

  it('gives back the exact bytes of every valid UTF-8 JSON', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        const rawBody = utf8.encode(text);
        const parsed = parseBody(rawBody);
        return parsed.ok && Buffer.compare(utf8.encode(parsed.text), rawBody) === 0;
      }),
    );
  });

  it.each([
    ['', 'The body is empty.'],
    [' \n', 'The body holds only white space.'],
    ['{"a":1,}', 'The body is not JSON at line 1, column 8: a comma stands before the closing "}".'],
    ['[1,\n 2,\n]', 'The body is not JSON at line 3, column 1: a comma stands before the closing "]".'],
    ["{'a':1}", 'The body is not JSON at line 1, column 2: single quotes, where JSON wants double ones.'],
    ['{a:1}', 'The body is not JSON at line 1, column 2: a property name without double quotes.'],
    ['{"a":None}', 'The body is not JSON at line 1, column 6: the bare word None, which JSON does not have.'],
    ['// x\n{}', 'The body is not JSON at line 1, column 1: a comment, which JSON does not have.'],
    ['{"a":1} // x', 'The body is not JSON at line 1, column 9: a comment, which JSON does not have.'],
    [
      '{"id": <PHONE_NUMBER_ID>}',
      "The body is not JSON at line 1, column 8: the placeholder <PHONE_NUMBER_ID>, as in Meta's documentation: put a value there.",
    ],
    [
      '{"id": {{phone}}}',
      "The body is not JSON at line 1, column 9: the placeholder {{phone}}, as in Meta's documentation: put a value there.",
    ],
    [
      '{"entry": [...]}',
      'The body is not JSON at line 1, column 12: an ellipsis, as in documentation: put there what it stands for.',
    ],
    [
      '{“a”: 1}',
      'The body is not JSON at line 1, column 2: typographic quotes, as a word processor writes them; JSON wants ".',
    ],
    ['{"a" "b"}', 'The body is not JSON at line 1, column 6: a double quote stands where a colon belongs.'],
    [
      '{"a":1 "b":2}',
      'The body is not JSON at line 1, column 8: a double quote stands where a comma or a closing bracket belongs.',
    ],
    ['{"a":1} x', 'The body is not JSON at line 1, column 9: "x" follows after the end of the JSON.'],
    ['{"entry":[{"id"', 'The body is not JSON at line 1, column 16: it ends too early, as if cut.'],
    ['"\\q"', 'The body is not JSON at line 1, column 2: a backslash that begins no JSON escape.'],
    ['"\\u12"', 'The body is not JSON at line 1, column 2: a backslash that begins no JSON escape.'],
    [
      '"a\u0007"',
      'The body is not JSON at line 1, column 3: the control character U+0007 inside a string, which must be escaped.',
    ],
    [
      '"a\nb"',
      'The body is not JSON at line 1, column 3: a line break inside a string: a closing quote is missing, or it should be \\n.',
    ],
    ['\u001b[31m', 'The body is not JSON at line 1, column 1: U+001B stands where a value belongs.'],
    ['01', 'The body is not JSON at line 1, column 2: "1" follows after the end of the JSON.'],
    ['[1.]', 'The body is not JSON at line 1, column 3: "." stands where a comma or a closing bracket belongs.'],
    ['\n<!doctype html>', 'The body is not JSON at line 2, column 1: it looks like HTML or XML.'],
    [
      'payload=%7B%7D',
      'The body is not JSON at line 1, column 1: it looks form-encoded (name=value), send it as application/json.',
    ],
  ])('refuses %j', (text, reason) => {
    expect(parseBody(utf8.encode(text))).toEqual({ ok: false, reason });
  });

  it.each([
    [[0xef, 0xbb, 0xbf, 0x7b, 0x7d], 'The body starts with a byte order mark (EF BB BF); JSON has none.'],
    [[0xff, 0xfe, 0x7b, 0x00], 'The body starts with a byte order mark (FF FE, UTF-16); JSON has none.'],
    [[0x22, 0x80, 0x22], 'The body is not valid UTF-8 at byte 2 of 3.'],
    [[0x22, 0xc3], 'The body ends in the middle of a UTF-8 character: it was cut.'],
  ])('refuses the bytes %j', (bytes, reason) => {
    expect(parseBody(Uint8Array.from(bytes))).toEqual({ ok: false, reason });
  });

  it('names the byte of a fault deep in a large body', () => {
    const rawBody = new Uint8Array(3_145_728).fill(0x20);
    rawBody[2_999_999] = 0xff;
    expect(parseBody(rawBody)).toEqual({
      ok: false,
      reason: 'The body is not valid UTF-8 at byte 3000000 of 3145728.',
    });
  });

  it('finds a place in every text that JSON.parse refuses, and nowhere else', () => {
    const nearlyJson = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '[', '\\', 'e', '-', '0', "'", '\n'))
      .map(
        ([text, at, junk]) =>
          `${text.slice(0, at % (text.length + 1))}${junk}${text.slice((at % (text.length + 1)) + 1)}`,
      );
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseBody(utf8.encode(text));
        if (parsed.ok || text.trim() === '' || text.startsWith('\ufeff')) return;
        expect(parsed.reason).toMatch(/^The body is not JSON at line \d+, column \d+: .+\.$/);
        expect(parsed.reason).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('survives a million open brackets', () => {
    expect(parseBody(utf8.encode('['.repeat(1_000_000)))).toEqual({
      ok: false,
      reason: 'The body is not JSON at line 1, column 1000001: it ends too early, as if cut.',
    });
  });
});
