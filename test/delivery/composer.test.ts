import { describe, expect, it } from 'vitest';
import { type Source, shape, write } from '../../src/delivery/compose.ts';
import { type ComposerOptions, createComposer } from '../../src/delivery/composer.ts';
import { createSeededRandom } from '../../src/delivery/seeded-random.ts';
import { compileTemplate } from '../../src/delivery/template.ts';
import { createFresheners, type Freshener } from '../../src/webhook/freshen.ts';
import { parseAssignment } from '../../src/webhook/set-path.ts';
import { everyFixture } from '../support/every-fixture.ts';

const plain: ComposerOptions = { escaping: 'meta', sizeBytes: undefined, maxBytes: 3 * 1024 ** 2 };
const ID = parseAssignment('/entry/0/id=wamid.chosen');

/** What bodies are made with. */
const ways: readonly ComposerOptions[] = [
  plain,
  { ...plain, identity: 'username-only' },
  { ...plain, identity: 'phone', escaping: 'messenger' },
  { ...plain, sizeBytes: 200_000 },
  { ...plain, sizeBytes: 200_000, identity: 'username', escaping: 'none' },
  { ...plain, assignments: ID === undefined ? [] : [ID] },
];

const sources: readonly Source[] = everyFixture.map(({ name, body }) => ({
  what: name,
  rawBody: Buffer.from(JSON.stringify(body)),
}));

/** To grow a body takes its time. */
const everyTenth = sources.filter((_, index) => index % 10 === 0);

function freshening(seed: number) {
  let seconds = 1_800_000_000;
  return createFresheners({ nowSeconds: () => (seconds += 1), random: createSeededRandom(seed) });
}

function anew(source: Source, freshener: Freshener, options: ComposerOptions) {
  const shaped = shape(source, { ...options, freshener });
  return shaped.ok ? write(shaped.made, options) : shaped;
}

const shown = (made: ReturnType<typeof anew>) => (made.ok ? Buffer.from(made.made.rawBody).toString('latin1') : made);

describe('createComposer', () => {
  it.each(ways.map((way, n) => ({ way, n })))('gives the bytes that writing anew gives (way $n)', ({ way }) => {
    for (const source of way.sizeBytes === undefined ? sources : everyTenth) {
      const { compose } = createComposer(source, way);
      const [fast, slow] = [freshening(7), freshening(7)];
      for (let time = 1; time <= 6; time += 1) {
        const [made, expected] = [compose(fast(source.what)), anew(source, slow(source.what), way)];
        if (shown(made) !== shown(expected)) throw new Error(`${source.what} differs the ${time}. time`);
        // The next one may be written into its memory.
        if (made.ok && time !== 4) made.made.release?.();
      }
    }
  });

  it('draws the ids of related payloads in the order of writing anew', () => {
    const composers = sources
      .slice(0, 40)
      .map((source) => ({ source, compose: createComposer(source, plain).compose }));
    for (let pass = 0; pass < 6; pass += 1) {
      const [fast, slow] = [freshening(pass), freshening(pass)];
      for (const { source, compose } of composers) {
        expect(shown(compose(fast(source.what)))).toBe(shown(anew(source, slow(source.what), plain)));
      }
    }
  });

  it('gives another body each time', () => {
    const [source] = sources.filter(({ what }) => what === 'messages/text');
    if (source === undefined) throw new Error('There is no fixture messages/text.');
    const { compose } = createComposer(source, plain);
    const fresh = freshening(1);
    const bodies = Array.from({ length: 2_000 }, () => shown(compose(fresh('text'))));
    expect(new Set(bodies).size).toBe(2_000);
  });

  it('writes a large body into the memory of one that was let go, and of no other', () => {
    const [source] = sources.filter(({ what }) => what === 'messages/text');
    if (source === undefined) throw new Error('There is no fixture messages/text.');
    const { compose } = createComposer(source, { ...plain, sizeBytes: 200_000 });
    const fresh = freshening(1);
    const next = () => {
      const made = compose(fresh('text'));
      if (!made.ok) throw new Error(made.reason);
      return made.made;
    };
    for (let time = 0; time < 5; time += 1) next();
    const [one, other] = [next(), next()];
    expect(next().rawBody.buffer).not.toBe(one.rawBody.buffer);
    one.release?.();
    const again = next();
    expect(again.rawBody.buffer).toBe(one.rawBody.buffer);
    expect([one, other].map(({ rawBody }) => next().rawBody.buffer === rawBody.buffer)).toEqual([false, false]);
  });

  it('makes what does not change once', () => {
    const { compose } = createComposer({ what: 'x', rawBody: Buffer.from('{"a":1}') }, plain);
    expect(compose(undefined)).toBe(compose(undefined));
  });
});

describe('compileTemplate', () => {
  const templateOf = (source: Source, way: ComposerOptions) =>
    compileTemplate((freshener) => {
      const made = anew(source, freshener, way);
      return made.ok ? made.made.rawBody : undefined;
    }, true);

  it('works for every fixture, plain and grown', () => {
    const without = (some: readonly Source[], way: ComposerOptions) =>
      some.filter((source) => templateOf(source, way) === undefined).map(({ what }) => what);
    expect(without(sources, plain)).toEqual([]);
    expect(without(everyTenth, { ...plain, sizeBytes: 300_000 })).toEqual([]);
  });

  it('is not there for a body that would come out otherwise', () => {
    const text = (id: string) => Buffer.from(JSON.stringify({ id, length: 5, text: 'Q7ZX000001' }));
    expect(compileTemplate((freshener) => text(freshener.freshId('wamid.HBgLMTU1NTAxMDAzMDA')), false)).toBeUndefined();

    let written = 0;
    const another = () => {
      written += 1;
      return Buffer.from(`{"n":${written}}`);
    };
    expect(compileTemplate(another, true)).toBeUndefined();
  });

  it('gives up on a moment that is no longer ten digits, instead of a wrong body', () => {
    const template = compileTemplate((freshener) => Buffer.from(`{"time":${freshener.nowSeconds?.()}}`), true);
    const at = (seconds: number) => template?.fill(freshenerAt(seconds));
    const freshenerAt = (seconds: number) =>
      createFresheners({ nowSeconds: () => seconds, random: createSeededRandom(1) })('x');
    expect(String(at(1_800_000_000))).toBe('{"time":1800000000}');
    expect(at(5)).toBeUndefined();
  });
});
