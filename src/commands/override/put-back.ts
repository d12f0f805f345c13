import { pause } from '../../deadline.ts';
import type { Emit } from '../../events.ts';
import type { GraphError } from '../../graph/graph-error.ts';
import { decideBack } from '../../graph/override-decisions.ts';
import type { OverridePlace } from '../../graph/overrides.ts';
import { type KeptNote, type OverrideNote, removeNote } from '../../store/override-journal.ts';
import { restoreCommand } from './words.ts';

export interface PutBackOptions {
  readonly place: OverridePlace;
  readonly previousToken: string | undefined;
  /** Another run set it, and ended without putting it back. */
  readonly isLeftOver?: boolean;
  readonly now: () => Date;
  /** So long a request without an answer is waited for; the signal ends it all. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** `back`: as it was. `foreign`: somebody changed it since, and theirs stays. `left`: still to be done; its note stays too. */
export type PutBackOutcome = 'back' | 'foreign' | 'left';

/** A request that Meta has not answered may still come to effect for so long: its own handshake takes some seconds. */
const SETTLED_AFTER_MS = 30_000;
const LOOK_EVERY_MS = 300;

/** Gives the place back what stood there before us, and tells what came of it. Never overwrites what somebody else has set since. */
export async function putBack(kept: KeptNote, options: PutBackOptions): Promise<PutBackOutcome> {
  const { level, id } = kept.note;
  try {
    return await tryToPutBack(kept, options);
  } catch (error) {
    if (!options.signal.aborted) throw error;
    const reason = 'the Graph API did not answer in time';
    options.emit({ type: 'override.failed', level, id, what: 'restore', reason, next: nextStep(kept.note) });
    return 'left';
  }
}

async function tryToPutBack(kept: KeptNote, options: PutBackOptions): Promise<PutBackOutcome> {
  const { place, previousToken, isLeftOver = false, emit } = options;
  const { note } = kept;
  const { level, id, before, wayBack } = note;
  const fail = (error: Pick<GraphError, 'sentence' | 'code' | 'hint'>): PutBackOutcome => {
    const { sentence: reason, code, hint } = error;
    const next = `${hint} Then: ${restoreCommand(note)}`;
    emit({ type: 'override.failed', level, id, what: 'restore', reason, ...(code !== undefined && { code }), next });
    return 'left';
  };
  const finish = async (lost?: string): Promise<PutBackOutcome> => {
    await removeNote(kept);
    const url = lost === undefined ? before : null;
    emit({
      type: 'override.restored',
      level,
      id,
      url,
      ...(lost !== undefined && { lost }),
      ...(isLeftOver && { isLeftOver }),
    });
    return 'back';
  };

  const present = await settledValue(note, options);
  if (!present.ok) return fail(present.error);
  const hasPreviousToken = previousToken !== undefined;
  const decision = decideBack({ present: present.value, before, ours: note.ours, wayBack, hasPreviousToken });
  switch (decision.kind) {
    case 'done':
      if (!isUnsettled(note, options)) return finish();
      return fail({
        sentence: 'Meta has not said yet what became of the last request, which may still come to effect.',
        hint: 'Look again in a minute.',
      });
    case 'foreign':
      await removeNote(kept);
      emit({ type: 'override.foreign', level, id, url: present.value, ours: note.ours.at(-1) ?? '' });
      return 'foreign';
    case 'token-missing':
      return fail({
        sentence: `${decision.url} stood there, and its verify token is not known here.`,
        hint: 'Set WA_WEBHOOK_PREVIOUS_VERIFY_TOKEN, or --previous-verify-token-file FILE.',
      });
    case 'clear': {
      const cleared = await place.clear();
      return cleared.ok ? finish(before ?? undefined) : fail(cleared.error);
    }
    case 'restore': {
      const restored = await place.set(decision.url, previousToken ?? '');
      return restored.ok ? finish() : fail(restored.error);
    }
  }
}

/** What stands there, once it is known whether a request of ours that has no answer came to effect; or when patience ends. */
async function settledValue(
  note: OverrideNote,
  options: PutBackOptions,
): Promise<{ readonly ok: true; readonly value: string | null } | { readonly ok: false; readonly error: GraphError }> {
  const { place, patienceMs, signal } = options;
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const read = await place.read();
    if (!read.ok) return read;
    const value = read.value.url;
    const isBefore = decideBack({ ...note, present: value, hasPreviousToken: true }).kind === 'done';
    if (!isBefore || !isUnsettled(note, options) || waitedMs >= patienceMs) return { ok: true, value };
    await pause(LOOK_EVERY_MS, signal);
  }
}

function isUnsettled({ isPending, at }: OverrideNote, { now }: PutBackOptions): boolean {
  return isPending && now().getTime() - Date.parse(at) < SETTLED_AFTER_MS;
}

function nextStep(note: OverrideNote): string {
  return `The next start of wa-webhook in this folder tries again, or: ${restoreCommand(note)}`;
}
