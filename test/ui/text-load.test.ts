import { describe, expect, it } from 'vitest';
import type { Stamped } from '../../src/events.ts';
import { createLoadFilter, loadPlannedText } from '../../src/ui/text-load.ts';
import { replayFinishedText } from '../../src/ui/text-replay.ts';
import { happened } from '../support/happened.ts';

const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);
const service = { p50Ms: 0.4, p90Ms: 1, p95Ms: 1, p99Ms: 4.2, p999Ms: 5, maxMs: 5 };
const pace = { perSecond: 100, connections: 256, waited: 0, mostWaiting: 0, maxLateMs: 1, service };
const many = { sent: 1_000, ok: 1_000, refused: 0, perSecond: 99.8, statuses: { '200': 1_000 } };

describe('a load in text', () => {
  it('says what it is going to do', () => {
    expect(texts(loadPlannedText(happened('load.planned')))).toEqual([
      'load on http://localhost:3000/hook: 100 per second · 1,000 webhooks · for 10 s · at most 256 connections',
    ]);
    const bare = { type: 'load.planned', to: 'http://a/', connections: 8, at: '', v: 1 } as const;
    expect(texts(loadPlannedText(bare))).toEqual(['load on http://a/: 8 at once']);
  });

  it('says whether the endpoint kept up', () => {
    expect(texts(replayFinishedText(happened('replay.finished', { ...many, pace })))).toEqual([
      'sent 1000: 1000 answered 200 · p50 12 ms, p95 30 ms, p99 31 ms, p99.9 31 ms, max 31 ms · 99.8 per second',
      'the endpoint kept up with 100 per second · the endpoint itself took p50 0.4 ms, p99 4.2 ms',
    ]);
    const behind = { ...pace, waited: 400, mostWaiting: 80, maxLateMs: 2_100 };
    const [, waiting, slower] = texts(
      replayFinishedText(happened('replay.finished', { ...many, perSecond: 60, unsent: 12, pace: behind })),
    );
    expect(waiting).toContain('400 webhooks waited for one of 256 connections · up to 80 at once, up to 2.1 s');
    expect(slower).toBe('The endpoint is slower than the rate: 60.0 of 100 per second.');
  });

  it('sums up what went wrong, the most of it first', () => {
    const mixed = { ...many, refused: 600, statuses: { '200': 300, '500': 600 }, errors: { TIMEOUT: 100 } };
    expect(texts(replayFinishedText(happened('replay.finished', mixed)))[1]).toBe(
      '500 × 600 · 200 × 300 · TIMEOUT × 100',
    );
  });
});

describe('createLoadFilter', () => {
  it('passes on the first bad ones of each kind, no good ones, and everything else', () => {
    const passed: Stamped[] = [];
    const read = createLoadFilter((event) => passed.push(event));
    for (let n = 1; n <= 50; n += 1) {
      read(happened('delivery.answered', { n }));
      read(happened('delivery.answered', { n, ok: false, status: 500 }));
      read(happened('delivery.failed', { n }));
    }
    read(happened('replay.finished'));
    expect(passed.map((event) => ('n' in event ? `${event.n} ${event.type}` : event.type))).toEqual([
      ...[1, 2, 3].flatMap((n) => [`${n} delivery.answered`, `${n} delivery.failed`]),
      'replay.finished',
    ]);
  });
});
