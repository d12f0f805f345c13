import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/webhook/meta-json.ts';

describe('encode', () => {
  it.each([
    ['é', '"\\u00e9"'],
    ['👋', '"\\ud83d\\udc4b"'],
    ['https://a.example/x', '"https:\\/\\/a.example\\/x"'],
    ['~', '"~"'],
    ['\u007f', '"\\u007f"'],
    ['\u0001\n', '"\\u0001\\n"'],
    ['\u2028', '"\\u2028"'],
    ['\ud800', '"\\ud800"'],
    ['"\\', '"\\"\\\\"'],
    ['<b> & 100% @me', '"<b> & 100% @me"'],
  ])('writes %j as Meta does', (text, written) => {
    expect(encode(text).toString()).toBe(written);
  });

  it('escapes < % @ too in the style of Messenger', () => {
    expect(encode('<50% @é/', 'messenger').toString()).toBe('"\\u003C50\\u0025 \\u0040\\u00e9\\/"');
  });

  it('writes plain compact JSON without escapes on request', () => {
    expect(encode({ text: 'é/👋' }, 'none').toString()).toBe('{"text":"é/👋"}');
  });

  it('is ASCII, compact and the same value for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = encode(value);
        expect(bytes.every((byte) => byte >= 0x20 && byte <= 0x7e)).toBe(true);
        expect(JSON.stringify(JSON.parse(bytes.toString()))).toBe(JSON.stringify(value));
      }),
    );
  });
});
