import { describe, expect, it } from 'vitest';
import { openState } from '../../../src/commands/listen/state.ts';
import type { ListenFlags } from '../../../src/commands/listen.ts';
import { fakeIo } from '../../support/fake-io.ts';

const NOW = new Date('2026-11-01T08:00:00.000Z');

describe('openState', () => {
  it('tells two listens apart that start in one folder at the same moment', async () => {
    const io = { ...fakeIo().io, now: () => NOW };
    const flags = { stateDir: '.wa-webhook', history: true } as ListenFlags;
    const states = await Promise.all([openState(flags, io, () => {}), openState(flags, io, () => {})]);
    expect(new Set(states.map(({ sessionName }) => sessionName)).size).toBe(2);
    expect(new Set(states.map(({ newId }) => newId())).size).toBe(2);
  });
});
