import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventStream, toLine } from '../src/events.ts';
import { examples, happened, received } from './support/happened.ts';

const asJson = (event: Parameters<typeof toLine>[0]) => `${JSON.stringify(event)}\n`;

describe('toLine', () => {
  it('is what JSON.stringify says, to the byte, whatever the body and the summary hold', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.json());
    fc.assert(
      fc.property(text, text, (body, summary) => {
        const event = received(1, {
          body,
          notifications: [{ field: 'messages', kind: 'message', type: 'text', summary }],
        });
        const { body: sameBody, ...head } = { body, ...event };
        for (const each of [event, { ...head, body: sameBody }]) {
          expect(Buffer.from(toLine(each)).equals(Buffer.from(asJson(each)))).toBe(true);
        }
      }),
    );
  });

  it.each(Object.keys(examples) as (keyof typeof examples)[])('of %s is its JSON', (type) => {
    const event = happened(type);
    expect(Buffer.from(toLine(event)).toString()).toBe(asJson(event));
  });

  it('is made once for all readers', () => {
    const event = received(1);
    expect(toLine(event)).toBe(toLine(event));
  });
});

it('stamps the time of each event', () => {
  const times = [5, 5, 7_000];
  const { stamp } = createEventStream(() => new Date(times.shift() ?? 0));
  const ats = [1, 2, 3].map(() => stamp(examples['webhook.answered']).at);
  expect(ats).toEqual(['1970-01-01T00:00:00.005Z', '1970-01-01T00:00:00.005Z', '1970-01-01T00:00:07.000Z']);
});
