import { describe, expect, it } from 'vitest';
import {
  createFaultSwitch,
  type FaultRule,
  type Faults,
  faultSpec,
  NO_FAULTS,
  parseFault,
} from '../../src/receiver/faults.ts';

function faultsOf(...specs: readonly string[]): Faults {
  const rules = specs.map(parseFault).filter((rule) => rule !== undefined);
  expect(rules).toHaveLength(specs.length);
  return { rules, delayMs: 0 };
}

function answers(faults: Faults, count: number, random: () => number = () => 0.5) {
  const faultSwitch = createFaultSwitch(faults, random);
  return Array.from({ length: count }, () => faultSwitch.next().answer);
}

describe('parseFault', () => {
  it.each([
    ['500', { answer: 500 }],
    ['503x3', { answer: 503, first: 3 }],
    ['429@20%', { answer: 429, share: 0.2 }],
    ['500@0.5%', { answer: 500, share: 0.005 }],
    ['drop', { answer: 'drop' }],
    ['dropx1', { answer: 'drop', first: 1 }],
    ['drop@100%', { answer: 'drop', share: 1 }],
  ] satisfies [string, FaultRule][])('reads %s, and writes it the same', (spec, rule) => {
    expect(parseFault(spec)).toEqual(rule);
    expect(faultSpec(rule)).toBe(spec);
  });

  it.each([
    '',
    '199',
    '600',
    '500x0',
    '500x',
    '500@',
    '500@0%',
    '500@101%',
    '500 x3',
    'x3',
    'dropped',
    '500x3@2%',
    '5e2',
  ])('refuses %j', (spec) => expect(parseFault(spec)).toBeUndefined());
});

describe('the faults in force', () => {
  it('leave every answer alone when there are none', () => {
    expect(createFaultSwitch(NO_FAULTS, () => 0).next()).toEqual({ delayMs: 0 });
  });

  it('hold for the first so many, one rule after the other', () => {
    expect(answers(faultsOf('500x2', 'dropx1', '429'), 5)).toEqual([500, 500, 'drop', 429, 429]);
    expect(answers(faultsOf('500x2'), 3)).toEqual([500, 500, undefined]);
  });

  it('hold for their share', () => {
    let n = 0;
    const hit = answers(faultsOf('500@20%'), 10_000, () => (n++ % 10) / 10).filter((answer) => answer === 500).length;
    expect(hit).toBe(2_000);
  });

  it('can be replaced while they count, and count anew', () => {
    const faults = faultsOf('500x2');
    const faultSwitch = createFaultSwitch(faults, () => 0);
    expect([faultSwitch.next(), faultSwitch.next(), faultSwitch.next()].map(({ answer }) => answer)).toEqual([
      500,
      500,
      undefined,
    ]);

    faultSwitch.replace({ ...NO_FAULTS, delayMs: 8_000 });
    expect(faultSwitch.inForce()).toEqual({ rules: [], delayMs: 8_000 });
    expect(faultSwitch.next()).toEqual({ delayMs: 8_000 });

    faultSwitch.replace(faults);
    expect(faultSwitch.next()).toEqual({ answer: 500, delayMs: 0 });
  });
});
