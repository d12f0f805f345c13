import { fileURLToPath } from 'node:url';
import { cases as allCases } from './check/cases/index.ts';
import { checkEndpoint } from './check/check.ts';
import { startEffects } from './check/effects.ts';
import { selectCases } from './check/select.ts';
import type { CaseFinished, CheckFinished, CheckLevel } from './events/check.ts';
import { listFixtures, readFixture } from './store/fixtures.ts';

export type { CaseFinished, CheckExchange, CheckFinished, CheckLevel } from './events/check.ts';

export interface CheckRequest {
  readonly url: string | URL;
  /** The token that the endpoint expects; cases that need it are left out without it. */
  readonly verifyToken?: string;
  /** The app secret that the endpoint checks with; cases about signatures are left out without it. */
  readonly appSecret?: string;
  /** Groups, ids or patterns: `signature`, `signature/wrong`, `shapes/*`. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** The lowest level that is required; `must` when left out. */
  readonly level?: CheckLevel;
  /** The longest that a good answer may take; 1,000 when left out. */
  readonly budgetMs?: number;
  /** How long to wait for each answer; 20,000 when left out. */
  readonly timeoutMs?: number;
  readonly seed?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The port for the stand-in of the Send API; without it nothing is watched. */
  readonly effectsPort?: number;
  readonly signal?: AbortSignal;
  /** Hears of each case as soon as it is known. */
  readonly onCase?: (finished: CaseFinished) => void;
}

export interface CheckReport extends CheckFinished {
  /** Do all required cases pass? */
  readonly ok: boolean;
  readonly cases: readonly CaseFinished[];
  /** One line for each required case that failed, for the message of an assertion. */
  readonly failures: readonly string[];
}

/** Asks an endpoint what WhatsApp will ask of it. Rejects when nothing answers there, or a pattern fits no case. */
export async function check(request: CheckRequest): Promise<CheckReport> {
  const { only = [], skip = [], level = 'must', effectsPort, signal = new AbortController().signal } = request;
  const selected = selectCases(allCases, { only, skip });
  if (!selected.ok) throw new Error(`There is no case "${selected.pattern}".`);

  const clock = () => performance.now();
  const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes));
  const effects = effectsPort === undefined ? undefined : await startEffects({ port: effectsPort, random, clock });
  const told: CaseFinished[] = [];
  try {
    const finished = await checkEndpoint({
      to: new URL(request.url),
      cases: selected.cases,
      verifyToken: request.verifyToken,
      appSecret: request.appSecret,
      fixtures: await readFixtures(),
      level,
      limits: { budgetMs: request.budgetMs ?? 1_000, timeoutMs: request.timeoutMs ?? 20_000 },
      seed: request.seed ?? Math.floor(Math.random() * 10_000_000),
      extraHeaders: Object.entries(request.headers ?? {}),
      notApplicable: new Map(),
      effects,
      now: () => new Date(),
      clock,
      signal,
      emit: (event) => {
        if (event.type !== 'case.finished') return;
        told.push(event);
        request.onCase?.(event);
      },
    });
    return { ...finished, ok: finished.failedRequired === 0, cases: told, failures: told.flatMap(failureLine) };
  } finally {
    await effects?.close();
  }
}

function failureLine({ id, verdict, isRequired, reason, change }: CaseFinished): string[] {
  return verdict === 'failed' && isRequired ? [`${id}: ${reason}. ${change}`] : [];
}

/** The folder that holds `fixtures/` is the one above this file, built or not. */
async function readFixtures(): Promise<ReadonlyMap<string, unknown>> {
  const files = await listFixtures(fileURLToPath(new URL('..', import.meta.url)));
  const read = files.map(async (file) => {
    const payload: unknown = JSON.parse(Buffer.from(await readFixture(file)).toString('utf8'));
    return [file.name, payload] as const;
  });
  return new Map(await Promise.all(read));
}
