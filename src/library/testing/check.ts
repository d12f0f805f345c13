import { cases as allCases } from '../../check/cases/index.ts';
import { checkEndpoint } from '../../check/check.ts';
import { startEffects } from '../../check/effects.ts';
import { selectCases } from '../../check/select.ts';
import type { CaseFinished, CheckFinished, CheckLevel } from '../../events/check.ts';
import { fixtures } from '../fixtures.ts';
import { world } from '../world.ts';

/** What {@link check} asks of whom. */
export interface CheckRequest {
  readonly url: string | URL;
  /** The token that the endpoint expects; cases that need it are left out without it. */
  readonly verifyToken?: string | undefined;
  /** The app secret that the endpoint checks with; cases about signatures are left out without it. */
  readonly appSecret?: string | undefined;
  /** Groups, ids or patterns: `signature`, `signature/wrong`, `shapes/*`. */
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  /** The lowest level that is required; `must` when left out. */
  readonly level?: CheckLevel | undefined;
  /** The longest that a good answer may take; 1,000 when left out. */
  readonly budgetMs?: number | undefined;
  /** How long to wait for each answer; 20,000 when left out. */
  readonly timeoutMs?: number | undefined;
  readonly seed?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The port for the stand-in of the Send API; without it nothing is watched. */
  readonly effectsPort?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each case as soon as it is known. */
  readonly onCase?: ((finished: CaseFinished) => void) | undefined;
}

/** What {@link check} found. */
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

  const { now, clock, random } = world;
  const effects = effectsPort === undefined ? undefined : await startEffects({ port: effectsPort, random, clock });
  const told: CaseFinished[] = [];
  try {
    const finished = await checkEndpoint({
      to: new URL(request.url),
      cases: selected.cases,
      verifyToken: request.verifyToken,
      appSecret: request.appSecret,
      fixtures: new Map(fixtures.list().map((name) => [name, fixtures.read(name)])),
      level,
      limits: { budgetMs: request.budgetMs ?? 1_000, timeoutMs: request.timeoutMs ?? 20_000 },
      seed: request.seed ?? Math.floor(Math.random() * 10_000_000),
      extraHeaders: Object.entries(request.headers ?? {}),
      notApplicable: new Map(),
      effects,
      now,
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
