import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const flags = (to: string) => ['--to', to, '--app-secret', 's', '--timeout', '60s', '--json'];

/** An app that answers nothing until it is told to. */
async function appHolding() {
  const held: ServerResponse[] = [];
  const app = await appAnswering((_, response) => void held.push(response));
  return { app, held };
}

describe('duplicates', () => {
  it('at the same instant are all open at once', async () => {
    const { app, held } = await appHolding();
    const program = startProgram(['replay', 'text', '--duplicates', '30', '--concurrent', ...flags(app.url)]);
    await until(() => held.length === 31, 'all copies, none of them answered');
    for (const response of held) response.end();
    expect((await program.ended).exitCode).toBe(0);
    const [first, ...others] = app.requests.map(({ rawBody }) => rawBody.toString());
    expect(new Set(others)).toEqual(new Set([first]));
    expect(others).toHaveLength(30);
  });

  it('one after the other wait for the answer', async () => {
    const { app, held } = await appHolding();
    const program = startProgram(['replay', 'text', '--duplicates', '2', ...flags(app.url)]);
    for (const sent of [1, 2, 3]) {
      await until(() => held.length === sent, `copy ${sent}`);
      expect(app.requests).toHaveLength(sent);
      held.at(-1)?.end();
    }
    expect((await program.ended).exitCode).toBe(0);
    expect(new Set(app.requests.map(({ rawBody }) => rawBody.toString())).size).toBe(1);
  });
});

describe('retries', () => {
  it('bring the same bytes at the compressed times until the answer is 200, and no more after it', async () => {
    const arrivals: number[] = [];
    const statuses = [500, 500, 503, 200];
    const app = await appAnswering((_, response) => {
      arrivals.push(performance.now());
      response.writeHead(statuses[arrivals.length - 1] ?? 418).end();
    });
    const { exitCode, events } = await runProgram(['replay', 'text', '--retry', '--speed', '200x', ...flags(app.url)]);
    expect(exitCode).toBe(0);
    const [first, ...others] = app.requests.map(({ rawBody, rawHeaders }) => [rawBody.toString(), rawHeaders]);
    expect(others).toEqual([first, first, first]);

    const attempts = events().slice(0, -1);
    expect(attempts.map((each) => [each['try'], each['status'], each['virtualMs']])).toEqual([
      [1, 500, undefined],
      [2, 500, 0],
      [3, 503, 60_000],
      [4, 200, 360_000],
    ]);
    // At once, after one minute and after six on Meta's clock: 0, 300 and 1,800 ms here, or later when all is slow.
    const [, , third, fourth] = attempts.map(({ realMs }) => Number(realMs));
    expect(third).toBeGreaterThanOrEqual(299);
    expect(fourth).toBeGreaterThanOrEqual(1_799);
    const [, second = 0, , last = 0] = arrivals;
    expect(last - second).toBeGreaterThan(900);
  });

  it('end with 1 when the receiver never recovers, and say what Meta would do', async () => {
    const app = await appAnswering(500);
    const args = ['replay', 'text', '--to', app.url, '--app-secret', 's', '--retry', '--speed', '1000000x'];
    const { exitCode, out } = await runProgram(args);
    expect(exitCode).toBe(1);
    const lines = out.trim().split('\n');
    expect(lines.length - 1).toBe(app.requests.length);
    expect(lines[0]).toContain('Meta sends it again at once');
    expect(lines[4]).toMatch(/try 5, \+21 min \([\d.]+ m?s\) · Meta sends it again in 60 min/);
    expect(lines.at(-2)).toContain('Meta gives up: it is lost');
    expect(new Set(app.requests.map(({ rawBody }) => rawBody.toString())).size).toBe(1);
  });

  it('of many at once write nothing but what happened', async () => {
    const app = await appAnswering(500);
    const copies = ['--duplicates', '30', '--concurrent', '--retry', '--retry-for', '2min', '--speed', '100x'];
    const { exitCode, err } = await runProgram(['replay', 'text', ...copies, ...flags(app.url)]);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    expect(app.requests).toHaveLength(31 * 3);
  });
});

describe('--dry-run', () => {
  it('tells when, how and with which answer', async () => {
    const args = ['replay', 'text', 'image', '--duplicates', '1', '--concurrent', '--interval', '500ms'];
    const odd = ['--bad-signature', '--expect-status', '401', '--expect-within', '2s', '--dry-run'];
    const { out } = await runProgram([...args, ...odd, '--app-secret', 's']);
    const to = 'http://127.0.0.1:8090/webhook';
    const how = 'signed with the secret of another app · to be answered 401 within 2 s';
    expect(out.trim().split('\n')).toEqual([
      `#1 at +0 ms messages/text → ${to} · 642 bytes · ${how}`,
      `#2 at +0 ms messages/text → ${to} · 642 bytes · at the same instant as #1 · ${how}`,
      `#3 at +0 ms (here +500 ms) messages/image → ${to} · 831 bytes · ${how}`,
      `#4 at +0 ms (here +500 ms) messages/image → ${to} · 831 bytes · at the same instant as #3 · ${how}`,
    ]);
  });

  it('tells which signature a capture keeps, and what goes without', async () => {
    const plan = async (...args: readonly string[]) => {
      const { events } = await runProgram(['replay', ...args, '--dry-run', '--json']);
      return events()
        .filter(({ type }) => type === 'delivery.planned')
        .map(({ signed }) => signed);
    };
    expect(await plan('text', '--no-signature')).toEqual(['not']);
    expect(await plan('text', '--app-secret', 's')).toEqual(['anew']);
  });
});
