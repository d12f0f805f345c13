import { describe, expect, it } from 'vitest';
import {
  type BackSituation,
  decideBack,
  decideSet,
  isSameUrl,
  type SetSituation,
} from '../../src/graph/override-decisions.ts';

const OURS = 'https://otter.example/webhook';
const THEIRS = 'https://badger.example/webhook';

describe('may ours be set', () => {
  const situation: SetSituation = {
    present: null,
    wanted: OURS,
    known: undefined,
    hasPreviousToken: false,
    mayReplace: false,
  };

  it.each([
    ['where nothing stands', {}, { kind: 'set', before: null, wayBack: 'clear' }],
    ['where it stands already, without us', { present: OURS }, { kind: 'already' }],
    ["where somebody's stands", { present: THEIRS }, { kind: 'refused', present: THEIRS }],
    [
      "where somebody's stands, with its token",
      { present: THEIRS, hasPreviousToken: true },
      { kind: 'set', before: THEIRS, wayBack: 'restore' },
    ],
    [
      "where somebody's stands that may be given up",
      { present: THEIRS, mayReplace: true },
      { kind: 'set', before: THEIRS, wayBack: 'given-up' },
    ],
    [
      'where an earlier one of ours was left',
      { present: `${OURS}-old`, known: { before: null, ours: [`${OURS}-old`] } },
      { kind: 'set', before: null, wayBack: 'clear' },
    ],
    [
      'where this very one of ours was left',
      { present: OURS, known: { before: null, ours: [OURS] } },
      { kind: 'set', before: null, wayBack: 'clear' },
    ],
    [
      "where one of ours was left in the place of somebody's",
      { present: OURS, known: { before: THEIRS, ours: [OURS] } },
      { kind: 'refused', present: THEIRS },
    ],
    [
      'where somebody has changed what we left',
      { present: THEIRS, known: { before: null, ours: [OURS] }, mayReplace: true },
      { kind: 'set', before: THEIRS, wayBack: 'given-up' },
    ],
  ] satisfies [string, Partial<SetSituation>, unknown][])('%s', (_, change, decision) => {
    expect(decideSet({ ...situation, ...change })).toEqual(decision);
  });
});

describe('the way back', () => {
  const situation: BackSituation = {
    present: OURS,
    before: null,
    ours: [OURS],
    wayBack: 'clear',
    hasPreviousToken: false,
  };
  const replaced = { before: THEIRS, wayBack: 'restore' } as const;

  it.each([
    ['clears where nothing stood', {}, { kind: 'clear' }],
    ['is through where nothing stands again', { present: null }, { kind: 'done' }],
    ["leaves somebody's alone", { present: THEIRS }, { kind: 'foreign' }],
    ['knows each of ours', { ours: [`${OURS}-old`, OURS], present: `${OURS}-old` }, { kind: 'clear' }],
    ['puts back with the token', { ...replaced, hasPreviousToken: true }, { kind: 'restore', url: THEIRS }],
    ['cannot put back without it', replaced, { kind: 'token-missing', url: THEIRS }],
    ['clears what was given up', { before: THEIRS, wayBack: 'given-up' }, { kind: 'clear' }],
    ['is through where it stands again', { ...replaced, present: THEIRS }, { kind: 'done' }],
    ['leaves a place alone that somebody emptied', { ...replaced, present: null }, { kind: 'foreign' }],
  ] satisfies [string, Partial<BackSituation>, unknown][])('%s', (_, change, decision) => {
    expect(decideBack({ ...situation, ...change })).toEqual(decision);
  });
});

it.each([
  [null, null, true],
  [null, OURS, false],
  [OURS, OURS, true],
  [OURS, `${OURS}/`, true],
  ['https://OTTER.example/webhook', OURS, true],
  ['https://otter.example/a+b', 'https://otter.example/a%20b', true],
  [OURS, `${OURS}?x=1`, false],
  [OURS, THEIRS, false],
  ['no URL', 'no URL', true],
])('takes %j and %j for the same: %j', (a, b, isSame) => {
  expect(isSameUrl(a, b)).toBe(isSame);
});
