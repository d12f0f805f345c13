/** One answer on purpose: always, for the first so many webhooks, or for a share of them. */
export interface FaultRule {
  /** An HTTP status, or `drop`: the connection is closed without an answer. */
  readonly answer: number | 'drop';
  /** `500x3`: only the first three. */
  readonly first?: number;
  /** `500@20%`: 0.2 of them. */
  readonly share?: number;
}

/** What goes wrong on purpose. The first rule that applies decides; where none does, the answer is the usual one. */
export interface Faults {
  readonly rules: readonly FaultRule[];
  /** Each answer is held back for so long. */
  readonly delayMs: number;
}

/** What is done to one answer. */
export interface FaultDecision {
  readonly answer?: number | 'drop';
  readonly delayMs: number;
}

/** The faults in force: a value that may be replaced while webhooks come. */
export interface FaultSwitch {
  readonly inForce: () => Faults;
  /** From the next webhook on. What was counted (`500x3`) begins anew. */
  readonly replace: (faults: Faults) => void;
  /** For the webhook that is about to be answered. */
  readonly next: () => FaultDecision;
}

export const NO_FAULTS: Faults = { rules: [], delayMs: 0 };

/** `500`, `500x3`, `500@20%`, `drop`, `dropx3`, `drop@20%`; undefined where the text is none of these. */
export function parseFault(text: string): FaultRule | undefined {
  const [, answerText, firstText, shareText] = SPEC_SHAPE.exec(text) ?? [];
  if (answerText === undefined) return undefined;

  const answer = answerText === 'drop' ? answerText : Number(answerText);
  if (firstText !== undefined) return Number(firstText) === 0 ? undefined : { answer, first: Number(firstText) };
  if (shareText === undefined) return { answer };
  const percent = Number(shareText);
  return percent > 0 && percent <= 100 ? { answer, share: percent / 100 } : undefined;
}

const SPEC_SHAPE = /^([2-5]\d\d|drop)(?:x(\d{1,7})|@(\d{1,3}(?:\.\d+)?)%)?$/;

/** A rule as it is typed. */
export function faultSpec({ answer, first, share }: FaultRule): string {
  if (first !== undefined) return `${answer}x${first}`;
  return share === undefined ? `${answer}` : `${answer}@${Number((share * 100).toFixed(4))}%`;
}

/** Decides for one webhook after the other. `random` answers from 0 to just below 1. */
export function createFaultSwitch(initial: Faults, random: () => number): FaultSwitch {
  let faults = initial;
  let used = new Map<FaultRule, number>();

  const applies = (rule: FaultRule): boolean => {
    if (rule.share !== undefined) return random() < rule.share;
    if (rule.first === undefined) return true;

    const before = used.get(rule) ?? 0;
    if (before >= rule.first) return false;
    used.set(rule, before + 1);
    return true;
  };

  return {
    inForce: () => faults,
    replace: (next) => {
      faults = next;
      used = new Map();
    },
    next: () => {
      const { delayMs } = faults;
      const rule = faults.rules.find(applies);
      return rule === undefined ? { delayMs } : { answer: rule.answer, delayMs };
    },
  };
}
