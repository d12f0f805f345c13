import { CliError } from '../../errors.ts';
import type { Emit } from '../../events.ts';
import type { GraphError } from '../../graph/graph-error.ts';
import { decideBack, decideSet, isSameUrl } from '../../graph/override-decisions.ts';
import type { OverridePlace } from '../../graph/overrides.ts';
import type { Io } from '../../io.ts';
import {
  beginNote,
  changeNote,
  type KeptNote,
  type OverrideNote,
  ownerState,
  readOverrideNotes,
  removeNote,
  takeNote,
} from '../../store/override-journal.ts';
import type { ProcessMark } from '../../store/process-mark.ts';
import { MAX_OVERRIDE_URL, type OverrideTarget } from '../../webhook/override-request.ts';
import { restoreCommand } from './words.ts';

export interface SetOptions {
  readonly target: OverrideTarget;
  readonly url: string;
  readonly verifyToken: string;
  readonly previousToken: string | undefined;
  readonly mayReplace: boolean;
  readonly place: OverridePlace;
  readonly stateDir: string;
  /** The address of the Graph API with its version. */
  readonly graph: string;
  /** Who will put it back; nobody when it is to stay. */
  readonly owner: ProcessMark | undefined;
  /** This run's own note, once it has one. */
  readonly own: KeptNote | undefined;
  /** Asked once more before anything is changed. */
  readonly isWanted?: () => boolean;
  /** Told at each change, since a stop may come at any moment. */
  readonly keep: (kept: KeptNote | undefined) => void;
  readonly io: Pick<Io, 'now' | 'isRunning'>;
  readonly emit: Emit;
}

export type SetOutcome =
  | { readonly kind: 'set' | 'already' | 'foreign' | 'stopped' }
  | {
      readonly kind: 'failed';
      readonly error: CliError;
      readonly code?: number | undefined;
      readonly mayPass: boolean;
    };

/**
 * Points a place to `url`: what stands there is read and written down before anything is changed, and what stands there after
 * is read again. Throws a CliError where it must not be done; rejects when the client is stopped, with the note as it was then.
 */
export async function setOverride(options: SetOptions): Promise<SetOutcome> {
  const { target, url, previousToken, mayReplace, place, own, keep, emit } = options;
  refuseLongUrl(url);
  const read = await place.read();
  if (!read.ok) return failed(read.error);
  const present = read.value.url;
  const hasPreviousToken = previousToken !== undefined;

  if (own !== undefined && decideBack({ ...own.note, present, hasPreviousToken }).kind === 'foreign') {
    await removeNote(own);
    keep(undefined);
    emit({ type: 'override.foreign', ...target, url: present, ours: own.note.ours.at(-1) ?? url });
    return { kind: 'foreign' };
  }

  const known = own ?? (await findLeft(options));
  const decision = decideSet({ present, wanted: url, known: known?.note, hasPreviousToken, mayReplace });
  if (decision.kind === 'refused') throw refusal(decision.present);
  if (decision.kind === 'already') {
    if (known !== undefined) await removeNote(known);
    emit({ type: 'override.set', ...target, url, before: url, wayBack: 'already' });
    return { kind: 'already' };
  }

  if (options.isWanted?.() === false) return { kind: 'stopped' };
  const { before, wayBack } = decision;
  if (wayBack === 'restore' && before !== null && isSameUrl(present, before) && own === undefined) {
    // The value that stands there, set again: nothing changes, and Meta itself proves that the way back is open.
    const proven = await place.set(before, previousToken ?? '');
    if (!proven.ok) return failed(proven.error, 'It could not be put back later, so it is left alone. ');
  }
  const kept = await writeDown(options, known, { before, wayBack });
  keep(kept);
  return apply(kept, options);
}

