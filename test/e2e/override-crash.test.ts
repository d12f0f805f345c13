import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import type { HoldPoint } from '../support/graph/holds.ts';
import { type GraphAnswering, graphAnswering, PHONE_ID, WABA_ID } from '../support/graph-answering.ts';
import {
  expectNoToken,
  graphEnv,
  nextStart,
  numberOverride,
  overrideNotes,
  setNumberOverride,
} from '../support/overriding.ts';
import { type Program, runProgram, startProgram } from '../support/program.ts';
import { killTunnelProgram, PROGRAM_FLAGS } from '../support/tunnel-by-program.ts';
import { until } from '../support/until.ts';

const READ = new RegExp(`^GET /v[\\d.]+/${PHONE_ID}\\?`);
const CHANGE = new RegExp(`^POST /v[\\d.]+/${PHONE_ID}$`);

/** Where the life of an override is, when the process is killed. Each step sends these requests, from its beginning on. */
type Step = 'set' | 'move' | 'way back';

interface CrashPoint {
  readonly during: Step;
  /** Which request of that step, and where in it. */
  readonly request: 'first read' | 'change' | 'second read';
  readonly at: HoldPoint;
}

const POINTS: readonly CrashPoint[] = [
  ...(['set', 'move'] as const).flatMap((during): readonly CrashPoint[] => [
    { during, request: 'first read', at: 'arrived' },
    { during, request: 'first read', at: 'done' },
    { during, request: 'change', at: 'arrived' },
    { during, request: 'change', at: 'verified' },
    { during, request: 'change', at: 'done' },
    { during, request: 'second read', at: 'arrived' },
    { during, request: 'second read', at: 'done' },
  ]),
  { during: 'way back', request: 'first read', at: 'arrived' },
  { during: 'way back', request: 'first read', at: 'done' },
  { during: 'way back', request: 'change', at: 'arrived' },
  { during: 'way back', request: 'change', at: 'done' },
];

function overridden(graph: GraphAnswering, flags: readonly string[] = [], env: Record<string, string> = {}): Program {
  const args = ['listen', '--json', '--port', '0', ...PROGRAM_FLAGS, '--override', `phone:${PHONE_ID}`, ...flags];
  return startProgram(args, { env: { ...graphEnv(graph), ...env } });
}

function hold(graph: GraphAnswering, { request, at }: Pick<CrashPoint, 'request' | 'at'>) {
  if (request === 'change') return graph.hold(at, CHANGE);
  return graph.hold(at, READ, request === 'second read' ? 1 : 0);
}

/** Kills it at the point, and lets the server do to the end what it had begun. */
async function killAt(point: CrashPoint, graph: GraphAnswering, listen: Program): Promise<void> {
  if (point.during !== 'set') await listen.next('override.set');
  const held = hold(graph, point);
  if (point.during === 'move') killTunnelProgram(listen.pid);
  if (point.during === 'way back') process.kill(listen.pid, 'SIGTERM');
  await held.reached;
  await listen.stop('SIGKILL');
  await held.release();
}

/** What stood there stands there again, after one more start at most; where something may still come, it is told. */
async function expectBack(graph: GraphAnswering, cwd: string, before: string | undefined, env = {}): Promise<void> {
  const next = await nextStart(cwd, { ...graphEnv(graph), ...env });
  expect(next.exitCode).toBe(0);
  expect(numberOverride(graph)).toBe(before);
  if (overrideNotes(cwd).length > 0) expect(next.err).toContain(`override restore --phone ${PHONE_ID}`);
  expectNoToken(cwd, next.out, next.err);
}

