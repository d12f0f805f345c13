import { describe, expect, it, onTestFinished } from 'vitest';
import { groupOf, has } from '../../src/check/case.ts';
import { cases } from '../../src/check/cases/index.ts';
import { causes } from '../../src/check/causes.ts';
import { cures, FRAMEWORKS } from '../../src/check/cures.ts';
import { fits } from '../../src/check/select.ts';
import { brokenFor } from '../support/broken-receivers.ts';
import { type Checking, checkingReceiver, watching } from '../support/checking.ts';
import { everyFixture } from '../support/every-fixture.ts';

/** Asked of each broken receiver besides the group that the mistake is in. */
const ASKED_OF_ALL = [
  'handshake/echo',
  'handshake/wrong-token',
  'signature/ascii',
  'signature/wrong',
  'answer/exactly-200',
  'alive',
];

describe('the list of cases', () => {
  it('has at least 60, each with an id of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { id } of cases) expect(id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
  });

  it('tells of each what is sent, expected, why, and what breaks otherwise', () => {
    for (const { title, sends, expects, why, breaks } of cases) {
      for (const text of [title, sends, expects, why, breaks]) expect(text.length).toBeGreaterThan(1);
      for (const text of [why, breaks]) expect(text).toMatch(/[.:]$/);
      expect(title).toMatch(/^\S.*[^.]$/);
    }
  });

  it('has a remedy in the words of twelve frameworks for every cause', () => {
    expect(FRAMEWORKS).toHaveLength(12);
    for (const { cure } of Object.values(causes))
      expect(Object.keys(cures[cure]).sort()).toEqual([...FRAMEWORKS].sort());
  });

  it('asks for every folder of fixtures', () => {
    const folders = new Set(everyFixture.map(({ name }) => name.slice(0, name.indexOf('/'))));
    for (const folder of folders) {
      if (folder !== 'scenarios') expect(cases.map(({ id }) => id)).toContain(`shapes/${folder.replaceAll('_', '-')}`);
    }
  });

  it('has a broken receiver for each', () => {
    expect(Object.keys(brokenFor).sort()).toEqual(cases.map(({ id }) => id).sort());
  });
});

describe('a receiver as Meta asks for it', () => {
  it('passes all of them', async () => {
    const effects = await watching();
    onTestFinished(() => effects.close());
    const { failed, of, finished } = await checkingReceiver({}, { effects });
    expect({ failed, skipped: of('skipped') }).toEqual({ failed: [], skipped: [] });
    expect(finished).toMatchObject({ passed: cases.length, failed: 0, failedRequired: 0 });
  });
});

describe('a receiver with one mistake', () => {
  it.each(cases.map((check) => ({ id: check.id, check })))(
    'fails $id, and as far as possible nothing else',
    async ({ id, check }) => {
      const broken = brokenFor[id];
      if (broken === undefined) throw new Error('No receiver is broken like that.');
      const isEffect = has(check, 'needs-effects');
      const effects = isEffect ? await watching() : undefined;
      onTestFinished(() => effects?.close());

      const only = isEffect
        ? ['effects']
        : [...ASKED_OF_ALL, groupOf(check), ...(id === 'alive/webhook' ? ['body/null'] : [])];
      const options: Checking = { only, effects, limits: { budgetMs: broken.budgetMs ?? 30_000, timeoutMs: 60_000 } };
      const { failed, finding } = await checkingReceiver(broken.behaviour(), options);

      expect(failed).toContain(id);
      const also = broken.alsoFails ?? [];
      expect(failed.filter((each) => each !== id && !also.some((pattern) => fits(each, pattern)))).toEqual([]);
      expect(finding(id)).toMatchObject({
        reason: expect.any(String),
        why: expect.any(String),
        change: expect.any(String),
      });
    },
  );
});
