import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutJson } from '../../src/webhook/lay-out-json.ts';

describe('layOutJson', () => {
  it('lays out any JSON as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(layOutJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it('changes nothing but white space', () => {
    const text = '{ "id" : 12345678901234567890, "t":"\\u00fc\\/ [,]:{\\"}" ,"n":1.0e5}';
    expect(layOutJson(text)).toBe('{\n  "id": 12345678901234567890,\n  "t": "\\u00fc\\/ [,]:{\\"}",\n  "n": 1.0e5\n}');
  });

  it('takes what is no JSON, and what is nested without end', () => {
    expect(layOutJson('no { JSON')).toContain('JSON');
    expect(layOutJson('"open')).toContain('open');
    expect(layOutJson(`${'['.repeat(10_000)}${']'.repeat(10_000)}`).length).toBeLessThan(10_000_000);
  });
});
