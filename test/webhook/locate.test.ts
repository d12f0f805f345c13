import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locate, placeOf, pointerTo, segmentsOf } from '../../src/webhook/locate.ts';

/** Every pointer into a value, with what stands there. */
function* pointersInto(value: unknown, pointer = ''): Iterable<[string, unknown]> {
  yield [pointer, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* pointersInto(child, pointerTo(pointer, key));
}

/** What `JSON.parse` makes of the value that begins at a place of the text. */
function valueAt(text: string, { line, column }: { line: number; column: number }): unknown {
  const lines = text.split('\n');
  const rest = [(lines[line - 1] ?? '').slice(column - 1), ...lines.slice(line)].join('\n');
  for (let end = 1; end <= rest.length; end += 1) {
    try {
      const value: unknown = JSON.parse(rest.slice(0, end));
      // A number goes on as long as it can: 1 is no answer where 12 stands.
      if (typeof value !== 'number' || !/^[\d.eE+-]/.test(rest.slice(end))) return value;
    } catch {
      // Not whole yet.
    }
  }
  throw new Error('No value begins there.');
}

describe('locate', () => {
  it('finds line and column of values', () => {
    const text = '{\n  "entry": [\n    { "id": "1" },\n    12\n  ]\n}\n';
    expect(Object.fromEntries(locate(text, ['', '/entry', '/entry/0/id', '/entry/1', '/entry/2', '/no', 'x']))).toEqual(
      {
        '': { line: 1, column: 1 },
        '/entry': { line: 2, column: 12 },
        '/entry/0/id': { line: 3, column: 13 },
        '/entry/1': { line: 4, column: 5 },
      },
    );
  });

  it('counts the last of two keys of one name, as JSON.parse does, and not what stood under the first', () => {
    const text = '{"a":{"b":1},"a":{"c":[2]}}';
    expect([...locate(text, ['/a', '/a/b', '/a/c/0']).entries()]).toEqual([
      ['/a', { line: 1, column: 18 }],
      ['/a/c/0', { line: 1, column: 24 }],
    ]);
  });

  it('reads escaped keys, and keys that pointers escape', () => {
    const text = '{"\\u0061/\\"":{"~":[]},"__proto__":1,"":2}';
    const found = locate(text, ['/a~1"', '/a~1"/~0', '/__proto__', '/']);
    expect([...found.values()].map(({ column }) => column)).toEqual([14, 19, 35, 40]);
  });

  it('goes down a million brackets', () => {
    const text = `${'['.repeat(1_000_000)}7${']'.repeat(1_000_000)}`;
    expect(locate(text, ['/0/0/0']).get('/0/0/0')).toEqual({ line: 1, column: 4 });
  });

  it.each([undefined, 2, '\t'])('finds every value of any JSON, written with the indent %j', (indent) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value, null, indent);
        const parsed: unknown = JSON.parse(text);
        const wanted = new Map(pointersInto(parsed));
        const places = locate(text, wanted.keys());
        expect(places.size).toBe(wanted.size);
        for (const [pointer, place] of places) expect(valueAt(text, place)).toEqual(wanted.get(pointer));
      }),
      { numRuns: 150 },
    );
  });

  it('ends for any text, JSON or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\1 \na') }), (text) => {
        locate(text, ['', '/a', '/0', '/a/0']);
      }),
    );
  });
});

describe('placeOf', () => {
  it('counts lines and columns from 1', () => {
    expect([0, 2, 3, 4].map((index) => placeOf('ab\ncd', index))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 2, column: 2 },
    ]);
  });
});

describe('segmentsOf', () => {
  it('undoes pointerTo', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (segments) => {
        const pointer = segments.reduce<string>((parent, segment) => pointerTo(parent, segment), '');
        expect(segmentsOf(pointer)).toEqual(segments);
      }),
    );
    expect(segmentsOf('entry/0')).toBeUndefined();
  });
});
