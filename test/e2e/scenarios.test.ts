import { describe, expect, it } from 'vitest';
import { type App, appAnswering } from '../support/app-answering.ts';
import { APP_SECRET, signatureOf } from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

interface Told {
  readonly kind: string;
  readonly id: string;
  readonly user: string;
  readonly seconds: number;
}

/** What a receiver makes of what came, in the order in which it came: the first message or status of each webhook. */
function told(app: App): Told[] {
  return app.requests.map(({ rawBody }) => {
    const [change] = JSON.parse(rawBody.toString()).entry[0].changes;
    const { statuses: [status] = [], messages: [message] = [] } = change.value;
    const { id, timestamp } = status ?? message;
    const user = status?.recipient_id ?? message.from;
    return { kind: status?.status ?? message.type, id, user, seconds: Number(timestamp) };
  });
}

async function rehearse(app: App, name: string, ...flags: readonly string[]) {
  const args = ['replay', `scenarios/${name}`, '--to', app.url, '--app-secret', APP_SECRET, ...flags];
  const ended = await runProgram(args);
  expect(ended).toMatchObject({ exitCode: 0, err: '' });
  for (const { headers, rawBody } of app.requests) {
    expect(headers['x-hub-signature-256']).toBe(signatureOf(rawBody));
  }
  return ended;
}

const idsOf = (all: readonly Told[]) => new Set(all.map(({ id }) => id));

describe('message-life', () => {
  it('is sent, delivered and read of one message, at increasing times up to now', async () => {
    const app = await appAnswering(200);
    await rehearse(app, 'message-life', '--speed', '1000x');
    const all = told(app);
    expect(all.map(({ kind }) => kind)).toEqual(['sent', 'delivered', 'read']);
    expect(idsOf(all).size).toBe(1);
    const [start = 0] = all.map(({ seconds }) => seconds);
    expect(all.map(({ seconds }) => seconds - start)).toEqual([0, 2, 60]);
    expect(Math.abs(start + 60 - Date.now() / 1000)).toBeLessThan(600);
  });

  it('keeps its time: --speed compresses it and nothing else does', async () => {
    const app = await appAnswering(200);
    const { events } = await rehearse(app, 'message-life', '--speed', '100x', '--json');
    const [sent = 0, , read = 0] = events().map(({ at, tookMs }) => Date.parse(at) - Number(tookMs));
    expect(read - sent).toBeGreaterThan(550);
  });
});

describe('read-first', () => {
  it('brings read before delivered, and delivered twice with the same bytes', async () => {
    const app = await appAnswering(200);
    await rehearse(app, 'read-first', '--speed', '1000x');
    const all = told(app);
    expect(all.map(({ kind }) => kind)).toEqual(['sent', 'read', 'delivered', 'delivered']);
    expect(idsOf(all).size).toBe(1);
    // It happened in the right order all the same.
    const [start = 0] = all.map(({ seconds }) => seconds);
    expect(all.map(({ seconds }) => seconds - start)).toEqual([0, 60, 2, 2]);
    expect(app.requests[3]?.rawBody).toEqual(app.requests[2]?.rawBody);
  });
});

describe('slow-bot', () => {
  it('comes again with the same bytes while the first is still without an answer', async () => {
    const held: (() => void)[] = [];
    const app = await appAnswering((_, response) => void held.push(() => response.end()));
    const args = ['replay', 'slow-bot', '--to', app.url, '--app-secret', APP_SECRET, '--speed', '1000x'];
    const program = startProgram([...args, '--timeout', '60s']);
    // Nothing is answered, and yet all of it comes.
    await until(() => held.length === 7, 'all of it');
    for (const answer of held) answer();
    expect((await program.ended).exitCode).toBe(0);
    const bodies = app.requests.map(({ rawBody }) => rawBody.toString());
    expect(bodies.filter((body) => body === bodies[0])).toHaveLength(4);
    const all = told(app);
    expect(all.filter(({ kind }) => kind === 'text')).toHaveLength(6);
    expect([...idsOf(all)].map((id) => all.filter((each) => each.id === id).length).sort()).toEqual([1, 2, 4]);
  });
});

describe('outage', () => {
  it('brings what is up to an hour old, out of order and some of it twice, among what is new', async () => {
    const app = await appAnswering(200);
    await rehearse(app, 'outage', '--speed', '5000x', '--seed', '3');
    const all = told(app);
    expect(all).toHaveLength(70);
    const newest = Math.max(...all.map(({ seconds }) => seconds));
    const ages = all.map(({ seconds }) => newest - seconds);
    expect(ages.filter((age) => age > 600).length).toBeGreaterThan(40);
    expect(Math.max(...ages)).toBeGreaterThan(3_000);
    expect(Math.max(...ages)).toBeLessThan(4_000);
    expect(ages).not.toEqual(ages.toSorted((one, other) => other - one));

    const bodies = app.requests.map(({ rawBody }) => rawBody.toString());
    expect(bodies.length - new Set(bodies).size).toBe(5);
    // New ones come among the old ones and not behind them all.
    expect(all.findIndex(({ seconds }) => newest - seconds < 300)).toBeLessThan(65);
  });
});

