import { describe, expect, it, onTestFinished } from 'vitest';
import { aborted, DeadlineError, pause, withDeadline } from '../src/deadline.ts';

describe('withDeadline', () => {
  it('gives what came in time, and passes on what failed', async () => {
    expect(await withDeadline(Promise.resolve(5), 60_000, 'It')).toBe(5);
    await expect(withDeadline(Promise.reject(new Error('no')), 60_000, 'It')).rejects.toThrow('no');
  });

  it('ends a wait that would never end', async () => {
    await expect(withDeadline(new Promise(() => {}), 5, 'The wait')).rejects.toThrow(DeadlineError);
  });
});

describe('pause', () => {
  it('ends early when the signal aborts', async () => {
    const stopping = new AbortController();
    const paused = pause(2 ** 31 - 1, stopping.signal);
    stopping.abort();
    await paused;
    await pause(2 ** 31 - 1, stopping.signal);
  });

  it('does not wait for what is due already, and asks for no timer in the past', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));

    for (const ms of [-0.005, 0, 1]) await pause(ms, new AbortController().signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});

describe('aborted', () => {
  it('resolves with the abort, or at once', async () => {
    const stopping = new AbortController();
    const waiting = aborted(stopping.signal);
    stopping.abort();
    await waiting;
    await aborted(stopping.signal);
  });
});
