import type { Stamped } from '../../events.ts';
import type { OpenedWebhook } from './session-state.ts';

/** One line for the person. */
export interface ActionResult {
  readonly text: string;
  readonly isTrouble: boolean;
}

/** Lends the terminal to another program: the screen is put away, and drawn again when `use` is done. */
export type LendTerminal = <T>(use: () => Promise<T>) => Promise<T>;

/**
 * What the keys can do beyond this screen. A webhook is named by the key of its row: its id, or `refused-3` for the third
 * one of the session that was refused. What goes wrong rejects with a sentence for the person.
 */
export interface SessionActions {
  readonly find: (key: string) => Promise<OpenedWebhook | undefined>;
  /** What history holds of so many webhooks before this one, oldest first; `isAll` when nothing is before these. */
  readonly older: (
    before: string | undefined,
    count: number,
  ) => Promise<{ readonly events: readonly Stamped[]; readonly isAll: boolean }>;
  readonly replay: (key: string) => Promise<ActionResult>;
  readonly duplicate: (key: string) => Promise<ActionResult>;
  readonly edit: (key: string, lendTerminal: LendTerminal) => Promise<ActionResult>;
  /** The command, and what became of the system's own clipboard. */
  readonly copy: (key: string) => Promise<ActionResult & { readonly curl?: string }>;
  readonly save: (key: string, name: string) => Promise<ActionResult>;
  readonly fixtures: () => Promise<readonly string[]>;
  readonly fire: (name: string) => Promise<ActionResult>;
  /** 1: as usual, 2: 500, 3: 500 three times, 4: slowly, 5: not at all. */
  readonly setFault: (number: number) => Promise<ActionResult>;
  /** Which switch at Meta is off: what is found comes as events. Nothing happens without an access token. */
  readonly askMeta: () => Promise<void>;
  readonly openDashboard: () => Promise<ActionResult>;
}
