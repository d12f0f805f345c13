import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { watchDrift } from '../../../src/commands/listen/drift.ts';
import { createEventStream, type Stamped } from '../../../src/events.ts';
import { received } from '../../support/happened.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/${name}.json`, import.meta.url), 'utf8');

const WITH_TAGS = fixture('messages/image').replace('"caption"', '"ai_tags": ["a"], "caption"');

/** A watched stream, and what was told on it. */
function watching() {
  const stream = createEventStream(() => new Date());
  const told: Stamped[] = [];
  stream.subscribe((event) => void told.push(event));
  const watch = watchDrift(stream);
  const drifted = () => told.filter((event) => event.type === 'webhook.drifted');

  return {
    ...watch,
    drifted,
    receive: (n: number, body: string, sizeBytes = body.length) => {
      stream.publish({ ...received(n, { sizeBytes }), body });
    },
    answer: (n: number) =>
      stream.emit({ type: 'webhook.answered', id: `mhz3k2p1-${n}`, status: 200, tookMs: 1, by: 'listen' }),
  };
}

describe('watchDrift', () => {
  it('tells what is unknown, after the answer and not in its turn', async () => {
    const { receive, answer, drifted, close } = watching();
    receive(1, WITH_TAGS);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(drifted()).toEqual([]);
    answer(1);
    expect(drifted()).toEqual([]);
    await close();
    expect(drifted()).toMatchObject([
      {
        id: 'mhz3k2p1-1',
        unknown: ['messages[0].image.ai_tags'],
        findings: 1,
        isNew: true,
        version: expect.any(String),
      },
    ]);
  });

  it('says nothing of what Meta documents', async () => {
    const { receive, answer, drifted, close } = watching();
    for (const [n, name] of ['messages/text', 'statuses/read', 'account_update/violation'].entries()) {
      receive(n, fixture(name));
      answer(n);
    }
    await close();
    expect(drifted()).toEqual([]);
  });

  it('names unknown fields, types and values by what they are', async () => {
    const { receive, answer, drifted, close } = watching();
    for (const [n, name] of ['unknown_field/unknown-field', 'messages/unknown-type'].entries()) {
      receive(n, fixture(name));
      answer(n);
    }
    await close();
    expect(drifted().flatMap((event) => event.unknown)).toEqual([
      'field "galaxy_update"',
      'messages[0].type "hologram"',
    ]);
  });

  it('knows again what it has told, at another place of a list too', async () => {
    const { receive, answer, drifted, close } = watching();
    receive(1, WITH_TAGS);
    receive(2, WITH_TAGS);
    answer(1);
    answer(2);
    await close();
    expect(drifted().map(({ isNew }) => isNew)).toEqual([true, false]);
  });

  it('leaves out bodies above 1 MB, and what never was answered', async () => {
    const { receive, answer, drifted, close } = watching();
    receive(1, WITH_TAGS, 1024 * 1024 + 1);
    answer(1);
    receive(2, WITH_TAGS);
    await close();
    expect(drifted()).toEqual([]);
  });

  it('leaves out what comes while fifty wait', async () => {
    const { receive, answer, drifted, close } = watching();
    for (let n = 1; n <= 120; n += 1) {
      receive(n, WITH_TAGS);
      answer(n);
    }
    await close();
    expect(drifted().length).toBeLessThanOrEqual(51);
    expect(drifted().length).toBeGreaterThanOrEqual(50);
  });
});
