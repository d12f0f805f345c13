import { type Arranged, type ArrangeOptions, arrange } from '../delivery/arrange.ts';
import type { Source } from '../delivery/compose.ts';
import { type Plan, planDeliveries, type Signing } from '../delivery/plan.ts';
import { createSeededRandom, pooled } from '../delivery/seeded-random.ts';
import { CliError, type ErrorCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { checkLoadFlags } from './load-flags.ts';
import type { ReplayFlags } from './replay.ts';

/** What Meta sends at most ("Webhooks" overview, 2025-12-02). */
export const MAX_BYTES = 3 * 1024 * 1024;

/** What to send, from what was found and what the flags want. Throws when the two do not go together. */
export function planReplay(sources: readonly Source[], signing: Signing, flags: ReplayFlags, io: Io): Plan {
  refuseToChangeCaptures(sources, flags);
  const arranged = arrange(sources, arrangeOptions(flags, io));
  if (!arranged.ok) throw faultError(arranged);

  return planDeliveries({
    bodies: arranged.bodies,
    signing,
    duplicates: flags.duplicates,
    isConcurrent: flags.concurrent === true,
    retryForMs: flags.retry === true ? flags.retryFor : 0,
    speed: flags.speed,
    intervalMs: flags.interval,
    extraHeaders: flags.header ?? [],
  });
}

/** Flags that make no sense whatever is sent. */
export function checkFlags(flags: ReplayFlags): void {
  checkLoadFlags(flags);
  const unsent = flags.print === undefined ? flags.dryRun === true && '--dry-run' : '--print';
  if (flags.junit !== undefined && unsent !== false) {
    throw new CliError('wrong-usage', `--junit reports what came back, and with ${unsent} nothing is sent.`, {
      hint: 'Leave out one of them.',
    });
  }
  if (flags.size !== undefined && flags.size > MAX_BYTES && flags.oversize !== true) {
    throw new CliError('wrong-usage', `--size is ${flags.size} bytes; Meta sends ${MAX_BYTES} (3mb) at most.`, {
      hint: 'Add --oversize to send more all the same.',
    });
  }
}

/** The bytes of a webhook that once came stay as they came: its signature was made over them. */
export function refuseToChangeCaptures(sources: readonly Source[], flags: ReplayFlags): void {
  const captured = sources.find(({ capturedSignature }) => capturedSignature !== undefined);
  if (captured === undefined) return;

  const wanted = { ...flags, escape: flags.escape === 'meta' ? undefined : flags.escape };
  const changing = (['set', 'identity', 'escape', 'size', 'batch'] as const).find((name) => wanted[name] !== undefined);
  if (changing === undefined) return;
  throw new CliError(
    'wrong-usage',
    `--${changing} cannot change ${captured.what}: a webhook that came keeps its bytes.`,
    {
      hint: 'Make a fixture of it first: wa-webhook explain ID --save-fixture NAME',
    },
  );
}

export function arrangeOptions(flags: ReplayFlags, io: Io): ArrangeOptions {
  const { seed } = flags;
  return {
    identity: flags.identity,
    assignments: flags.set ?? [],
    isVerbatim: flags.verbatim === true,
    // A plan that can be repeated must not know what time it is.
    nowSeconds: seed === undefined ? () => Math.floor(io.now().getTime() / 1000) : undefined,
    random: seed === undefined ? pooled(io.random) : createSeededRandom(seed),
    count: flags.count,
    isShuffled: flags.shuffle === true,
    batch: flags.batch,
    escaping: flags.escape,
    sizeBytes: flags.size,
    maxBytes: flags.oversize === true ? Number.POSITIVE_INFINITY : MAX_BYTES,
  };
}

const FAULTS = {
  'not-json': { code: 'input-not-json', problem: 'is not JSON', hint: undefined },
  'too-large': {
    code: 'input-too-large',
    problem: 'is too large',
    hint: 'Meta sends 3 MiB at most; --oversize sends more.',
  },
  'too-deep': {
    code: 'input-unreadable',
    problem: 'cannot be sent',
    hint: 'One line with --verbatim is sent byte for byte.',
  },
  'cannot-grow': {
    code: 'wrong-usage',
    problem: 'cannot be made of that size',
    hint: 'Choose another --size or fixture.',
  },
  'cannot-set': {
    code: 'wrong-usage',
    problem: 'has no place for --set',
    hint: 'See its places with --print body.',
  },
} as const satisfies Record<string, { code: ErrorCode; problem: string; hint: string | undefined }>;

/** What is wrong with one of them, in a sentence. */
export function faultError(fault: Exclude<Arranged, { readonly ok: true }>): CliError {
  if (fault.fault === 'plan-too-large') {
    return new CliError('wrong-usage', 'The plan is too large: more than 1 GiB of webhooks at once.', {
      hint: 'Lower --count or --size, or add --concurrency 1, which makes each webhook only when its turn comes.',
    });
  }
  const { code, problem, hint } = FAULTS[fault.fault];
  // What is wrong with the JSON is a sentence of its own, about "The body".
  const sentence =
    fault.fault === 'not-json'
      ? fault.reason.replace(/^The body/, () => fault.what)
      : `${fault.what} ${problem}: ${fault.reason}.`.replace(/\.\.$/, '.');
  return new CliError(code, sentence, hint === undefined ? {} : { hint });
}
