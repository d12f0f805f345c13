import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFreshener, createFresheners, transform } from '../../src/webhook/freshen.ts';

const NOW = 1_800_000_000;

function freshener() {
  let count = 0;
  const random = (size: number) => {
    count += 7;
    return Uint8Array.from({ length: size }, (_, index) => (count * (index + 3)) % 256);
  };
  return createFreshener({ nowSeconds: () => NOW, random }).freshen;
}

const OUTGOING = 'wamid.HBgLMTU1NTAxMDAzMDAVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA';

describe('createFresheners', () => {
  it('relates different payloads, and makes a second send of the same one another message', () => {
    let count = 0;
    const random = (size: number) => {
      count += 1;
      return new Uint8Array(size).fill(count);
    };
    const freshenerOf = createFresheners({ nowSeconds: () => NOW, random });
    const idOf = (what: string) => JSON.stringify(freshenerOf(what).freshen({ id: OUTGOING }));

    const [sent, read, sentAgain, readAgain] = [idOf('sent'), idOf('read'), idOf('sent'), idOf('read')];
    expect(read).toBe(sent);
    expect(sentAgain).not.toBe(sent);
    expect(readAgain).toBe(sentAgain);
  });
});

describe('createFreshener', () => {
  it('makes the newest moment now and keeps the distance of the others', () => {
    const fresh = freshener()({
      entry: [
        {
          id: '1',
          time: 1_700_000_100,
          changes: [{ value: { timestamp: '1700000000', expiration_timestamp: '1700086400' } }],
        },
      ],
    });
    expect(fresh).toEqual({
      entry: [
        {
          id: '1',
          time: NOW,
          changes: [{ value: { timestamp: `${NOW - 100}`, expiration_timestamp: `${NOW + 86_300}` } }],
        },
      ],
    });
  });

  it('gives an id a new one of the same shape, the same wherever it stands and over several payloads', () => {
    const freshen = freshener();
    const message = { entry: [{ id: '1' }], id: OUTGOING, context: { id: OUTGOING }, text: { body: 'wa' } };
    const first = freshen(message) as typeof message;
    const second = freshen({ id: OUTGOING, other: `${OUTGOING}x` }) as { id: string; other: string };

    expect(first.id).not.toBe(OUTGOING);
    expect(first.id).toMatch(/^wamid\.[A-Za-z0-9]+$/);
    expect(first.id).toHaveLength(OUTGOING.length);
    expect(first.context.id).toBe(first.id);
    expect(second.id).toBe(first.id);
    expect(second.other).not.toBe(first.id);
    expect(first.text.body).toBe('wa');
  });

  it('leaves numbers that are no moments alone', () => {
    const payload = {
      timestamp: 'soon',
      time: 5,
      start_time: 1_700_000_000_000,
      message_template_id: 500_000_000_000_005,
    };
    expect(freshener()(payload)).toEqual(payload);
  });

  it("sends the dashboard's test payload as it always is", () => {
    const payload = {
      entry: [{ id: '0', changes: [{ value: { messages: [{ id: OUTGOING, timestamp: '1504902988' }] } }] }],
    };
    expect(freshener()(payload)).toEqual(payload);
  });

  it('keeps shape and keys of any JSON', () => {
    const blank = (value: unknown) => transform(value, () => 0);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(blank(freshener()(value))).toEqual(blank(value));
      }),
    );
  });
});
