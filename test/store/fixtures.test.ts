import { describe, expect, it } from 'vitest';
import { findFixture, listFixtures, matchFixtures } from '../../src/store/fixtures.ts';
import { fakeIo } from '../support/fake-io.ts';

const fixtures = await listFixtures(fakeIo().io.packageRoot);

describe('fixtures', () => {
  it.each([
    'text',
    'image',
    'unsupported',
    'batch',
    'sent',
    'delivered',
    'read',
    'failed',
    'history',
    'dashboard-test',
  ])('have "%s" under its bare name', (name) => {
    expect(findFixture(fixtures, name).name).toMatch(new RegExp(`^[a-z_]+/${name}$`));
  });

  it('are found by their whole name too', () => {
    expect(findFixture(fixtures, 'history/history').name).toBe('history/history');
  });

  it('are matched by a glob, or all of them', () => {
    expect(matchFixtures(fixtures, 'statuses/*').map(({ name }) => name)).toContain('statuses/read');
    const three = ['a/one', 'a/other', 'b/one'].map((name) => ({ name, path: '' }));
    expect(matchFixtures(three, 'a/o*').map(({ name }) => name)).toEqual(['a/one', 'a/other']);
    expect(matchFixtures(three, '*/one').map(({ name }) => name)).toEqual(['a/one', 'b/one']);
    expect(matchFixtures(three, '*')).toEqual([]);
    expect(matchFixtures(fixtures, 'all')).toHaveLength(fixtures.length);
    expect(matchFixtures(fixtures, 'nothing.*')).toEqual([]);
  });

  it('that do not exist are told, with the nearest name', () => {
    expect(() => findFixture(fixtures, 'txet')).toThrow('Did you mean "text"?');
    expect(() => findFixture(fixtures, 'completely-different')).toThrow(/named "completely-different"\.$/);
  });

  it('of one name in two folders are told apart', () => {
    const twice = [
      { name: 'a/x', path: '' },
      { name: 'b/x', path: '' },
    ];
    expect(() => findFixture(twice, 'x')).toThrow('More than one');
  });
});
