import { clueIn } from '../delivery/answer-clues.ts';
import type { CheckCase, Exchange, Fault, Limits, NotApplicable, Outcome } from './case.ts';
import { groupOf } from './case.ts';
import { type CauseId, causes } from './causes.ts';
import { cures, type Framework, recogniseFramework } from './cures.ts';
import { statusOf } from './rules.ts';

/** What became of a case, before it is told. */
export interface Finding {
  readonly check: CheckCase;
  readonly outcome: Outcome;
  readonly tookMs: number;
  readonly fault?: Fault | NotApplicable | undefined;
}

export type Findings = ReadonlyMap<string, Finding>;

/** A fault in words: what happened, why most likely, the one change to make. */
export interface Diagnosis {
  readonly cause: CauseId;
  readonly happened: string;
  readonly why: string;
  readonly change: string;
  readonly breaks: string;
}

/** PURE: answers → fault, as far as this case alone can tell. */
export function judgeCase(check: CheckCase, outcome: Outcome, limits: Limits): Finding['fault'] {
  return check.rule(outcome, limits);
}

/** PURE: what all findings together say about the cause of one. */
export function diagnose(finding: Finding & { readonly fault: Fault }, findings: Findings): Diagnosis {
  const told = refinements.find(({ applies }) => applies(finding, findings));
  const cause = told?.cause ?? finding.fault.cause;
  const shownBy = finding.fault.shownBy;
  const happened = [finding.fault.happened, ...(told?.words?.(finding, findings) ?? []), ...clues(shownBy)].join('; ');
  const { why, change, cure, breaks = finding.check.breaks } = causes[cause];
  const framework = shownBy === undefined ? undefined : frameworkOf(shownBy);
  return {
    cause,
    happened,
    why,
    breaks,
    change: framework === undefined ? change : `${change} In ${framework}: ${cures[cure][framework]}.`,
  };
}

interface Refinement {
  readonly applies: (finding: Finding & { readonly fault: Fault }, findings: Findings) => boolean;
  readonly cause: CauseId;
  readonly words?: (finding: Finding & { readonly fault: Fault }, findings: Findings) => readonly string[];
}

/** THE LIST of what several cases show together; the first that applies is told. */
const refinements: readonly Refinement[] = [
  ...(['handshake-refused', 'handshake-guarded', 'no-route', 'redirect', 'query-unguarded'] as const).map(
    (cause): Refinement => ({
      cause,
      applies: ({ fault }, all) => NARROW.includes(fault.cause) && hasFailed(all, 'handshake/echo', cause),
    }),
  ),
  {
    cause: 'token-as-secret',
    applies: ({ fault }, all) =>
      isRefused(fault) && isRefusedIn(all, 'signature/ascii') && hasFailed(all, 'signature/verify-token'),
  },
  {
    cause: 'always-fails',
    applies: ({ fault, check }, all) =>
      fault.cause === 'shape-crash' &&
      check.id !== 'signature/ascii' &&
      hasFailed(all, 'signature/ascii', 'shape-crash'),
  },
  {
    cause: 'always-fails',
    applies: ({ fault, check }) => fault.cause === 'shape-crash' && check.id === 'signature/ascii',
  },
  {
    cause: 'header-unreadable',
    applies: ({ fault, check }, all) =>
      isRefused(fault) &&
      ['signature/charset', 'signature/lower-case-header'].includes(check.id) &&
      hasPassed(all, 'signature/ascii'),
    words: beside('signature/ascii', 'on the plain webhook'),
  },
  {
    cause: 'sha1-read',
    applies: ({ fault, check }, all) =>
      isRefused(fault) && check.id === 'signature/sha1-wrong' && hasPassed(all, 'signature/ascii'),
  },
  {
    cause: 're-escaped',
    applies: ({ fault, check }, all) =>
      isRefused(fault) &&
      check.id === 'signature/raw-utf8' &&
      hasPassed(all, 'signature/escapes') &&
      hasPassed(all, 'signature/ascii'),
    words: beside('signature/escapes', 'on the same text with escapes'),
  },
  {
    cause: 're-serialised',
    applies: ({ fault }, all) =>
      isRefused(fault) && hasPassed(all, 'signature/ascii') && REWRITTEN.some((id) => isRefusedIn(all, id)),
    words: beside('signature/ascii', 'on plain ASCII'),
  },
  {
    cause: 'not-checked',
    applies: ({ fault }, all) => TAKEN.includes(fault.cause) && hasFailed(all, 'signature/wrong', 'not-checked'),
  },
  {
    cause: 'body-limit',
    applies: ({ fault, check }, all) => groupOf(check) === 'size' && fault.cause === 'crash' && !isGone(check.id, all),
    words: sizes,
  },
  {
    cause: 'body-limit',
    applies: ({ fault, check }) => groupOf(check) === 'size' && fault.cause === 'body-limit',
    words: sizes,
  },
  { cause: 'forbidden', applies: ({ fault }) => isRefused(fault) && /csrf/i.test(bodyOf(fault.shownBy)) },
];

