import { describe, expect, it } from 'vitest';
import { type ShapeOptions, shape, type WriteOptions, write } from '../../src/delivery/compose.ts';
import { createFreshener } from '../../src/webhook/freshen.ts';

const options: ShapeOptions & WriteOptions = {
  freshener: undefined,
  escaping: 'meta',
  sizeBytes: undefined,
  maxBytes: 3 * 1024 ** 2,
};
const textOf = (body: string, changes: Partial<ShapeOptions & WriteOptions> = {}) => {
  const wanted = { ...options, ...changes };
  const shaping = shape({ what: 'x', rawBody: Buffer.from(body) }, wanted);
  const composed = shaping.ok ? write(shaping.made, wanted) : shaping;
  return composed.ok ? Buffer.from(composed.made.rawBody).toString() : composed;
};

/** Takes the way of what is made anew, and changes nothing. */
const unchanging = createFreshener({ nowSeconds: undefined, random: (sizeBytes) => new Uint8Array(sizeBytes) });

describe('shape and write', () => {
  it('writes what is laid out as Meta would', () => {
    expect(textOf('{\n  "text": "Grüße/"\n}\n')).toBe('{"text":"Gr\\u00fc\\u00dfe\\/"}');
  });

  it('keeps the very bytes of one line when nothing is to change', () => {
    const line = '{"price": 7.0, "text":"Grüße/", "big": 12345678901234567890}';
    expect(textOf(line)).toBe(line);
    expect(textOf(line, { freshener: unchanging })).toContain('Gr\\u00fc\\u00dfe\\/');
  });

  it('names the users as wanted, and then writes the one line anew', () => {
    const line = '{"entry":[{"changes":[{"value":{"messages":[{"from":"15550100300","text":{"body":"/"}}]}}]}]}';
    const shown =
      '{"entry":[{"changes":[{"value":{"messages":[{"from_user_id":"US.10000000000000000001","text":{"body":"\\/"}}]}}]}]}';
    expect(textOf(line, { identity: 'username-only' })).toBe(shown);
  });

  it.each([
    ['{', 'not-json', {}],
    ['"123456"', 'too-large', { maxBytes: 5 }],
    [`${'['.repeat(99_999)}${']'.repeat(99_999)}\n`, 'too-deep', { freshener: unchanging }],
    ['{}', 'cannot-grow', { sizeBytes: 1000 }],
  ])('says what is wrong with %.9s', (body, fault, changes) => {
    expect(textOf(body, changes)).toMatchObject({ ok: false, fault });
  });
});