describe('campaign-burst', () => {
  it('is the ladders of 1,000 messages of 1,000 users, mixed up as they happen', async () => {
    const app = await appAnswering(200);
    await rehearse(app, 'campaign-burst', '--speed', '500x', '--timeout', '60s');
    const all = told(app);
    const statuses = all.filter(({ kind }) => kind !== 'button');
    expect([all.length, statuses.length]).toEqual([2_700, 2_600]);
    expect(idsOf(statuses).size).toBe(1_000);
    expect(new Set(statuses.map(({ user }) => user)).size).toBe(1_000);

    const ladders = new Map<string, Told[]>(statuses.map(({ id }) => [id, []]));
    for (const status of statuses) ladders.get(status.id)?.push(status);
    for (const ladder of ladders.values()) {
      const inTime = ['sent', 'delivered', 'read'].flatMap((kind) => ladder.filter((each) => each.kind === kind));
      expect(inTime.length).toBeGreaterThanOrEqual(2);
      expect(new Set(inTime.map(({ user }) => user)).size).toBe(1);
      expect(inTime.map(({ seconds }) => seconds)).toEqual(inTime.map(({ seconds }) => seconds).toSorted());
    }
    // Not one kind after the other, and not one message after the other.
    const kinds = statuses.slice(500, 1_500).map(({ kind }) => kind);
    expect(new Set(kinds).size).toBeGreaterThan(1);
    expect(idsOf(all.slice(0, 100)).size).toBeGreaterThan(80);
    // Some arrive before what happened before them.
    const early = [...ladders.values()].filter((ladder) => ladder[0]?.kind !== 'sent');
    expect(early.length).toBeGreaterThan(0);
    expect(early.length).toBeLessThan(500);
  });
});

describe('number-change', () => {
  it('goes on under the new number after WhatsApp said so', async () => {
    const app = await appAnswering(200);
    await rehearse(app, 'number-change', '--speed', '200x');
    const all = told(app);
    expect(all.map(({ kind, user }) => [kind, user])).toEqual([
      ['text', '15550100300'],
      ['system', '15550100300'],
      ['text', '15550100309'],
      ['sent', '15550100309'],
      ['delivered', '15550100309'],
    ]);
    const system = JSON.parse(app.requests[1]?.rawBody.toString() ?? '').entry[0].changes[0].value.messages[0].system;
    expect(system).toMatchObject({ type: 'user_changed_number', wa_id: '15550100309' });
    const after = JSON.parse(app.requests[2]?.rawBody.toString() ?? '').entry[0].changes[0].value;
    expect(after.contacts[0]).toMatchObject({ wa_id: '15550100309', user_id: system.user_id });
    expect([all[3]?.id]).toEqual([all[4]?.id]);
    expect(idsOf(all).size).toBe(4);
  });
});

describe('onboarding-history', () => {
  it('brings half a year in chunks of three phases, out of order and up to 2.9 MB', async () => {
    const app = await appAnswering(200);
    await rehearse(app, 'onboarding-history', '--speed', '1000x', '--timeout', '60s');
    const changes = app.requests.map(({ rawBody }) => JSON.parse(rawBody.toString()).entry[0].changes[0]);
    expect(changes[0]).toMatchObject({ field: 'smb_app_state_sync' });
    const chunks = changes.filter(({ field }) => field === 'history').map(({ value }) => value.history[0]);
    const places = chunks.map(({ metadata }) => [metadata.phase, metadata.chunk_order]);
    const inOrder = [
      ...[1, 2].map((n) => [0, n]),
      ...[1, 2, 3, 4].map((n) => [1, n]),
      ...[1, 2, 3, 4].map((n) => [2, n]),
    ];
    expect(places).not.toEqual(inOrder);
    expect(places.toSorted(([a, b], [c, d]) => a - c || b - d)).toEqual(inOrder);

    const progress = new Map(
      chunks.map(({ metadata }) => [`${metadata.phase}/${metadata.chunk_order}`, metadata.progress]),
    );
    const told = inOrder.map((place) => Number(progress.get(place.join('/'))));
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).toBe(100);

    const days = (chunk: (typeof chunks)[number]) => {
      const times = chunk.threads.flatMap(({ messages }: { messages: { timestamp: string }[] }) => messages);
      return times.map(({ timestamp }: { timestamp: string }) => (Date.now() / 1000 - Number(timestamp)) / 86_400);
    };
    const BOUNDS = [
      [0, 2],
      [1, 91],
      [89, 182],
    ];
    for (const chunk of chunks) {
      const [least = 0, most = 0] = BOUNDS[chunk.metadata.phase] ?? [];
      expect(Math.min(...days(chunk))).toBeGreaterThanOrEqual(least - 0.1);
      expect(Math.max(...days(chunk))).toBeLessThanOrEqual(most);
    }

    const sizes = app.requests.map(({ rawBody }) => rawBody.byteLength);
    expect(Math.max(...sizes)).toBe(Math.floor(2.9 * 1024 * 1024));
    const ids = app.requests.flatMap(({ rawBody }) => [...rawBody.toString().matchAll(/wamid\.[^"\\]+/g)].map(String));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(3_000);
  });
});

describe('a scenario', () => {
  it('is tried again as Meta does while the answer is not 200', async () => {
    const app = await appAnswering(500, 200);
    await rehearse(app, 'message-life', '--speed', '10000x', '--retry');
    expect(told(app).map(({ kind }) => kind)).toEqual(['sent', 'sent', 'delivered', 'read']);
  });

  it('ends at the first wrong answer with --fail-fast, and at Ctrl-C', async () => {
    const app = await appAnswering(404);
    const flags = ['--to', app.url, '--app-secret', 's', '--json'];
    const failed = await runProgram(['replay', 'message-life', '--speed', '1000x', '--fail-fast', ...flags]);
    expect(failed.exitCode).toBe(1);
    expect(failed.events().at(-1)).toMatchObject({ type: 'replay.finished', sent: 1, unsent: 2 });

    const waiting = startProgram(['replay', 'outage', ...flags]);
    await waiting.next('setting.noted');
    expect(waiting.events()[0]).toMatchObject({ setting: '--speed', note: expect.stringContaining('1000x') });
    expect((await waiting.stop('SIGINT')).exitCode).toBe(130);
  });
});