/** What one of the odder handshakes shows, where the plain one works. */
const NARROW: readonly CauseId[] = ['query-read-narrowly', 'challenge-changed', 'handshake-refused'];

/** What a body that was written anew cannot keep. */
const REWRITTEN = ['escapes', 'emoji', 'slashes', 'percent-and-at', 'white-space', 'numbers', 'raw-utf8'].map(
  (name) => `signature/${name}`,
);

/** Causes of a forged webhook that was taken. */
const TAKEN: readonly CauseId[] = ['missing-let-through', 'loosely-compared', 'sha1-read', 'token-as-secret'];

function isRefused(fault: Finding['fault']): boolean {
  return fault?.kind === 'fault' && fault.cause === 'other-secret';
}

function isRefusedIn(findings: Findings, id: string): boolean {
  return isRefused(findings.get(id)?.fault);
}

function hasPassed(findings: Findings, id: string): boolean {
  const finding = findings.get(id);
  return finding !== undefined && finding.fault === undefined;
}

function hasFailed(findings: Findings, id: string, cause?: CauseId): boolean {
  const fault = findings.get(id)?.fault;
  return fault?.kind === 'fault' && (cause === undefined || fault.cause === cause);
}

/** Was it the endpoint that went away, and not just the connection? */
function isGone(id: string, findings: Findings): boolean {
  const fault = findings.get(id)?.fault;
  return fault?.kind === 'fault' && GONE.test(fault.happened);
}

const GONE = /gone afterwards/;

function beside(id: string, words: string): NonNullable<Refinement['words']> {
  return (_, findings) => {
    const [exchange] = findings.get(id)?.outcome.exchanges ?? [];
    const status = exchange === undefined ? undefined : statusOf(exchange);
    return status === undefined ? [] : [`${status} ${words}`];
  };
}

/** Between which sizes the limit lies. */
function sizes(_: Finding, findings: Findings): readonly string[] {
  const rungs = [...findings.values()].filter(({ check }) => groupOf(check) === 'size');
  const taken = rungs.filter(({ fault }) => fault === undefined).map(sizeOf);
  const refused = rungs.filter(({ fault }) => fault?.kind === 'fault').map(sizeOf);
  if (refused.length === 0) return [];
  const least = taken.length === 0 ? '' : `above ${Math.max(...taken)} and `;
  return [`the limit is ${least}below ${Math.min(...refused)} bytes`];
}

function sizeOf({ outcome }: Finding): number {
  return outcome.exchanges[0]?.probe.rawBody?.byteLength ?? 0;
}

/** What the answer itself shows of who refused, and which knob that is. */
function clues(exchange: Exchange | undefined): readonly string[] {
  if (exchange?.result.kind !== 'answered' || exchange.result.status < 400) return [];
  const clue = clueIn(exchange.result.status, exchange.result.answer);
  return clue === undefined ? [] : [clue];
}

function frameworkOf({ result }: Exchange): Framework | undefined {
  return result.kind === 'answered' ? recogniseFramework(result.answer.headers) : undefined;
}

function bodyOf(exchange: Exchange | undefined): string {
  return exchange?.result.kind === 'answered' ? Buffer.from(exchange.result.answer.body).toString('utf8') : '';
}
