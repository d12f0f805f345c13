import { describe, expect, it } from 'vitest';
import { createSchedule } from '../../../src/delivery/load/schedule.ts';

const open = { perSecond: 100, durationMs: undefined, deliveries: undefined };

describe('createSchedule', () => {
  it('has a turn every interval, in advance for who is free', () => {
    const schedule = createSchedule(open);
    expect([0, 0, 0, 5].map((nowMs) => schedule.take(nowMs, true))).toEqual(
      [0, 10, 20, 30].map((dueMs) => ({ dueMs })),
    );
    expect(schedule.backlog()).toEqual({ waited: 0, mostWaiting: 0 });
  });

  it('keeps the times of turns that are taken late, and tells how many waited', () => {
    const schedule = createSchedule(open);
    schedule.take(0, true);
    // Nobody was free until now: the turns of 10, 20, … 100 are waiting.
    expect([100.5, 101, 102].map((nowMs) => schedule.take(nowMs, true)?.dueMs)).toEqual([10, 20, 30]);
    expect(schedule.backlog()).toEqual({ waited: 3, mostWaiting: 10 });
  });

  it('takes no connection for busy while another one rests', () => {
    const schedule = createSchedule(open);
    expect(schedule.take(500, false)).toEqual({ dueMs: 0 });
    expect(schedule.backlog()).toEqual({ waited: 0, mostWaiting: 0 });
  });

  it('ends with the time, however many were not taken', () => {
    const schedule = createSchedule({ ...open, durationMs: 50 });
    expect(schedule.planned).toBe(5);
    expect(schedule.take(49, true)).toEqual({ dueMs: 0 });
    expect(schedule.take(50, true)).toBeUndefined();
  });

  it('has as many turns as fit into the time, and no more than there are deliveries', () => {
    const schedule = createSchedule({ ...open, durationMs: 50 });
    expect([0, 0, 0, 0, 0].map((nowMs) => schedule.take(nowMs, true)?.dueMs)).toEqual([0, 10, 20, 30, 40]);
    expect(schedule.take(0, true)).toBeUndefined();

    const few = createSchedule({ ...open, deliveries: 1 });
    expect([few.take(0, true), few.take(0, true)]).toEqual([{ dueMs: 0 }, undefined]);
  });

  it('has a turn for whoever is free without a rate', () => {
    const schedule = createSchedule({ ...open, perSecond: undefined, durationMs: 50 });
    expect([0, 10, 49, 50].map((nowMs) => schedule.take(nowMs, true))).toEqual([{}, {}, {}, undefined]);
    expect(schedule.planned).toBeUndefined();
    expect(schedule.backlog()).toEqual({ waited: 0, mostWaiting: 0 });
  });
});
