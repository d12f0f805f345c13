import { counted } from '../describe/wording.ts';
import type { Finding, FindingKind } from './finding.ts';
import { type Place, pathOf, pointerOf } from './place.ts';

/** A body of 3 MB can hold a million unknown properties; nobody reads more than this, and a broken frame is told besides. */
export const MAX_FINDINGS = 1_000;

interface Found {
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  /** Says it in one sentence, given the path. */
  readonly sentence: (path: string) => string;
}

export interface Report {
  readonly add: (kind: FindingKind, place: Place | undefined, found: Found) => void;
  readonly findings: () => readonly Finding[];
}

/** Collects what is found, up to a number, and counts the rest. */
export function createReport(): Report {
  const findings: Finding[] = [];
  let broken = 0;
  let left = 0;

  return {
    add: (kind, place, { expected, found, sentence }) => {
      const isBroken = kind === 'envelope';
      if ((isBroken ? broken : findings.length - broken) >= MAX_FINDINGS) {
        left += 1;
        return;
      }
      if (isBroken) broken += 1;
      const path = pathOf(place);
      findings.push({
        kind,
        pointer: pointerOf(place),
        path,
        ...(expected === undefined ? {} : { expected }),
        ...(found === undefined ? {} : { found }),
        sentence: sentence(path),
      });
    },
    findings: () => {
      if (left === 0) return findings;
      return [...findings, { kind: 'more', pointer: '', path: '', sentence: `${counted(left, 'finding')} more.` }];
    },
  };
}