describe('kill -9 in the life of an override', () => {
  it.each(POINTS)('during $during, at the $request, when it has $at, leaves nothing behind', async (point) => {
    const graph = await graphAnswering();
    const held = point.during === 'set' ? hold(graph, point) : undefined;
    const listen = overridden(graph);
    if (held === undefined) {
      await killAt(point, graph, listen);
    } else {
      await held.reached;
      await listen.stop('SIGKILL');
      await held.release();
    }

    await expectBack(graph, listen.cwd, undefined);
    expectNoToken(listen.cwd, listen.out(), listen.err());
  });

  it('right after it was set, right after it was put back, and in the middle of the session', async () => {
    const graph = await graphAnswering();
    const first = overridden(graph);
    await first.next('override.set');
    await first.stop('SIGKILL');
    await expectBack(graph, first.cwd, undefined);

    const second = overridden(graph);
    await second.next('override.set');
    killTunnelProgram(second.pid);
    await second.next('tunnel.lost');
    await second.stop('SIGKILL');
    await expectBack(graph, second.cwd, undefined);

    const third = overridden(graph);
    await third.next('override.set');
    process.kill(third.pid, 'SIGTERM');
    await third.next('override.restored');
    await third.stop('SIGKILL');
    expect(numberOverride(graph)).toBeUndefined();
    expect(overrideNotes(third.cwd)).toEqual([]);
  });

  it.each([
    ['set', 'change', 'verified'],
    ['set', 'change', 'done'],
    ['way back', 'change', 'arrived'],
    ['way back', 'change', 'verified'],
    ['way back', 'change', 'done'],
  ] as const)("during %s, at the %s, when it has %s, gives somebody's own back", async (during, request, at) => {
    const graph = await graphAnswering();
    const theirs = overridden(graph, ['--verify-token', 'theirs']);
    const { url } = await theirs.next('override.set');
    const before = String(url);
    // The proof that the way back is open is the first change that goes out.
    const isSetting = during === 'set';
    const held = isSetting ? graph.hold(at, CHANGE, 1) : undefined;
    const env = { WA_WEBHOOK_PREVIOUS_VERIFY_TOKEN: 'theirs' };
    const listen = overridden(graph, [], env);

    if (held === undefined) {
      await killAt({ during, request, at }, graph, listen);
    } else {
      await held.reached;
      await listen.stop('SIGKILL');
      await held.release();
    }
    await expectBack(graph, listen.cwd, before, env);
  });

  it.each([
    ['read', 'arrived'],
    ['read', 'done'],
    ['change', 'arrived'],
    ['change', 'done'],
  ] as const)(
    'of the start that puts it back, at its %s, when it has %s, leaves it to the one after',
    async (what, at) => {
      const graph = await graphAnswering();
      const listen = overridden(graph);
      await listen.next('override.set');
      await listen.stop('SIGKILL');

      const held = graph.hold(at, what === 'read' ? READ : CHANGE);
      const mending = startProgram(['fixtures', 'list'], { cwd: listen.cwd, env: graphEnv(graph) });
      await held.reached;
      await mending.stop('SIGKILL');
      await held.release();

      await expectBack(graph, listen.cwd, undefined);
      expect(overrideNotes(listen.cwd)).toEqual([]);
    },
  );
});

describe('a request that comes to effect late', () => {
  it('is waited for by the starts after kill -9: the note stays as long as it may come', async () => {
    const graph = await graphAnswering();
    const held = graph.hold('verified', CHANGE);
    const listen = overridden(graph);
    await held.reached;
    await listen.stop('SIGKILL');

    const early = await nextStart(listen.cwd, graphEnv(graph));
    expect(early.err).toContain('may still come to effect');
    expect(overrideNotes(listen.cwd)).toHaveLength(1);
    await held.release();
    expect(numberOverride(graph)).toMatch(/^http/);

    await expectBack(graph, listen.cwd, undefined);
    expect(overrideNotes(listen.cwd)).toEqual([]);
  });

  it('is waited for at the end, and told where it takes too long', async () => {
    const graph = await graphAnswering();
    const held = graph.hold('verified', CHANGE);
    const listen = overridden(graph);
    await held.reached;

    expect(await listen.stop('SIGTERM')).toEqual({ exitCode: 5, signal: null });
    expect(listen.events().find(({ type }) => type === 'override.failed')).toMatchObject({ what: 'restore' });
    await held.release();
    expect(numberOverride(graph)).toMatch(/^http/);

    await expectBack(graph, listen.cwd, undefined);
  });
});

