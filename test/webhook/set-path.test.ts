import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PathPart, parseAssignment, parsePathParts, setPath } from '../../src/webhook/set-path.ts';

function set(payload: unknown, text: string) {
  const assignment = parseAssignment(text);
  if (assignment === undefined) throw new Error(`${text} is no assignment.`);
  return setPath(payload, assignment);
}

describe('parsePathParts', () => {
  it.each([
    ['/entry/0/changes', ['entry', '0', 'changes']],
    ['/a~1b/m~0n/~01', ['a/b', 'm~n', '~1']],
    ['/', ['']],
    ['entry[0].changes[12].value', ['entry', 0, 'changes', 12, 'value']],
    ['[0][1]', [0, 1]],
    ['entry.0', ['entry', '0']],
  ])('reads %s', (text, parts) => {
    expect(parsePathParts(text)).toEqual(parts);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[x]', 'a[0', 'a]', 'a[-1]', '[0]b', '/a~2b', '/a~'])('refuses %j', (text) => {
    expect(parsePathParts(text)).toBeUndefined();
  });
});

describe('parseAssignment', () => {
  it.each([
    ['a=7', 7],
    ['a=true', true],
    ['a=null', null],
    ['a="7"', '7'],
    ['a={"b":[1]}', { b: [1] }],
    ['a=Grüße = 7', 'Grüße = 7'],
    ['a=', ''],
    ['a={', '{'],
  ])('takes the value of %s as JSON where it is, else as text', (text, value) => {
    expect(parseAssignment(text)).toMatchObject({ pathText: 'a', value });
  });

  it.each(['a', '', '=7'])('refuses %j', (text) => {
    expect(parseAssignment(text)).toBeUndefined();
  });
});

describe('setPath', () => {
  const payload = { entry: [{ id: '1', changes: [{ value: { text: 'a' } }] }] };

  it.each([
    ['entry[0].id=2', { entry: [{ id: 2, changes: [{ value: { text: 'a' } }] }] }],
    ['/entry/0/changes/0/value/text=b', { entry: [{ id: '1', changes: [{ value: { text: 'b' } }] }] }],
    ['entry=[]', { entry: [] }],
    ['context.referred.id=x', { ...payload, context: { referred: { id: 'x' } } }],
  ])('replaces what is there and adds what is not: %s', (text, wanted) => {
    expect(set(payload, text)).toEqual({ ok: true, payload: wanted });
  });

  it.each([
    ['entry[1].id=2', 'entry is an array of 1, so that [1] is beyond it'],
    ['entry.id=2', 'entry is an array, which has no key "id"'],
    ['/entry/-=2', 'entry is an array, which has no key "-"'],
    ['/entry/00=2', 'entry is an array, which has no key "00"'],
    ['entry[0].id.deeper.still=2', 'entry[0].id is a string, which holds nothing'],
    ['entry[0].changes[0][0]=2', 'entry[0].changes[0] is an object, which has no index 0'],
    ['entry[0].new.list[0]=2', 'entry[0].new.list is not there, and a list is not made for it'],
    ['[0]=2', 'the payload is an object, which has no index 0'],
  ])('says how far the path of %s leads', (text, reason) => {
    expect(set(payload, text)).toEqual({ ok: false, reason });
  });

  it('takes __proto__ for a key like any other', () => {
    const result = set({}, '/__proto__/polluted=true');
    expect(result.ok && JSON.stringify(result.payload)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('for any JSON and any place in it', () => {
  const asPointer = (parts: readonly PathPart[]) =>
    parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const placesIn = (value: unknown): PathPart[][] => {
    if (typeof value !== 'object' || value === null) return [];
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    return keys.flatMap((key) => [[key], ...placesIn(valueAt(value, [key])).map((rest) => [key, ...rest])]);
  };
  const valueAt = (value: unknown, parts: readonly PathPart[]): unknown =>
    parts.reduce<unknown>((holder, part) => Object.getOwnPropertyDescriptor(holder, part)?.value, value);

  it('reads back what was set, and leaves all the rest', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), fc.jsonValue(), (payload, pick, value) => {
        const before = JSON.stringify(payload);
        const places = placesIn(payload);
        const parts = places[pick % Math.max(places.length, 1)];
        if (parts === undefined) return;

        const assigned = setPath(payload, { pathText: '', parts: parsePathParts(asPointer(parts)) ?? [], value });
        if (!assigned.ok) throw new Error(assigned.reason);
        expect(valueAt(assigned.payload, parts)).toEqual(value);
        const back = setPath(assigned.payload, { pathText: '', parts, value: valueAt(payload, parts) });
        expect(back.ok && JSON.stringify(back.payload)).toBe(before);
        expect(JSON.stringify(payload)).toBe(before);
      }),
    );
  });

  it('never throws, and says a reason when it does not set', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.nat(3)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.jsonValue(), parts, fc.jsonValue(), (payload, path, value) => {
        const result = setPath(payload, { pathText: '', parts: path, value });
        if (!result.ok) expect(result.reason).not.toBe('');
        else expect(valueAt(result.payload, path)).toEqual(value);
      }),
    );
  });
});
