import type { DeliveryResult } from '../delivery/deliver.ts';
import type { CheckLevel } from '../events.ts';
import type { CauseId } from './causes.ts';
import type { SentCall } from './effects.ts';
import type { Kit } from './kit.ts';

/** From the heaviest to the lightest. */
export const LEVELS = ['must', 'should', 'may'] as const satisfies readonly CheckLevel[];

/** How a request is put on the wire, where it is not simply sent. */
export type Manner =
  /** The body in pieces, with pauses between them. */
  | 'slow-body'
  /** Transfer-Encoding: chunked, as a proxy that buffers nothing sends it. */
  | 'chunked'
  /** The sender leaves when half of the body is sent. */
  | 'gone-in-body'
  /** The sender leaves when all is sent, without waiting for the answer. */
  | 'gone-before-answer'
  /** On the one connection that all requests of this manner share. */
  | 'same-connection';

/** One request of a case. */
export interface Probe {
  /** What it is, for reports: `messages/text, signed`. */
  readonly what: string;
  readonly method: 'GET' | 'POST';
  /** Without its question mark; it goes behind the query that the URL has. */
  readonly query?: string;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly rawBody: Uint8Array | null;
  readonly manner?: Manner;
  /** For a handshake: what the answer has to be. */
  readonly challenge?: string;
}

export interface Exchange {
  readonly probe: Probe;
  readonly result: DeliveryResult;
}

/** All that is known of a case once its requests are through. */
export interface Outcome {
  readonly exchanges: readonly Exchange[];
  /** What the app asked of the Send API meanwhile; empty when nobody watched. */
  readonly sent: readonly SentCall[];
}

export interface Limits {
  /** The longest that an answer may take, as `--budget` says. */
  readonly budgetMs: number;
  readonly timeoutMs: number;
}

/** What is wrong with an outcome, as far as this outcome alone can tell. */
export interface Fault {
  readonly kind: 'fault';
  readonly cause: CauseId;
  readonly happened: string;
  /** The exchange that shows it. */
  readonly shownBy?: Exchange;
}

/** The case says nothing about this endpoint. */
export interface NotApplicable {
  readonly kind: 'not-applicable';
  readonly reason: string;
}

/** Undefined when all is well. Pure. */
export type Rule = (outcome: Outcome, limits: Limits) => Fault | NotApplicable | undefined;

/** One question that `check` asks of an endpoint. */
export interface CheckCase {
  /** `group/name`, stable: profiles and CI name it. */
  readonly id: string;
  readonly level: CheckLevel;
  /** What holds when it passes, as a short sentence without its full stop. */
  readonly title: string;
  readonly sends: string;
  readonly expects: string;
  /** Why it is asked, and where that is written or was seen. */
  readonly why: string;
  /** What goes wrong in production otherwise. */
  readonly breaks: string;
  /** What usually is behind a failure; the rule may know better. */
  readonly usualCause: CauseId;
  /** Requests of one inner list start at the same instant; the lists follow one another. */
  readonly probes: (kit: Kit) => readonly (readonly Probe[])[];
  readonly rule: Rule;
  readonly traits?: readonly Trait[];
}

export type Trait =
  /** May take the endpoint down: runs alone, and a sign of life is asked for afterwards. */
  | 'hostile'
  /** Nothing else may run meanwhile, for the sake of its measure. */
  | 'alone'
  /** Needs the right verify token, the app secret, or somebody who watches the Send API. */
  | 'needs-token'
  | 'needs-secret'
  | 'needs-effects';

/** `signature/ascii` → `signature` */
export function groupOf({ id }: Pick<CheckCase, 'id'>): string {
  return id.slice(0, id.indexOf('/'));
}

export function has({ traits = [] }: CheckCase, trait: Trait): boolean {
  return traits.includes(trait);
}
