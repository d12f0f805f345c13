/** How a line is meant. Colour only underlines what the words already say. */
export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'quiet';

/** One line of the plain text output. It may hold strangers' text: text.ts passes every line through printable.ts. */
export interface TextLine {
  /** `stdout` is for what happened, `stderr` for hints and progress. */
  readonly to: 'stdout' | 'stderr';
  readonly text: string;
  readonly tone?: Tone;
  /** What stands before the text: the time (on stdout, unless told otherwise), room for it, or nothing. */
  readonly lead?: 'time' | 'indent' | 'none';
}

export function said(text: string, tone: Tone = 'plain'): TextLine {
  return { to: 'stdout', text, tone };
}

export function hint(text: string, tone: Tone = 'plain'): TextLine {
  return { to: 'stderr', text, tone };
}

/** `mhz3k2p1-12` as a person says it: `#12`. */
export function shortId(id: string): string {
  const number = /-(\d+)$/.exec(id)?.[1];
  return number === undefined ? id : `#${number}`;
}

/** `120 ms`, `34 s`, `5 min`, `2 h`, `7 d`: short, and exact enough to decide by. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${trimZero(ms / 1_000)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${trimZero(ms / 3_600_000)} h`;
  return `${trimZero(ms / 86_400_000)} d`;
}

/** The same for what is measured: `0.4 ms`, since below ten milliseconds the tenths count. */
export function measured(ms: number): string {
  return ms < 10 ? `${trimZero(ms)} ms` : duration(ms);
}

/** `1 webhook`, `2 webhooks`. */
export function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `1,234`. Not by `toLocaleString`, whose tables take longer to load than a short run takes. */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Ends a sentence that came without its full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Facts beside each other on one line. One that came as a sentence loses its full stop: more may follow. */
export function facts(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/\.$/, '')).join(' · ');
}

/** The local time of an event, as the person's own clock shows it. */
export function clockTime(at: string): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

function trimZero(amount: number): string {
  return amount.toFixed(1).replace(/\.0$/, '');
}
