import { expect, it } from 'vitest';
import { createOwnProbes } from '../../../src/commands/listen/own-probes.ts';

it('knows a check once, where it arrives, and not for ever', () => {
  let nowMs = 0;
  const probes = createOwnProbes(() => nowMs);
  const first = probes.next();
  const late = probes.next();
  expect(first.challenge).toMatch(/^\d{15}$/);
  expect(probes.take('hub.challenge=123456789012345')).toBe(false);
  expect(first.hasArrived()).toBe(false);

  expect(probes.take(`hub.mode=subscribe&hub.challenge=${first.challenge}&hub.verify_token=t`)).toBe(true);
  expect(first.hasArrived()).toBe(true);
  expect(probes.take(`hub.challenge=${first.challenge}`)).toBe(false);

  nowMs = 60_001;
  probes.next();
  expect(probes.take(`hub.challenge=${late.challenge}`)).toBe(false);
  expect(late.hasArrived()).toBe(false);
});
