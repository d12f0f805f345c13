import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimOwn } from '../../src/store/forward-claims.ts';
import { type PruneBounds, planPrune, prune } from '../../src/store/prune.ts';
import { announceListener } from '../../src/store/running-listener.ts';
import { folderWithHistory, sessionIdOf, storedWebhook, writeSession } from '../support/history-of.ts';

const START = '2026-11-01T08:00:00.000Z';
const day = (n: number) => new Date(Date.parse(START) + n * 86_400_000).toISOString();
const now = new Date(day(20));

/** Ten sessions of ten webhooks, one session a day; each lasts for most of a day. */
function tenDays(): string {
  return folderWithHistory(
    ...Array.from({ length: 10 }, (_, n) => {
      const startedAt = day(n);
      const at = (hour: number) => new Date(Date.parse(startedAt) + hour * 3_600_000).toISOString();
      return {
        startedAt,
        lines: Array.from({ length: 10 }, (__, hour) => storedWebhook(startedAt, hour + 1, at(hour))),
      };
    }),
  );
}

const stateOf = (cwd: string) => join(cwd, '.wa-webhook');
const plan = (cwd: string, bounds: PruneBounds, isRunning = (_: number) => false) =>
  planPrune(stateOf(cwd), bounds, { now, isRunning });

function files(cwd: string) {
  const folder = join(stateOf(cwd), 'history');
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, lines: readFileSync(join(folder, name), 'utf8').split('\n').length - 1 }));
}

describe('prune', () => {
  it('removes whole sessions that are older, and the older part of one', async () => {
    const cwd = tenDays();
    const before = files(cwd);
    const beforeMs = Date.parse(day(3)) + 4.5 * 3_600_000;
    const planned = await plan(cwd, { beforeMs });
    expect(planned.removals.map(({ isWhole }) => isWhole)).toEqual([true, true, true, false]);
    expect(files(cwd)).toEqual(before);

    const cut = join(stateOf(cwd), 'history', before[3]?.name ?? '');
    const { mtimeMs } = statSync(cut);
    await prune(planned);
    expect(files(cwd).map(({ lines }) => lines)).toEqual([5, 10, 10, 10, 10, 10, 10]);
    expect(readFileSync(cut, 'utf8')).toMatch(new RegExp(`^\\{.*"id":"${sessionIdOf(day(3))}-6"`));
    expect(statSync(cut).mtimeMs).toBe(mtimeMs);
    expect(statSync(cut).mode & 0o777).toBe(0o600);
    expect((await plan(cwd, { beforeMs })).removals).toEqual([]);
  });

  it('removes the oldest beyond a size, to the line', async () => {
    const cwd = tenDays();
    const all = await plan(cwd, {});
    const lineBytes = Math.ceil(all.leftBytes / 100);
    for (const lines of [95, 90, 42, 1, 0]) {
      const planned = await plan(cwd, { maxBytes: lines * lineBytes });
      await prune(planned);
      const left = files(cwd);
      expect(left.reduce((sum, each) => sum + each.lines, 0)).toBeLessThanOrEqual(lines);
      expect(left.reduce((sum, each) => sum + each.lines, 0)).toBeGreaterThanOrEqual(lines - 1);
      expect(planned.leftBytes).toBeLessThanOrEqual(lines * lineBytes);
      for (const { name } of left) {
        const text = readFileSync(join(stateOf(cwd), 'history', name), 'utf8');
        expect(text).toMatch(/^(?:\{"type":"webhook\.received".*\}\n)*$/);
      }
    }
    expect(files(cwd)).toEqual([]);
  });

  it('never touches what a running listen writes, or one that has just begun', async () => {
    const cwd = tenDays();
    const listener = { pid: 77, startedAt: day(0), url: 'http://127.0.0.1:1/', forwardTo: [] };
    await announceListener(stateOf(cwd), listener, () => true);
    writeSession(cwd, {
      startedAt: now.toISOString(),
      lines: [storedWebhook(now.toISOString(), 1, now.toISOString())],
    });
    const planned = await plan(cwd, { maxBytes: 0 }, (pid) => pid === 77);
    expect(planned.heldBack.map(({ path }) => basename(path))).toEqual([files(cwd)[0]?.name, files(cwd).at(-1)?.name]);
    await prune(planned);
    expect(files(cwd).map(({ lines }) => lines)).toEqual([10, 1]);
    // A killed one counts for nothing.
    await prune(await plan(cwd, { maxBytes: 0 }));
    expect(files(cwd).map(({ lines }) => lines)).toEqual([1]);
  });

  it('never touches what still waits for an app', async () => {
    const waiting = storedWebhook(START, 1, START);
    const { type, at, v, id, ...rest } = { type: '', at: '', v: 1, id: '', ...waiting };
    const line = { type, at, v, id, waitsFor: ['http://127.0.0.1:3000/'], ...rest };
    const cwd = folderWithHistory({ startedAt: START, lines: [line] });
    const [{ name } = { name: '' }] = files(cwd);
    const session = name.replace(/\.ndjson$/, '');
    await claimOwn(stateOf(cwd), session, 77);
    const planned = await plan(cwd, { beforeMs: now.getTime() });
    expect(planned).toMatchObject({ removals: [], freedBytes: 0, heldBack: [{ name: session }] });

    const taken = { type: 'forward.answered', at, v, id, to: 'http://127.0.0.1:3000/', status: 200, tookMs: 1 };
    writeSession(cwd, { startedAt: START, lines: [line, taken] });
    expect((await plan(cwd, { beforeMs: now.getTime() })).removals).toHaveLength(1);
  });

  it('keeps lines that it cannot read, and does nothing where nothing is', async () => {
    const startedAt = START;
    const lines = [0, 1, 2].map((n) => JSON.stringify(storedWebhook(startedAt, n + 1, day(n))));
    const cwd = folderWithHistory({ startedAt, text: `${lines[0]}\ndamaged\n${lines[1]}\n${lines[2]}\n` });
    const [{ name } = { name: '' }] = files(cwd);
    utimesSync(join(stateOf(cwd), 'history', name), new Date(day(2)), new Date(day(2)));
    await prune(await plan(cwd, { beforeMs: Date.parse(day(1)) }));
    expect(readFileSync(join(stateOf(cwd), 'history', name), 'utf8')).toBe(`damaged\n${lines[1]}\n${lines[2]}\n`);

    const empty = folderWithHistory();
    expect(await plan(empty, { maxBytes: 0 })).toMatchObject({ removals: [], leftBytes: 0 });
    expect(existsSync(stateOf(empty))).toBe(false);
    mkdirSync(join(stateOf(empty), 'history'), { recursive: true });
    writeFileSync(join(stateOf(empty), 'history/other.txt'), 'x');
    expect((await plan(empty, { maxBytes: 0 })).removals).toEqual([]);
  });
});
