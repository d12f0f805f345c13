import { about, type Finding } from './finding.ts';

export interface FolderFacts {
  /** As it was given. */
  readonly path: string;
  readonly state: 'none' | 'writable' | 'unwritable';
  /** The code of the error where it cannot be written. */
  readonly code?: string;
  readonly mode: number;
  readonly sessions: number;
  readonly historyBytes: number;
}

const MEGABYTE = 1024 * 1024;
/** So much takes its time to look through. */
const MUCH_BYTES = 1024 * MEGABYTE;

/** What `listen` keeps, and who else may read it. Pure. */
export function judgeFolder({ path, state, code, mode, sessions, historyBytes }: FolderFacts): Finding[] {
  const { ok, note, problem } = about('state-folder', 'state folder');
  if (state === 'unwritable')
    return [
      problem(
        `${path} cannot be written (${code ?? 'unknown error'}).`,
        'Choose another with --state-dir, or run listen with --no-history.',
      ),
    ];
  if (state === 'none') return [ok(`${path} is made at the first start`)];

  const megabytes = (historyBytes / MEGABYTE).toFixed(1);
  const kept = `${sessions} session${sessions === 1 ? '' : 's'}, ${megabytes} MB`;
  return [
    ...((mode & 0o077) === 0
      ? []
      : [note(`${path} can be read by others on this machine, with all that came.`, `chmod 700 ${path}`)]),
    historyBytes > MUCH_BYTES
      ? note(`${path} holds ${kept}.`, 'wa-webhook events prune --older-than 30d')
      : ok(`${path} is writable; history: ${kept}`),
  ];
}

export interface ListFacts {
  readonly state: 'kept' | 'none' | 'damaged';
  readonly reason?: string;
  readonly ageDays?: number;
  readonly prefixes?: number;
  /** `listen` refuses whoever is not in it. */
  readonly isNeeded: boolean;
}

const OLD_AFTER_DAYS = 30;

/** The list of Meta's addresses that is kept. Pure. */
export function judgeList({ state, reason, ageDays = 0, prefixes = 0, isNeeded }: ListFacts): Finding {
  const { ok, note, problem } = about('addresses', "Meta's addresses");
  const refresh = 'wa-webhook ips refresh';
  if (state === 'damaged') return problem(`The kept list is damaged: ${reason ?? 'it cannot be read'}.`, refresh);
  if (state === 'none')
    return isNeeded
      ? problem('No list is kept, and listen --only-meta-ips needs one.', refresh)
      : ok(`no list is kept (${refresh})`);
  const told = `${prefixes} prefixes, ${ageDays === 0 ? 'of today' : `${ageDays} day${ageDays === 1 ? '' : 's'} old`}`;
  return ageDays > OLD_AFTER_DAYS ? note(`${told}: they change every few weeks.`, refresh) : ok(told);
}
