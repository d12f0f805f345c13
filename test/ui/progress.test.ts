import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createProgress, type ProgressState, progressLine } from '../../src/ui/progress.ts';
import { happened } from '../support/happened.ts';

const state: ProgressState = { done: 450, deliveries: 1_000, bad: 3, elapsedMs: 9_000 };

describe('progressLine', () => {
  it('is a bar and its numbers', () => {
    expect(progressLine(state, 79)).toBe('[#############-----------------] 45 % · 450 of 1,000 · 3 bad · 50/s · 9 s');
  });

  it('gives up what has no room, and never fills more', () => {
    expect(progressLine(state, 39)).toBe('45 % · 450 of 1,000 · 3 bad · 50/s · 9 s'.slice(0, 34));
    for (let columns = 1; columns < 200; columns += 1) {
      expect(progressLine(state, columns).length).toBeLessThanOrEqual(columns);
    }
  });

  it('goes by the time, or has no bar, where the number is not known', () => {
    const endless = { ...state, deliveries: undefined };
    expect(progressLine({ ...endless, durationMs: 36_000 }, 60)).toMatch(/^\[#+-+\] 25 % · 450 sent · /);
    expect(progressLine(endless, 60)).toBe('450 sent · 3 bad · 50/s · 9 s');
  });

  it('says which webhook comes again', () => {
    expect(progressLine({ ...state, again: { n: 3, try: 5 } }, 79)).toContain(' · #3 try 5 · ');
  });

  it('is full at the end and not before', () => {
    expect(progressLine({ ...state, done: 999 }, 79)).toContain('99 %');
    expect(progressLine({ ...state, done: 1_000 }, 79)).toMatch(/^\[#+\] 100 %/);
  });
});

describe('createProgress', () => {
  function open() {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const written: string[] = [];
    const output = (name: string) => ({
      isTTY: true,
      columns: 40,
      write: (text: string | Uint8Array) => written.push(`${name}:${String(text)}`) > 0,
    });
    const io = {
      stdout: output('out'),
      stderr: output('err'),
      env: {},
      now: () => new Date(),
      clock: () => Date.now(),
    };
    const progress = createProgress(io);
    onTestFinished(progress.close);
    return { progress, written };
  }

  it('draws nothing in the first second, then ten times a second', () => {
    const { progress, written } = open();
    progress.start({ deliveries: 4 });
    vi.advanceTimersByTime(999);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(written).toHaveLength(10);
    expect(written.at(-1)?.startsWith('err:\r\u001b[K[---')).toBe(true);
    expect(written.at(-1)).toContain('] 0 % · 0 of 4 · ');
  });

  it('counts what happens, and stands below what is printed', () => {
    const { progress, written } = open();
    progress.start({ deliveries: 4 });
    progress.reader(happened('delivery.answered'));
    progress.reader(happened('delivery.failed', { try: 2, n: 2 }));
    vi.advanceTimersByTime(1_000);
    expect(written.at(-1)).toContain('1 of 4 · 1 bad · #2 try 2');

    written.splice(0);
    progress.io.stdout.write('line\n');
    progress.io.stdout.write('another\n');
    expect(written).toEqual(['err:\r\u001b[K', 'out:line\n', 'out:another\n']);
    progress.close();
    vi.advanceTimersByTime(1_000);
    expect(written).toHaveLength(3);
  });

  it('goes away without a trace', () => {
    const { progress, written } = open();
    progress.start({});
    vi.advanceTimersByTime(1_500);
    progress.close();
    progress.close();
    expect(written.filter((text) => text === 'err:\r\u001b[K')).toHaveLength(1);
    expect(written.at(-1)).toBe('err:\r\u001b[K');
  });
});