describe('a bug of ours', () => {
  it('puts it back all the same, and ends with 70', async () => {
    const graph = await graphAnswering();
    const thrower = join(temporaryFolder(), 'thrower.mjs');
    writeFileSync(thrower, "process.on('SIGUSR2', () => { throw new Error('a bug'); });");
    const listen = overridden(graph, [], { NODE_OPTIONS: `--import ${thrower}` });
    await listen.next('override.set');

    expect(await listen.stop('SIGUSR2')).toEqual({ exitCode: 70, signal: null });
    expect(listen.err()).toContain('This is a bug');
    expect(numberOverride(graph)).toBeUndefined();
    expect(overrideNotes(listen.cwd)).toEqual([]);
  });
});

describe('the next start', () => {
  it.each([
    ['doctor', ['doctor', '--json']],
    ['sign', ['sign', '-', '--app-secret', 'x']],
    ['a further listen', ['listen', '--no-tunnel', '--port', '0', '--json', '--timeout', '100ms']],
  ])('mends it, whatever it is: %s', async (_, args) => {
    const graph = await graphAnswering();
    const listen = overridden(graph);
    await listen.next('override.set');
    await listen.stop('SIGKILL');

    const { err, exitCode } = await runProgram(args, { cwd: listen.cwd, env: graphEnv(graph), stdin: '{}' });
    expect(err).toContain('left by an earlier run, is cleared');
    expect(exitCode).toBeLessThan(2);
    expect(numberOverride(graph)).toBeUndefined();
  });

  it('does what it was called for beside a Graph API that is silent', async () => {
    const graph = await graphAnswering();
    const listen = overridden(graph);
    await listen.next('override.set');
    await listen.stop('SIGKILL');
    graph.fail('hang');

    const { exitCode, out, err } = await nextStart(listen.cwd, graphEnv(graph));
    expect({ exitCode, isListed: out.includes('messages/text') }).toEqual({ exitCode: 0, isListed: true });
    expect(err).toContain('the Graph API did not answer in time');
    graph.mend();
    await expectBack(graph, listen.cwd, undefined);
  });
});

describe('an impatient end', () => {
  it('leaves at the second Ctrl-C, and the next start puts it back', async () => {
    const graph = await graphAnswering();
    const listen = overridden(graph);
    await listen.next('override.set');
    const held = graph.hold('arrived', CHANGE);
    process.kill(listen.pid, 'SIGINT');
    await held.reached;

    expect(await listen.stop('SIGINT')).toEqual({ exitCode: 130, signal: null });
    await held.release();

    await expectBack(graph, listen.cwd, undefined);
  });

  it('waits for a request that is on its way, and puts back what came of it', async () => {
    const graph = await graphAnswering();
    const held = graph.hold('verified', CHANGE);
    const listen = overridden(graph);
    await held.reached;
    process.kill(listen.pid, 'SIGTERM');
    // It waits: nothing else is asked while the answer is out.
    await until(() => overrideNotes(listen.cwd).length === 1, 'the note');
    await held.release();

    expect(await listen.ended).toEqual({ exitCode: 0, signal: null });
    expect(numberOverride(graph)).toBeUndefined();
    expect(overrideNotes(listen.cwd)).toEqual([]);
  });
});

it('knows what is whose: the number and the account of one run go back apart from each other', async () => {
  const graph = await graphAnswering();
  const listen = overridden(graph, ['--override', `waba:${WABA_ID}`]);
  await listen.next('override.set');
  await listen.next('override.set');
  expect(overrideNotes(listen.cwd)).toHaveLength(2);
  setNumberOverride(graph, 'https://badger.example/webhook');
  await listen.stop('SIGKILL');

  const next = await nextStart(listen.cwd, graphEnv(graph));

  expect(next.err).toContain(`override of number ${PHONE_ID} was changed by somebody else`);
  expect(next.err).toContain(`override of account ${WABA_ID}, left by an earlier run, is cleared`);
  expect(numberOverride(graph)).toBe('https://badger.example/webhook');
});