/** On disk before Meta hears of it. */
async function writeDown(
  { target, url, owner, stateDir, graph, io }: SetOptions,
  known: KeptNote | undefined,
  story: Pick<OverrideNote, 'before' | 'wayBack'>,
): Promise<KeptNote> {
  const at = io.now().toISOString();
  const mine = known !== undefined && owner !== undefined ? await takeNote(known, owner) : known;
  if (mine !== undefined) {
    const ours = [...mine.note.ours.filter((each) => each !== url), url];
    return changeNote(mine, { ...story, ours, isPending: true, at, graph });
  }
  const note = { ...target, ...story, ours: [url], isPending: true, at, graph, ...(owner !== undefined && { owner }) };
  const kept = await beginNote(stateDir, note);
  if (kept === undefined) throw held(target, 'another wa-webhook, which has just begun');
  return kept;
}

async function apply(kept: KeptNote, options: SetOptions): Promise<SetOutcome> {
  const { target, url, verifyToken, place, owner, own, keep, emit } = options;
  const { before, wayBack, ours } = kept.note;
  const answer = await place.set(url, verifyToken);
  const look = answer.ok || answer.error.isUnsure ? await place.read() : undefined;
  const shown = look?.ok === true ? look.value.url : undefined;

  if (!answer.ok && !isSameUrl(shown ?? null, url)) {
    const { error } = answer;
    if (!error.isUnsure && ours.length === 1) {
      // Surely nothing was changed.
      await removeNote(kept);
      keep(undefined);
    } else {
      keep(await changeNote(kept, { isPending: error.kind === 'silence' && error.isUnsure }));
    }
    return failed(error);
  }

  // Meta may spell it in its own way; what it shows now is what will be found at the end.
  const spelled = shown !== undefined && shown !== null && !ours.includes(shown) ? [...ours, shown] : ours;
  keep(await changeNote(kept, { isPending: false, ours: spelled }));
  const movedFrom = own?.note.ours.at(-1);
  emit({
    type: 'override.set',
    ...target,
    url,
    before,
    wayBack: owner === undefined ? 'stays' : wayBack,
    ...(movedFrom !== undefined && movedFrom !== url && { movedFrom }),
  });
  return { kind: 'set' };
}

/** What an earlier run left of this place. Throws where somebody still holds it. */
async function findLeft({ target, stateDir, owner, io }: SetOptions): Promise<KeptNote | undefined> {
  const { kept } = await readOverrideNotes(stateDir);
  let left: KeptNote | undefined;
  for (const each of kept) {
    const { note } = each;
    if (note.level !== target.level || note.id !== target.id) continue;
    const state = await ownerState(note, io.isRunning);
    if (state === 'running') throw held(target, `another wa-webhook (process ${note.owner?.pid})`);
    if (state === 'elsewhere') throw held(target, `a wa-webhook on ${note.owner?.host} (process ${note.owner?.pid})`);
    if (state === 'gone' && owner === undefined) {
      throw new CliError('wrong-usage', 'What an earlier run set there is still to be put back.', {
        hint: `Put it back first: ${restoreCommand(target)}`,
      });
    }
    if ((state === 'set') === (owner === undefined)) left = each;
  }
  return left;
}

function held(target: OverrideTarget, by: string): CliError {
  return new CliError('wrong-usage', `It is held by ${by}.`, {
    hint: `It is put back when that one ends. Were it gone for good: ${restoreCommand(target)} --force`,
  });
}

function refusal(present: string): CliError {
  return new CliError('wrong-usage', `Somebody's override stands there already: ${present}`, {
    hint: 'Meta tells no verify token, and takes it to put that one back: give it with --previous-verify-token-file FILE, or give that override up with --replace.',
  });
}

function refuseLongUrl(url: string): void {
  if (url.length <= MAX_OVERRIDE_URL) return;
  throw new CliError('wrong-usage', `Meta takes an override of ${MAX_OVERRIDE_URL} characters at most: ${url}`);
}

function failed(error: GraphError, lead = ''): SetOutcome {
  const { kind, sentence, hint, code, isPassing } = error;
  // Just after a tunnel came up, its first seconds may fail a handshake.
  const mayPass = isPassing || kind === 'verification';
  return { kind: 'failed', error: new CliError('graph-failed', `${lead}${sentence}`, { hint }), code, mayPass };
}
