import type { MessageRow } from './message-rows.ts';
import type { SessionRow } from './session-rows.ts';

/** What `/` was given: each condition must hold. */
export interface Filter {
  readonly text: string;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly part: Part;
  readonly wanted: string;
  /** `-kind:text`: all but these. */
  readonly isNegated: boolean;
}

type Part = 'any' | 'kind' | 'from' | 'sig' | 'status' | 'is';

const PARTS = ['kind', 'from', 'sig', 'status', 'is'] as const satisfies readonly Part[];

export const FILTER_HINT = 'words · kind:image · from:1555 · sig:bad · status:500 · is:again · -not';

/** Never fails: what names no part is a word to look for. */
export function parseFilter(text: string): Filter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-');
  return { text, conditions: words.map(conditionOf) };
}

export function matchesRow({ conditions }: Filter, row: SessionRow): boolean {
  const { kind, who, signature, badges, label, summary, answer } = row;
  const status = answer === undefined ? '' : String(answer.status);
  const texts = { kind, from: who, status, sig: signatureWords(signature), is: badges.join(' ') };
  return matches(conditions, { ...texts, any: [label, summary, who, kind, ...badges].join(' ') });
}

export function matchesMessage({ conditions }: Filter, row: MessageRow): boolean {
  const { kind, who, key, summary, steps, hasFailed, again } = row;
  const status = [...Object.keys(steps), ...(hasFailed ? ['failed'] : [])].join(' ');
  const texts = { kind, from: who, status, sig: '', is: again > 0 ? 'again' : '' };
  return matches(conditions, { ...texts, any: [key, summary, who, kind, status].join(' ') });
}

function conditionOf(word: string): Condition {
  const isNegated = word.startsWith('-');
  const plain = isNegated ? word.slice(1) : word;
  const part = PARTS.find((each) => plain.startsWith(`${each}:`));
  if (part === undefined) return { part: 'any', wanted: plain, isNegated };
  return { part, wanted: plain.slice(part.length + 1), isNegated };
}

function matches(conditions: readonly Condition[], texts: Readonly<Record<Part, string>>): boolean {
  return conditions.every(({ part, wanted, isNegated }) => texts[part].toLowerCase().includes(wanted) !== isNegated);
}

const SIGNATURE_WORDS = {
  valid: 'valid good ok',
  unchecked: 'unchecked',
  missing: 'missing unsigned bad',
  invalid: 'invalid bad',
  refused: 'refused bad',
} satisfies Record<SessionRow['signature'], string>;

function signatureWords(signature: SessionRow['signature']): string {
  return SIGNATURE_WORDS[signature];
}
