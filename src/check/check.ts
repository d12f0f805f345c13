import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { TlsOptions } from '../delivery/tls.ts';
import type { CheckEvent, CheckFinished, CheckLevel } from '../events.ts';
import type { CheckCase, Limits } from './case.ts';
import { has } from './case.ts';
import type { EffectsRecorder } from './effects.ts';
import { createMask } from './evidence.ts';
import { createKit } from './kit.ts';
import { runChecks } from './run.ts';

export interface CheckOptions {
  readonly to: URL;
  readonly cases: readonly CheckCase[];
  /** Without it the cases that need the right token are left out. */
  readonly verifyToken?: string | undefined;
  /** Without it webhooks are signed all the same, and the cases about signatures are left out. */
  readonly appSecret?: string | undefined;
  readonly fixtures: ReadonlyMap<string, unknown>;
  readonly level: CheckLevel;
  readonly limits: Limits;
  readonly seed: number;
  readonly extraHeaders: readonly (readonly [name: string, value: string])[];
  /** Why a case is not to be asked, by its id. */
  readonly notApplicable: ReadonlyMap<string, string>;
  readonly effects?: EffectsRecorder | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly restartMs?: number;
  readonly now: () => Date;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly emit: (event: CheckEvent) => void;
}

/** Signs where nobody gave a secret, as replay does. Not a secret. */
const TEST_SECRET = 'wa-webhook-test-secret';
const NO_TOKEN = 'wa-webhook-no-token';

/** As long as a supervisor takes to start an app again. */
const RESTART_MS = 15_000;

/** Asks an endpoint what WhatsApp will ask of it. Throws `target-unreachable` when nobody answers. */
export function checkEndpoint(options: CheckOptions): Promise<CheckFinished> {
  const { verifyToken, appSecret, fixtures, extraHeaders, seed, limits } = options;
  const nowSeconds = Math.floor(options.now().getTime() / 1_000);
  // Each request that is under way listens to it, and 200 may be.
  setMaxListeners(0, options.signal);

  return runChecks({
    ...options,
    timeoutMs: limits.timeoutMs,
    restartMs: options.restartMs ?? RESTART_MS,
    leftOut: leftOutOf(options),
    mask: createMask(
      [verifyToken, appSecret, ...extraHeaders.map(([, value]) => value)].flatMap((secret) => secret ?? []),
    ),
    makeKit: (id, escaping) =>
      createKit({
        verifyToken: verifyToken ?? NO_TOKEN,
        appSecret: appSecret ?? TEST_SECRET,
        fixtures,
        nowSeconds,
        extraHeaders,
        escaping,
        seed: seedOf(seed, id),
      }),
  });
}

/** Each case draws from a source of its own: which others run does not change what it sends. */
function seedOf(seed: number, id: string): number {
  return createHash('sha256').update(`${seed}/${id}`).digest().readUInt32BE(0);
}

function leftOutOf(options: CheckOptions): ReadonlyMap<string, string> {
  const leftOut = new Map<string, string>();
  for (const check of options.cases) {
    const missing = missingFor(check, options);
    const reason = options.notApplicable.get(check.id) ?? missing;
    if (reason !== undefined) leftOut.set(check.id, reason);
  }
  return leftOut;
}

function missingFor(check: CheckCase, { verifyToken, appSecret, effects }: CheckOptions): string | undefined {
  if (has(check, 'needs-token') && verifyToken === undefined) return 'it needs --verify-token';
  if (has(check, 'needs-secret') && appSecret === undefined) return 'it needs --app-secret';
  if (has(check, 'needs-effects') && effects === undefined) return 'it needs --effects';
  return undefined;
}
