import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grow } from '../../src/webhook/grow.ts';
import { inspect } from '../../src/webhook/inspect.ts';
import { encode } from '../../src/webhook/meta-json.ts';
import { everyFixture } from '../support/every-fixture.ts';

const MB = 1024 * 1024;
const root = join(import.meta.dirname, '../../fixtures');
const names = everyFixture.map(({ name }) => `${name}.json`);
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));

describe('grow', () => {
  it.each(names)('makes %s exactly as large as asked', (name) => {
    const payload = read(name);
    // A thousand statuses are larger than 64 KB as they stand.
    for (const sizeBytes of name.endsWith('thousand.json') ? [3 * MB] : [64 * 1024, 3 * MB]) {
      const growth = grow(payload, sizeBytes, encode);
      expect(growth.ok && encode(growth.payload).byteLength).toBe(sizeBytes);
    }
  });

  it.each([0, 1, 2, 17, 40, 41, 300, 1000])('meets a size %i bytes above the fixture', (more) => {
    const payload = read('messages/text.json');
    const sizeBytes = encode(payload).byteLength + more;
    const growth = grow(payload, sizeBytes, encode);
    expect(growth.ok && encode(growth.payload).byteLength).toBe(sizeBytes);
  });

  it('grows a message to the thousand that Meta puts into one webhook, each with its own id', () => {
    const growth = grow(read('messages/text.json'), 3 * MB, encode);
    const ids = JSON.stringify(growth).match(/"id":"wamid[^"]+"/g) ?? [];
    expect(ids).toHaveLength(1000);
    expect(new Set(ids).size).toBe(1000);
  });

  it('grows history beyond a thousand messages, as Meta does', () => {
    const growth = grow(read('history/history.json'), 3 * MB, encode);
    expect((JSON.stringify(growth).match(/"history_context"/g) ?? []).length).toBeGreaterThan(1000);
  });

  it.each([
    'history/history.json',
    'messages/text.json',
    'messages/batch.json',
    'statuses/sent.json',
    'messages/image.json',
  ])('grows %s by nothing that Meta would not send', (name) => {
    const growth = grow(read(name), 256 * 1024, encode);
    expect(growth.ok && inspect(growth.payload)).toEqual([]);
  });

  it('leaves the payload that it was given alone', () => {
    const payload = read('messages/text.json');
    const before = JSON.stringify(payload);
    grow(payload, MB, encode);
    expect(JSON.stringify(payload)).toBe(before);
  });

  it.each([
    [{ object: 'x' }, 1000, 'nothing that can repeat'],
    [null, 1000, 'nothing that can repeat'],
    [{ entry: [{ changes: [{ value: {} }] }] }, 10, 'bytes already'],
  ])('says why %j cannot grow', (payload, sizeBytes, reason) => {
    expect(grow(payload, sizeBytes, encode)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});
