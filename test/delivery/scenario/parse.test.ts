import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isScenario, parseScenario } from '../../../src/delivery/scenario/parse.ts';

const folder = new URL('../../../fixtures/scenarios/', import.meta.url);

describe('parseScenario', () => {
  it('fills in what a step leaves out', () => {
    const parsed = parseScenario({
      steps: [{ fixture: 'text' }, { fixture: 'read', after: '2s', again: ['1min', '5'] }],
    });
    if (!parsed.ok) throw new Error(parsed.reason);
    const [first, second] = parsed.scenario.steps;
    expect(first).toMatchObject({ fixture: 'text', message: '', count: 1, afterMs: 0, atMs: undefined, duplicates: 0 });
    expect(second).toMatchObject({ fixture: 'read', afterMs: 2_000, againMs: [60_000, 5_000] });
  });

  it.each([
    [[], 'the file', 'is an array, not an object'],
    [{ steps: [] }, 'steps', 'is an array, not a list of at least one step'],
    [{ steps: 3 }, 'steps', 'is 3, not a list of at least one step'],
    [{ stepz: [], steps: [{ fixture: 'a' }] }, 'stepz', 'is not known. Did you mean "steps"'],
    [{ description: 7, steps: [{ fixture: 'a' }] }, 'description', 'is 7, not a text'],
    [{ steps: ['text'] }, 'steps[0]', 'is "text", not an object'],
    [{ steps: [{}] }, 'steps[0].fixture', 'is missing: a step names what is sent'],
    [
      { steps: [{ fixture: 'a' }, { fixture: 'b', afer: '1s' }] },
      'steps[1].afer',
      'is not known. Did you mean "after"',
    ],
    [{ steps: [{ fixture: 'a', after: 'soon' }] }, 'steps[0].after', 'is "soon", not a time like "2s", "5min" or "1h"'],
    [{ steps: [{ fixture: 'a', after: 5 }] }, 'steps[0].after', 'is 5, not a time'],
    [{ steps: [{ fixture: 'a', after: '30d' }] }, 'steps[0].after', 'is "30d": more than 24 days'],
    [{ steps: [{ fixture: 'a', after: '1s', at: '1s' }] }, 'steps[0].after', 'stands beside "at"'],
    [{ steps: [{ fixture: 'a', count: 0 }] }, 'steps[0].count', 'is 0, not a whole number from 1 to 10000'],
    [{ steps: [{ fixture: 'a', duplicates: '2' }] }, 'steps[0].duplicates', 'is "2", not a whole number from 0 to 100'],
    [{ steps: [{ fixture: 'a', again: '2s' }] }, 'steps[0].again', 'is "2s", not a list of times'],
    [{ steps: [{ fixture: 'a', again: ['2s', null] }] }, 'steps[0].again[1]', 'is an empty value, not a time'],
    [{ steps: [{ fixture: 'a', size: 'big' }] }, 'steps[0].size', 'is "big", not a size'],
    [
      { steps: [{ fixture: 'a', identity: 'bsuid' }] },
      'steps[0].identity',
      'not one of phone, username, username-only',
    ],
    [{ steps: [{ fixture: 'a', replace: { x: 1 } }] }, 'steps[0].replace["x"]', 'is 1, not a text'],
    [{ steps: [{ fixture: 'a', set: { 'a..b': 1 } }] }, 'steps[0].set["a..b"]', 'is not a path like entry[0].id'],
  ])('names the place of what is wrong in %j', (value, place, reason) => {
    const parsed = parseScenario(value);
    expect(parsed).toMatchObject({ ok: false, place, reason: expect.stringContaining(reason) });
  });

  it('takes an age of half a year, which nobody waits for', () => {
    expect(parseScenario({ steps: [{ fixture: 'a', age: '180d' }] })).toMatchObject({ ok: true });
  });
});

describe('isScenario', () => {
  it('is none for a webhook, whatever else it holds', () => {
    expect(isScenario({ steps: [] })).toBe(true);
    expect(isScenario({ object: 'whatsapp_business_account', entry: [], steps: [] })).toBe(false);
    for (const other of [null, [], 'steps', {}]) expect(isScenario(other)).toBe(false);
  });
});

describe('the scenarios that come along', () => {
  const files = readdirSync(folder);

  it('are those that people ask for', () => {
    expect(files).toEqual(
      ['campaign-burst', 'message-life', 'number-change', 'onboarding-history', 'outage', 'read-first', 'slow-bot'].map(
        (name) => `${name}.json`,
      ),
    );
  });

  it.each(files)('can be read and says what it is: %s', (file) => {
    const parsed = parseScenario(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    if (!parsed.ok) throw new Error(`${parsed.place} ${parsed.reason}`);
    expect(parsed.scenario.description).toMatch(/^[A-Z].{20,}[^.]$/);
  });
});
