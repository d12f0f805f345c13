import { describe, expect, it } from 'vitest';
import { type ArrangeOptions, arrange } from '../../src/delivery/arrange.ts';
import type { Source } from '../../src/delivery/compose.ts';
import { createSeededRandom } from '../../src/delivery/seeded-random.ts';

const status = (what: string): Source => ({
  what,
  rawBody: Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [{ field: 'messages', value: { metadata: { phone_number_id: '1' }, statuses: [{ status: what }] } }],
        },
      ],
    }),
  ),
});

function arranged(sources: readonly Source[], changes: Partial<ArrangeOptions> = {}) {
  const result = arrange(sources, {
    identity: undefined,
    assignments: [],
    isVerbatim: true,
    nowSeconds: () => 1_800_000_000,
    random: createSeededRandom(1),
    count: 1,
    isShuffled: false,
    batch: undefined,
    escaping: 'meta',
    sizeBytes: undefined,
    maxBytes: 3 * 1024 ** 2,
    ...changes,
  });
  return result.ok ? result.bodies.map(({ what, rawBody }) => [what, Buffer.from(rawBody).toString()]) : result;
}

const captured: Source = { what: 'captured', rawBody: Buffer.from('{ "a": 1.0 }'), capturedSignature: ['X', 'y'] };

describe('arrange', () => {
  it('sends the whole list again, in its order', () => {
    const names = arranged([status('a'), status('b')], { count: 2 });
    const written: unknown = expect.any(String);
    expect(names).toEqual(['a', 'b', 'a', 'b'].map((name) => [name, written]));
  });

  it('shuffles before it merges, so that chance is in the batches too', () => {
    const sources = Array.from({ length: 9 }, (_, n) => status(`s${n}`));
    const inOrder = JSON.stringify(arranged(sources, { batch: 9 }));
    const shuffled = JSON.stringify(arranged(sources, { batch: 9, isShuffled: true }));
    expect(shuffled).not.toBe(inOrder);
    expect(shuffled.match(/s\d/g)?.length).toBe(inOrder.match(/s\d/g)?.length);
  });

  it('never touches what once came', () => {
    const changes = { isVerbatim: false, count: 2, batch: 9 };
    const sent = arranged([captured, status('a')], changes);
    const asItCame = ['captured', '{ "a": 1.0 }'];
    const written = ['a', expect.stringContaining('"status":"a"')];
    expect(sent).toEqual([asItCame, written, asItCame, written]);
  });

  it('says what is too large or nested too deep, alone or for a batch', () => {
    expect(arranged([captured], { maxBytes: 5 })).toMatchObject({ ok: false, fault: 'too-large', what: 'captured' });

    const deep = `${'['.repeat(99_999)}${']'.repeat(99_999)}`;
    const rawBody = Buffer.from(`{"object":"whatsapp_business_account","entry":[{"changes":${deep}}]}`);
    for (const changes of [{ isVerbatim: false }, { batch: 5 }]) {
      const sent = arranged([{ what: 'deep', rawBody }], changes);
      // From Node 26 on, JSON can be written at any depth.
      if (Array.isArray(sent) && isWritable(JSON.parse(deep))) expect(sent).toEqual([['deep', rawBody.toString()]]);
      else expect(sent).toMatchObject({ ok: false, fault: 'too-deep' });
    }
  });

  it('refuses more than memory should hold', () => {
    expect(arranged([status('a')], { count: 1_000_000 })).toMatchObject({ ok: false, fault: 'plan-too-large' });
  });
});

function isWritable(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== '';
  } catch {
    return false;
  }
}
