import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSessionFiles } from '../../../src/store/read/session-files.ts';
import { createDamage, type ReadOptions, storedLines } from '../../../src/store/read/stored-lines.ts';
import { folderWithHistory, sessionIdOf, storedAnswer, storedWebhook, writeSession } from '../../support/history-of.ts';

const A = '2026-11-01T08:00:00.000Z';
const B = '2026-11-01T09:00:00.000Z';

async function read(cwd: string, options: Partial<ReadOptions> = {}, isOpen = false) {
  const sessions = await listSessionFiles(join(cwd, '.wa-webhook'));
  const damage = createDamage(() => isOpen);
  const texts: string[] = [];
  for await (const { atMs } of storedLines({ sessions, order: 'newest first', damage, ...options })) {
    texts.push(new Date(atMs).toISOString().slice(11, 16));
  }
  return { texts, damage: damage.found().map(({ skippedLines }) => skippedLines) };
}

const at = (time: string) => `2026-11-01T${time}:00.000Z`;

describe('storedLines', () => {
  it('gives two sessions that ran at the same time as one, in the order of time', async () => {
    const cwd = folderWithHistory(
      { startedAt: A, lines: ['08:10', '09:20', '10:00'].map((time, n) => storedWebhook(A, n + 1, at(time))) },
      { startedAt: B, lines: ['09:10', '09:30', '11:00'].map((time, n) => storedWebhook(B, n + 1, at(time))) },
    );
    const inOrder = ['08:10', '09:10', '09:20', '09:30', '10:00', '11:00'];
    expect((await read(cwd, { order: 'oldest first' })).texts).toEqual(inOrder);
    expect((await read(cwd)).texts).toEqual(inOrder.reverse());
  });

  it('opens no session before it may have the next line', async () => {
    const cwd = folderWithHistory(
      { startedAt: A, text: 'damaged\n' },
      { startedAt: B, lines: [storedWebhook(B, 1, at('09:10'))] },
    );
    const sessions = await listSessionFiles(join(cwd, '.wa-webhook'));
    const damage = createDamage(() => false);
    for await (const _ of storedLines({ sessions, order: 'newest first', damage })) break;
    expect(damage.found()).toEqual([]);
  });

  it('keeps to the times and types that are asked for', async () => {
    const lines = ['08:10', '08:20', '08:30'].flatMap((time, n) => [
      storedWebhook(A, n + 1, at(time)),
      storedAnswer(A, n + 1, at(time)),
    ]);
    const cwd = folderWithHistory({ startedAt: A, lines });
    const between = { sinceMs: Date.parse(at('08:20')), untilMs: Date.parse(at('08:30')) };
    expect((await read(cwd, between)).texts).toEqual(['08:20', '08:20']);
    expect((await read(cwd, { types: new Set(['webhook.answered']) })).texts).toEqual(['08:30', '08:20', '08:10']);
    expect((await read(cwd, { sinceMs: Date.parse(at('12:00')) })).texts).toEqual([]);
  });

  it('finds a time in a large file without reading what lies before it', async () => {
    const minutes = Array.from({ length: 1_200 }, (_, n) => new Date(Date.parse(A) + n * 60_000).toISOString());
    const lines = minutes.map((time, n) =>
      storedWebhook(A, n + 1, time, { body: 'x'.repeat(n % 7 === 0 ? 20_000 : 10) }),
    );
    const cwd = folderWithHistory({ startedAt: A, lines });
    // Damage far from what is asked for is not met.
    const sinceMs = Date.parse(minutes[1_100] ?? '');
    for (const order of ['newest first', 'oldest first'] as const) {
      let touched = 0;
      const { texts } = await read(cwd, { order, sinceMs, isWanted: () => ++touched > 0 });
      expect(texts).toHaveLength(100);
      expect(touched).toBeLessThan(400);
      touched = 0;
      const between = { sinceMs: Date.parse(minutes[200] ?? ''), untilMs: Date.parse(minutes[300] ?? '') };
      expect((await read(cwd, { order, ...between, isWanted: () => ++touched > 0 })).texts).toHaveLength(100);
      expect(touched).toBeLessThan(500);
    }
  });

  it('skips and counts what is damaged, but not the line that is being written', async () => {
    const cwd = folderWithHistory();
    const whole = JSON.stringify(storedWebhook(A, 1, at('08:10')));
    const file = writeSession(cwd, {
      startedAt: A,
      text: `${whole}\n\u0000\u0000\n${whole.slice(0, 90)}${whole}\n[]\n`,
    });
    expect(await read(cwd)).toEqual({ texts: ['08:10', '08:10'], damage: [2] });
    appendFileSync(file, whole.slice(0, -1));
    expect((await read(cwd)).damage).toEqual([3]);
    expect((await read(cwd, {}, true)).damage).toEqual([2]);
    appendFileSync(file, whole.slice(-1));
    expect((await read(cwd, { order: 'oldest first' })).texts).toHaveLength(3);
  });

  it('finds nothing where nothing is', async () => {
    expect((await read(folderWithHistory())).texts).toEqual([]);
  });
});

describe('a session', () => {
  it('is named by the time of its start', async () => {
    const cwd = folderWithHistory({ startedAt: A });
    const [session] = await listSessionFiles(join(cwd, '.wa-webhook'));
    expect(session).toMatchObject({ name: `2026-11-01T08-00-00.000Z-${sessionIdOf(A)}`, startedMs: Date.parse(A) });
  });
});
