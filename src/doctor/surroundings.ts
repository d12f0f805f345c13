import { about, type Finding } from './finding.ts';

const LOWEST = [20, 19] as const;

/** Which Node runs us. Pure. */
export function judgeNode(version: string): Finding {
  const { ok, note, problem } = about('node', 'Node');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < LOWEST[0] || (major === LOWEST[0] && minor < LOWEST[1]))
    return problem(`${version} is too old.`, `Install Node ${LOWEST.join('.')} or newer.`);
  if (major % 2 === 1)
    return note(`${version} is of a line that is not maintained for long.`, 'Take an even one: 22, 24.');
  return ok(version);
}

export interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly hasColor: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the screen of `listen` has to do with. Pure. */
export function judgeTerminal({ isTerminal, columns, hasColor, env }: TerminalFacts): Finding {
  const { ok, note } = about('terminal', 'terminal');
  if (!isTerminal) return ok('none: listen prints a line for each webhook');
  if (env['TERM'] === 'dumb')
    return note('TERM is dumb: listen prints lines and draws no screen.', 'Set TERM=xterm-256color.');
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((each) => each !== undefined && each !== '');
  const colors = hasColor ? 'colour' : 'no colour';
  const told = `${columns ?? 80} columns, ${colors}`;
  if ((columns ?? 80) < 40) return note(`${told}: the screen needs 40 columns.`, 'Make the window wider.');
  if (!/utf-?8/i.test(locale ?? ''))
    return note(`${told}, and no UTF-8 in the locale.`, 'Run listen --ascii, or set LANG=C.UTF-8.');
  return ok(`${told}, Unicode`);
}

/** Nobody set the clock for long, or much: Meta's certificates and the times of fixtures go wrong. */
const BUILT_AFTER_MS = Date.parse('2026-01-01T00:00:00Z');
const MUCH_MS = 5 * 60_000;
const SOME_MS = 30_000;

export interface ClockFacts {
  readonly nowMs: number;
  /** When the newest file of history was written. */
  readonly newestWriteMs: number | undefined;
  /** What another clock said at the same time, and whose that is. */
  readonly other?: { readonly ms: number; readonly of: string } | undefined;
}

/** Is our clock right, as far as it can be told from here? Pure. */
export function judgeClock({ nowMs, newestWriteMs, other }: ClockFacts): Finding {
  const { ok, note, problem } = about('clock', 'clock');
  const remedy = 'Let the system set its time: timedatectl set-ntp true, or the settings of your system.';
  if (nowMs < BUILT_AFTER_MS) return problem(`It says ${new Date(nowMs).toISOString()}, which is past.`, remedy);
  if (other !== undefined) {
    const offMs = Math.abs(nowMs - other.ms);
    const told = `${Math.round(offMs / 1_000)} s ${nowMs > other.ms ? 'ahead of' : 'behind'} ${other.of}`;
    if (offMs > MUCH_MS) return problem(`It is ${told}.`, remedy);
    return offMs > SOME_MS ? note(`It is ${told}.`, remedy) : ok(`agrees with ${other.of}`);
  }
  if (newestWriteMs !== undefined && newestWriteMs > nowMs + MUCH_MS)
    return note('History holds webhooks from the future: the clock was set back.', remedy);
  return ok('nothing speaks against it (--online compares it with the clock of the Graph API)');
}
