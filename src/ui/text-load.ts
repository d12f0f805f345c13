import type { EventReader, LoadPace, LoadPlanned, ReplayFinished } from '../events.ts';
import { count, duration, facts, grouped, hint, measured, said, type TextLine } from './text-line.ts';

export function loadPlannedText(event: LoadPlanned): readonly TextLine[] {
  const { to, perSecond, connections, durationMs, deliveries } = event;
  const pace = perSecond === undefined ? `${grouped(connections)} at once` : `${rate(perSecond)} per second`;
  const load = facts(
    `load on ${to}: ${pace}`,
    ...(deliveries === undefined ? [] : [count(deliveries, 'webhook')]),
    ...(durationMs === undefined ? [] : [`for ${duration(durationMs)}`]),
    ...(perSecond === undefined ? [] : [`at most ${count(connections, 'connection')}`]),
  );
  return [said(load)];
}

export function timesWords({ p50Ms, p95Ms, p99Ms, p999Ms, maxMs, sent }: ReplayFinished): string {
  const tail: [string, number][] =
    sent < 100
      ? [['p95', p95Ms]]
      : [
          ['p95', p95Ms],
          ['p99', p99Ms],
          ['p99.9', p999Ms],
        ];
  const shares = [['p50', p50Ms] as const, ...tail, ['max', maxMs] as const];
  return shares.map(([name, ms]) => `${name} ${measured(ms)}`).join(', ');
}

/** Of fewer, their own lines have said it. */
const MANY = 20;

/** What went wrong by its kind, and whether the endpoint kept up: worth lines of their own when there is much of it. */
export function loadFinishedText(event: ReplayFinished): readonly TextLine[] {
  const { statuses, errors, pace, sent } = event;
  const kinds = [...Object.entries(statuses), ...Object.entries(errors)];
  const isWorthIt = sent >= MANY && kinds.length > 1;
  const words = kinds.sort(([, a], [, b]) => b - a).map(([kind, times]) => `${kind} × ${grouped(times)}`);
  return [
    ...(isWorthIt ? [said(facts(...words), 'plain')] : []),
    ...(pace === undefined ? [] : keptUpText(pace, event)),
  ];
}

function keptUpText(pace: LoadPace, { perSecond, unsent = 0 }: ReplayFinished): readonly TextLine[] {
  const { waited, mostWaiting, maxLateMs, service, connections } = pace;
  const own = `the endpoint itself took p50 ${measured(service.p50Ms)}, p99 ${measured(service.p99Ms)}`;
  if (waited === 0 && maxLateMs > SLOW_HERE_MS) {
    return [
      said(own),
      hint(
        `wa-webhook itself was up to ${duration(maxLateMs)} late: this machine is too slow or too busy for the rate.`,
      ),
    ];
  }
  if (waited === 0) return [said(`the endpoint kept up with ${rate(pace.perSecond)} per second · ${own}`)];

  const waiting = `${count(waited, 'webhook')} waited for one of ${count(connections, 'connection')}`;
  const most = `up to ${grouped(mostWaiting)} at once, up to ${duration(maxLateMs)}`;
  const lines = [said(facts(waiting, most, own), 'warn')];
  const isSlower = unsent > 0 || perSecond < pace.perSecond * KEPT_UP;
  return isSlower
    ? [
        ...lines,
        hint(`The endpoint is slower than the rate: ${perSecond.toFixed(1)} of ${rate(pace.perSecond)} per second.`),
      ]
    : lines;
}

/** Timers and a start may be late by less. */
const SLOW_HERE_MS = 1_000;

/** What is left out at the edges of a run is no sign of slowness. */
const KEPT_UP = 0.95;

function rate(perSecond: number): string {
  return perSecond >= 1 ? grouped(Math.round(perSecond * 10) / 10) : String(Math.round(perSecond * 1_000) / 1_000);
}

/** So many of each kind of bad answer are told in full. */
const TOLD_OF_A_KIND = 3;

/**
 * Passes on of a load what a person can read: nothing of good deliveries, the first few of each kind of bad ones.
 * The numbers tell of all.
 */
export function createLoadFilter(read: EventReader): EventReader {
  const told = new Map<string, number>();

  return (event) => {
    if (event.type !== 'delivery.answered' && event.type !== 'delivery.failed') return read(event);
    if (event.type === 'delivery.answered' && event.ok) return;

    const kind = event.type === 'delivery.failed' ? event.code : String(event.status);
    const times = (told.get(kind) ?? 0) + 1;
    told.set(kind, times);
    if (times <= TOLD_OF_A_KIND) read(event);
  };
}
