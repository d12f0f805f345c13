import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { cases } from '../../src/check/cases/index.ts';
import { type CheckOptions, checkEndpoint } from '../../src/check/check.ts';
import { type EffectsRecorder, startEffects } from '../../src/check/effects.ts';
import { selectCases } from '../../src/check/select.ts';
import type { CaseFinished, CheckEvent, CheckFinished } from '../../src/events.ts';
import { everyFixture } from './every-fixture.ts';
import { type Behaviour, createReceiver, SECRET, TOKEN } from './reference-receiver.ts';

export interface Checked {
  readonly finished: CheckFinished;
  readonly events: readonly CheckEvent[];
  readonly cases: readonly CaseFinished[];
  readonly failed: readonly string[];
  /** Ids of cases with this verdict. */
  readonly of: (verdict: CaseFinished['verdict']) => readonly string[];
  readonly finding: (id: string) => CaseFinished;
}

const fixtures: ReadonlyMap<string, unknown> = new Map(everyFixture.map(({ name, body }) => [name, body]));

export interface Checking extends Partial<Omit<CheckOptions, 'cases'>> {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** A check of what listens there, with everything that it tells. */
async function checking(to: URL, { only = [], skip = [], ...options }: Checking = {}): Promise<Checked> {
  const events: CheckEvent[] = [];
  const selected = selectCases(cases, { only, skip });
  if (!selected.ok) throw new Error(`No case is meant by ${selected.pattern}.`);

  const finished = await checkEndpoint({
    to,
    cases: selected.cases,
    verifyToken: TOKEN,
    appSecret: SECRET,
    fixtures,
    level: 'must',
    limits: { budgetMs: 30_000, timeoutMs: 60_000 },
    seed: 7,
    extraHeaders: [],
    notApplicable: new Map(),
    restartMs: 20_000,
    now: () => new Date(),
    clock: () => performance.now(),
    signal: new AbortController().signal,
    emit: (event) => void events.push(event),
    ...options,
  });
  const told = events.filter((event) => event.type === 'case.finished');
  const of = (verdict: CaseFinished['verdict']) => told.filter((each) => each.verdict === verdict).map(({ id }) => id);
  return {
    finished,
    events,
    cases: told,
    of,
    failed: of('failed'),
    finding: (id) => {
      const found = told.find((each) => each.id === id);
      if (found === undefined) throw new Error(`${id} was not told of.`);
      return found;
    },
  };
}

/** The same for a receiver that behaves like this, which lives as long as the check. */
export async function checkingReceiver(behaviour: Partial<Behaviour>, options: Checking = {}): Promise<Checked> {
  const server = createReceiver({ behaviour, graphUrl: options.effects?.url ?? '' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await checking(new URL(`http://127.0.0.1:${port}/webhook`), options);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The Send API's stand-in on a free port. */
export function watching(): Promise<EffectsRecorder> {
  return startEffects({ port: 0, random: randomBytes, clock: () => performance.now() });
}
