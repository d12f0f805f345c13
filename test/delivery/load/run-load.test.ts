import { describe, expect, it } from 'vitest';
import { runLoad } from '../../../src/delivery/load/run-load.ts';
import type { LoadOptions } from '../../../src/delivery/load/schedule.ts';
import type { Delivery } from '../../../src/delivery/plan.ts';
import type { RunOptions } from '../../../src/delivery/run-plan.ts';
import type { HappenedEvent } from '../../../src/events.ts';
import { appAnswering } from '../../support/app-answering.ts';
import { until } from '../../support/until.ts';

const rawBody = Buffer.from('{"a":1}');

function* endless(): Generator<Delivery, void> {
  for (let n = 1; ; n += 1) yield { n, what: 'a', rawBody, headers: [], signed: 'not' };
}

function load(to: string, wanted: Partial<LoadOptions>, running: Partial<RunOptions> = {}) {
  const events: HappenedEvent[] = [];
  const options = { perSecond: undefined, connections: 1, durationMs: undefined, deliveries: undefined, ...wanted };
  const finished = runLoad(endless(), options, {
    to: new URL(to),
    timeoutMs: 60_000,
    emit: (event) => events.push(event),
    clock: () => performance.now(),
    signal: new AbortController().signal,
    ...running,
  });
  return { events, finished };
}

describe('runLoad with so many at once', () => {
  it('keeps exactly so many open, and no more', async () => {
    const held: (() => void)[] = [];
    const app = await appAnswering((_, response) => void held.push(() => response.end()));
    const { finished } = load(app.url, { connections: 7, deliveries: 21 });

    for (let round = 1; round <= 3; round += 1) {
      await until(() => held.length === 7, 'seven open requests');
      // Each answer makes room for one more: none of the next comes before.
      expect(app.requests).toHaveLength(round * 7);
      for (const release of held.splice(0)) release();
    }
    expect(await finished).toMatchObject({ sent: 21, ok: 21, statuses: { '200': 21 }, errors: {} });
  });

  it('stops when its time is up, and lets what is on its way be answered', async () => {
    const app = await appAnswering(200);
    const { finished, events } = load(app.url, { connections: 3, durationMs: 200 });
    const { sent, ok, ...rest } = await finished;
    expect(sent).toBeGreaterThan(3);
    expect({ ok, arrived: app.requests.length, told: events.length }).toEqual({ ok: sent, arrived: sent, told: sent });
    expect(rest).not.toHaveProperty('unsent');
  });

  it('counts what goes wrong by its kind', async () => {
    const app = await appAnswering(200, 500, 500, 429);
    expect(await load(app.url, { deliveries: 4 }).finished).toMatchObject({
      ok: 1,
      refused: 3,
      statuses: { '200': 1, '429': 1, '500': 2 },
    });
    await app.close();
    const gone = await load(app.url, { connections: 2, deliveries: 5 }).finished;
    expect(gone).toMatchObject({ sent: 5, failed: 5, errors: { ECONNREFUSED: 5 }, p50Ms: 0 });
  });

  it('starts nothing more after the first failure when it is told so', async () => {
    const app = await appAnswering(200, 500);
    const { sent, unsent } = await load(app.url, { deliveries: 50 }, { isFailFast: true }).finished;
    expect({ sent, unsent }).toEqual({ sent: 2, unsent: 48 });
  });

  it('ends soon after the signal, even if nobody answers', async () => {
    const app = await appAnswering(() => {});
    const stopping = new AbortController();
    const { finished } = load(app.url, { connections: 5 }, { signal: stopping.signal });
    await until(() => app.requests.length === 5, 'five requests');
    stopping.abort();
    expect(await finished).toMatchObject({ sent: 5, failed: 5 });
  });

  it('passes on what making a delivery throws', async () => {
    const app = await appAnswering(200);
    function* broken(): Generator<Delivery, void> {
      yield { n: 1, what: 'a', rawBody, headers: [], signed: 'not' };
      throw new Error('no more');
    }
    const options = { to: new URL(app.url), timeoutMs: 1_000, emit: () => {}, clock: () => performance.now() };
    const pace = { perSecond: undefined, connections: 2, durationMs: undefined, deliveries: undefined };
    const signal = new AbortController().signal;
    await expect(runLoad(broken(), pace, { ...options, signal })).rejects.toThrow('no more');
  });
});

describe('runLoad with a rate', () => {
  it('sends as many as are due, no sooner', async () => {
    const app = await appAnswering(200);
    const startedMs = performance.now();
    const { sent, ok, pace } = await load(app.url, { perSecond: 100, connections: 10, deliveries: 31 }).finished;
    expect({ sent, ok, perSecond: pace?.perSecond }).toEqual({ sent: 31, ok: 31, perSecond: 100 });
    // The last one is due after 300 ms; timers may be early by less than one.
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(299);
  });

  it('counts the time that webhooks waited while the endpoint stood still', async () => {
    const stallMs = 600;
    let isStalled = false;
    let waiting: (() => void)[] = [];
    const app = await appAnswering((_, response) => {
      if (app.requests.length === 10) {
        isStalled = true;
        setTimeout(() => {
          isStalled = false;
          for (const answer of waiting) answer();
          waiting = [];
        }, stallMs);
      }
      if (isStalled) waiting.push(() => response.end());
      else response.end();
    });
    const { finished, events } = load(app.url, { perSecond: 100, connections: 2, deliveries: 100 });
    const { sent, ok, p90Ms, p99Ms, maxMs, pace } = await finished;
    expect({ sent, ok }).toEqual({ sent: 100, ok: 100 });

    // Two requests alone met the stall. Who measures from when they left sees those two; half a hundred were due in it.
    expect(maxMs).toBeGreaterThanOrEqual(stallMs - 50);
    expect(p99Ms).toBeGreaterThanOrEqual(stallMs * 0.8);
    expect(p90Ms).toBeGreaterThanOrEqual(stallMs * 0.5);
    expect(pace?.service.p90Ms).toBeLessThan(p90Ms);
    expect(pace?.waited).toBeGreaterThanOrEqual(40);
    expect(pace?.mostWaiting).toBeGreaterThanOrEqual(40);
    expect(pace?.maxLateMs).toBeGreaterThanOrEqual(stallMs * 0.8);
    const late = events.filter((event) => event.type === 'delivery.answered' && (event.lateMs ?? 0) > 0);
    expect(late.length).toBeGreaterThanOrEqual(40);
  });

  it('tells what was due and never left, when the endpoint is slower than the rate', async () => {
    const app = await appAnswering((_, response) => void setTimeout(() => response.end(), 50));
    const wanted = { perSecond: 200, connections: 1, durationMs: 400 };
    const { sent, unsent = 0, pace } = await load(app.url, wanted).finished;
    expect(sent + unsent).toBe(80);
    expect(unsent).toBeGreaterThan(40);
    expect(pace?.waited).toBeGreaterThan(0);
  });
});
