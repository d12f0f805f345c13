import { pause } from '../../deadline.ts';
import { CliError } from '../../errors.ts';
import type { Emit } from '../../events.ts';
import type { KeptNote } from '../../store/override-journal.ts';
import type { OverrideTarget } from '../../webhook/override-request.ts';
import type { OpenedPlace } from '../override/desk.ts';
import { type PutBackOutcome, putBack } from '../override/put-back.ts';
import { type SetOptions, type SetOutcome, setOverride } from '../override/set-override.ts';

/** Keeps one place pointed to where Meta reaches us, and puts back at the end what stood there. */
export interface OverrideKeeper {
  /** The public URL is proven, or has changed. */
  readonly point: (url: string) => void;
  /** Why it could not be set at first, when trying on is of no use or has been enough. */
  readonly failure: Promise<CliError>;
  /** Back within some seconds, whatever the Graph API does. */
  readonly putBack: () => Promise<PutBackOutcome | 'nothing'>;
}

export interface KeeperOptions
  extends Pick<SetOptions, 'target' | 'verifyToken' | 'previousToken' | 'mayReplace' | 'stateDir' | 'graph' | 'owner'> {
  /** The Graph API's side, until the signal cuts it off. */
  readonly open: (target: OverrideTarget, signal: AbortSignal) => Promise<OpenedPlace>;
  readonly io: SetOptions['io'];
  readonly emit: Emit;
}

const RETRY_AFTER_MS = [1_000, 3_000, 10_000, 30_000, 60_000];
/** So many failures at the start are an answer for a script; a person may mend what is wrong, and it is tried on. */
const FAILURES_ARE_ENOUGH = 3;

/** At the end, a request that is under way may come through; longer than Meta's usual handshake. */
const FINISH_MS = 2_500;
const PUT_BACK_MS = 6_000;

export function createKeeper(options: KeeperOptions): OverrideKeeper {
  const { target, emit, open, previousToken, io } = options;
  const setting = new AbortController();
  let kept: KeptNote | undefined;
  let wanted: string | undefined;
  let settled: string | undefined;
  let isOver = false;
  let working: Promise<void> | undefined;
  let wake = new AbortController();
  let tellFailure: (error: CliError) => void = () => {};
  const failure = new Promise<CliError>((resolve) => {
    tellFailure = resolve;
  });

  async function work(): Promise<void> {
    let failures = 0;
    while (!isOver && wanted !== undefined && wanted !== settled) {
      const url = wanted;
      const outcome = await attempt(url);
      if (outcome.kind === 'stopped') continue;
      if (outcome.kind === 'foreign') isOver = true;
      if (outcome.kind !== 'failed') {
        settled = url;
        failures = 0;
        continue;
      }

      const { error, code, mayPass } = outcome;
      const retryInMs = mayPass && !isOver ? RETRY_AFTER_MS[Math.min(failures, RETRY_AFTER_MS.length - 1)] : undefined;
      failures += 1;
      emit({
        type: 'override.failed',
        ...target,
        what: 'set',
        reason: error.message,
        ...(code !== undefined && { code }),
        next: error.hint,
        ...(retryInMs !== undefined && { retryInMs }),
      });
      if (settled === undefined && (retryInMs === undefined || failures >= FAILURES_ARE_ENOUGH)) {
        tellFailure(inListen(error, target));
      }
      if (retryInMs === undefined) return;
      wake = new AbortController();
      await pause(retryInMs, wake.signal);
    }
  }

  async function attempt(url: string): Promise<SetOutcome> {
    let opened: OpenedPlace | undefined;
    const keep = (next: KeptNote | undefined) => {
      kept = next;
    };
    try {
      opened = await open(target, setting.signal);
      const isWanted = () => !isOver && wanted === url;
      return await setOverride({ ...options, url, own: kept, isWanted, keep, place: opened.place });
    } catch (error) {
      if (setting.signal.aborted) return { kind: 'stopped' };
      if (error instanceof CliError) return { kind: 'failed', error, mayPass: false };
      throw error;
    } finally {
      opened?.close();
    }
  }

  return {
    failure,
    point: (url) => {
      wanted = url;
      wake.abort();
      if (isOver) return;
      working = (working ?? Promise.resolve()).then(work);
    },
    putBack: async () => {
      isOver = true;
      wake.abort();
      await Promise.race([working, pause(FINISH_MS, NEVER)]);
      setting.abort();
      await working?.catch(() => {});
      if (kept === undefined) return 'nothing';

      emit({ type: 'override.returning', ...target, url: kept.note.ours.at(-1) ?? '' });
      const back = new AbortController();
      const timer = setTimeout(() => back.abort(), PUT_BACK_MS);
      let opened: OpenedPlace | undefined;
      try {
        opened = await open(target, back.signal);
        const { place } = opened;
        const { now } = io;
        const { signal } = back;
        return await putBack(kept, { place, previousToken, now, patienceMs: FINISH_MS, signal, emit });
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        emit({ type: 'override.failed', ...target, what: 'restore', reason: error.message, next: error.hint });
        return 'left';
      } finally {
        clearTimeout(timer);
        opened?.close();
      }
    },
  };
}

/** As the end of the whole run tells it, which may be about several places. */
function inListen({ code, message, hint }: CliError, target: OverrideTarget): CliError {
  return new CliError(code, `--override ${target.level}:${target.id} is not set: ${message}`, { hint });
}

const NEVER = new AbortController().signal;
